"""Rights of single persons, PINs, shop devices, when a login was last seen, wrong tries."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('staff_member', sa.Column('pin_hash', sa.String(length=160), nullable=True))
    op.add_column('staff_login', sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('staff_login', sa.Column('device_id', sa.String(length=26), nullable=True))
    op.add_column('staff_login', sa.Column('client', sa.String(length=60), nullable=False, server_default=''))
    op.create_table('staff_exception',
    sa.Column('staff_id', sa.String(length=26), nullable=False),
    sa.Column('right', sa.String(length=24), nullable=False),
    sa.Column('is_granted', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_staff_exception_staff_id_staff_member')),
    sa.PrimaryKeyConstraint('staff_id', 'right', name=op.f('pk_staff_exception'))
    )
    op.create_table('staff_device',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('enrolled_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_staff_device_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_device')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_staff_device_token_hash'))
    )
    op.create_index(op.f('ix_staff_device_store_id'), 'staff_device', ['store_id'], unique=False)
    op.create_table('login_guard',
    sa.Column('scope', sa.String(length=100), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('counted_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_failed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('blocks', sa.Integer(), nullable=False),
    sa.Column('blocked_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('scope', name=op.f('pk_login_guard'))
    )


def downgrade() -> None:
    op.drop_table('login_guard')
    op.drop_index(op.f('ix_staff_device_store_id'), table_name='staff_device')
    op.drop_table('staff_device')
    op.drop_table('staff_exception')
    op.drop_column('staff_login', 'client')
    op.drop_column('staff_login', 'device_id')
    op.drop_column('staff_login', 'last_seen_at')
    op.drop_column('staff_member', 'pin_hash')
