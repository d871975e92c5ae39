"""Audits of the printed codes."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('code_audit',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_code_audit_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_code_audit'))
    )
    op.create_index(op.f('ix_code_audit_store_id_ended_at'), 'code_audit', ['store_id', 'ended_at'], unique=False)
    op.create_table('code_check',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('audit_id', sa.String(length=26), nullable=False),
    sa.Column('table_id', sa.String(length=26), nullable=True),
    sa.Column('outcome', sa.Enum('right', 'rotated', 'other_address', 'misplaced', 'other_store', 'foreign', 'unknown', name='codeoutcome', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('text', sa.String(length=200), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['audit_id'], ['code_audit.id'], name=op.f('fk_code_check_audit_id_code_audit')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_code_check_store_id_store')),
    sa.ForeignKeyConstraint(['table_id'], ['dining_table.id'], name=op.f('fk_code_check_table_id_dining_table')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_code_check'))
    )
    op.create_index(op.f('ix_code_check_audit_id'), 'code_check', ['audit_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_code_check_audit_id'), table_name='code_check')
    op.drop_table('code_check')
    op.drop_index(op.f('ix_code_audit_store_id_ended_at'), table_name='code_audit')
    op.drop_table('code_audit')
