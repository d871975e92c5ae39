"""Group robots that are told what is the matter."""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('notice_robot',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('address_secret', sa.String(length=500), nullable=False),
    sa.Column('sign_secret', sa.String(length=200), nullable=False),
    sa.Column('kinds', sa.JSON(), nullable=False),
    sa.Column('is_enabled', sa.Boolean(), nullable=False),
    sa.Column('quiet_from', sa.Time(), nullable=True),
    sa.Column('quiet_until', sa.Time(), nullable=True),
    sa.Column('digest_at', sa.Time(), nullable=True),
    sa.Column('digested_on', sa.Date(), nullable=True),
    sa.Column('snoozed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_error', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_notice_robot_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_robot'))
    )
    op.create_index(op.f('ix_notice_robot_store_id'), 'notice_robot', ['store_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_notice_robot_store_id'), table_name='notice_robot')
    op.drop_table('notice_robot')
