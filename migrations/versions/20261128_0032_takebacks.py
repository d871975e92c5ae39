"""Dishes taken back that somebody in the kitchen must have seen, and the alarm for one dish."""

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('kitchen_takeback',
    sa.Column('line_id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('alarmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seen_how', sa.String(length=24), nullable=True),
    sa.Column('seen_by', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['line_id'], ['order_line.id'], name=op.f('fk_kitchen_takeback_line_id_order_line')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_kitchen_takeback_store_id_store')),
    sa.ForeignKeyConstraint(['ticket_id'], ['kitchen_ticket.id'], name=op.f('fk_kitchen_takeback_ticket_id_kitchen_ticket')),
    sa.PrimaryKeyConstraint('line_id', name=op.f('pk_kitchen_takeback'))
    )
    op.create_index(op.f('ix_kitchen_takeback_ticket_id'), 'kitchen_takeback', ['ticket_id'], unique=False)
    op.create_index('ix_kitchen_takeback_unseen', 'kitchen_takeback', ['store_id', 'at'], unique=False, sqlite_where=sa.text('seen_at IS NULL'), postgresql_where=sa.text('seen_at IS NULL'))
    with op.batch_alter_table('kitchen_alarm') as alarm:
        alarm.add_column(sa.Column('line_id', sa.String(length=26), nullable=True))
        alarm.create_foreign_key(op.f('fk_kitchen_alarm_line_id_order_line'), 'order_line', ['line_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('kitchen_alarm') as alarm:
        alarm.drop_constraint(op.f('fk_kitchen_alarm_line_id_order_line'), type_='foreignkey')
        alarm.drop_column('line_id')
    op.drop_table('kitchen_takeback')
