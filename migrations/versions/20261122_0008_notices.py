"""Notices, and who has read them."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('notice',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.Enum('printer_failing', 'kitchen_unseen', 'backup_failed', 'backup_overdue', 'drill_failed', 'disk_low', 'database_damaged', 'guessing', 'device_enrolled', 'licence_expiring', 'outbox_stuck', name='noticekind', native_enum=False, length=24), nullable=False),
    sa.Column('subject', sa.String(length=64), nullable=False),
    sa.Column('severity', sa.Enum('severe', 'warn', 'note', name='severity', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('params', sa.JSON(), nullable=False),
    sa.Column('open_key', sa.String(length=160), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_notice_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
    sa.UniqueConstraint('open_key', name=op.f('uq_notice_open_key'))
    )
    op.create_index(op.f('ix_notice_store_id_created_at'), 'notice', ['store_id', 'created_at'], unique=False)
    op.create_table('notice_read',
    sa.Column('notice_id', sa.String(length=26), nullable=False),
    sa.Column('staff_id', sa.String(length=26), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_notice_read_notice_id_notice')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_notice_read_staff_id_staff_member')),
    sa.PrimaryKeyConstraint('notice_id', 'staff_id', name=op.f('pk_notice_read'))
    )


def downgrade() -> None:
    op.drop_table('notice_read')
    op.drop_index(op.f('ix_notice_store_id_created_at'), table_name='notice')
    op.drop_table('notice')
