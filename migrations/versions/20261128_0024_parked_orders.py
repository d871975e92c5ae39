"""Parked orders."""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('parked_order',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('business_date', sa.Date(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('table_id', sa.String(length=26), nullable=True),
    sa.Column('session_id', sa.String(length=26), nullable=True),
    sa.Column('place_name', sa.String(length=20), nullable=False),
    sa.Column('basket', sa.JSON(), nullable=False),
    sa.Column('portions', sa.Integer(), nullable=False),
    sa.Column('total_fen', sa.Integer(), nullable=False),
    sa.Column('parked_by', sa.String(length=80), nullable=False),
    sa.Column('parked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['table_session.id'], name=op.f('fk_parked_order_session_id_table_session')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_parked_order_store_id_store')),
    sa.ForeignKeyConstraint(['table_id'], ['dining_table.id'], name=op.f('fk_parked_order_table_id_dining_table')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_parked_order'))
    )
    op.create_index(op.f('ix_parked_order_store_id_ended_at'), 'parked_order', ['store_id', 'ended_at'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_parked_order_store_id_ended_at'), table_name='parked_order')
    op.drop_table('parked_order')
