"""Reconciliation: looks at the channels' bills, and the differences found."""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('bill_check',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('channel', sa.String(length=24), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('looked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('is_done', sa.Boolean(), nullable=False),
    sa.Column('problem', sa.String(length=120), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('theirs_fen', sa.Integer(), nullable=False),
    sa.Column('ours_fen', sa.Integer(), nullable=False),
    sa.Column('fees_fen', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_bill_check_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bill_check')),
    sa.UniqueConstraint('store_id', 'channel', 'day', name=op.f('uq_bill_check_store_id_channel_day'))
    )
    op.create_table('bill_difference',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('check_id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('is_refund', sa.Boolean(), nullable=False),
    sa.Column('ref', sa.String(length=64), nullable=False),
    sa.Column('ours_fen', sa.Integer(), nullable=False),
    sa.Column('theirs_fen', sa.Integer(), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.String(length=80), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['check_id'], ['bill_check.id'], name=op.f('fk_bill_difference_check_id_bill_check')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_bill_difference_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bill_difference'))
    )
    op.create_index(op.f('ix_bill_difference_check_id'), 'bill_difference', ['check_id'], unique=False)


def downgrade() -> None:
    op.drop_table('bill_difference')
    op.drop_table('bill_check')
