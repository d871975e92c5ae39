"""Calls from the tables: waiter, bill, chase."""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('service_call',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('session_id', sa.String(length=26), nullable=False),
    sa.Column('table_name', sa.String(length=20), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('order_id', sa.String(length=26), nullable=True),
    sa.Column('note', sa.String(length=60), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.String(length=60), nullable=True),
    sa.ForeignKeyConstraint(['order_id'], ['customer_order.id'], name=op.f('fk_service_call_order_id_customer_order')),
    sa.ForeignKeyConstraint(['session_id'], ['table_session.id'], name=op.f('fk_service_call_session_id_table_session')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_service_call_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_call'))
    )
    op.create_index(op.f('ix_service_call_session_id_kind'), 'service_call', ['session_id', 'kind'], unique=False)
    op.create_index(op.f('ix_service_call_store_id_answered_at'), 'service_call', ['store_id', 'answered_at'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_service_call_store_id_answered_at'), table_name='service_call')
    op.drop_index(op.f('ix_service_call_session_id_kind'), table_name='service_call')
    op.drop_table('service_call')
