"""The second step of a login, recovery codes, and when a login's person last gave the password."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('staff_member', sa.Column('totp_sealed', sa.String(length=255), nullable=True))
    op.add_column('staff_member', sa.Column('totp_step', sa.BigInteger(), nullable=True))
    op.add_column('staff_login', sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table('staff_recovery_code',
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('staff_id', sa.String(length=26), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_staff_recovery_code_staff_id_staff_member')),
    sa.PrimaryKeyConstraint('code_hash', name=op.f('pk_staff_recovery_code'))
    )
    op.create_index(op.f('ix_staff_recovery_code_staff_id'), 'staff_recovery_code', ['staff_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_staff_recovery_code_staff_id'), table_name='staff_recovery_code')
    op.drop_table('staff_recovery_code')
    op.drop_column('staff_login', 'confirmed_at')
    op.drop_column('staff_member', 'totp_step')
    op.drop_column('staff_member', 'totp_sealed')
