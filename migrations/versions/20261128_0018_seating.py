"""Reservations and the waiting list."""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('reservation',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('covers', sa.Integer(), nullable=False),
    sa.Column('table_id', sa.String(length=26), nullable=True),
    sa.Column('name', sa.String(length=30), nullable=False),
    sa.Column('phone', sa.String(length=24), nullable=False),
    sa.Column('note', sa.String(length=120), nullable=False),
    sa.Column('status', sa.String(length=24), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.String(length=60), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_reservation_store_id_store')),
    sa.ForeignKeyConstraint(['table_id'], ['dining_table.id'], name=op.f('fk_reservation_table_id_dining_table')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reservation')),
    sa.UniqueConstraint('store_id', 'key', name=op.f('uq_reservation_store_id_key'))
    )
    op.create_index(op.f('ix_reservation_store_id_at'), 'reservation', ['store_id', 'at'], unique=False)
    op.create_table('queue_party',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=True),
    sa.Column('business_date', sa.Date(), nullable=False),
    sa.Column('queue', sa.String(length=2), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('covers', sa.Integer(), nullable=False),
    sa.Column('locator', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('called_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('calls', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('table_name', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_queue_party_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_queue_party')),
    sa.UniqueConstraint('locator', name=op.f('uq_queue_party_locator')),
    sa.UniqueConstraint('store_id', 'business_date', 'queue', 'number', name=op.f('uq_queue_party_store_id_business_date_queue_number')),
    sa.UniqueConstraint('store_id', 'key', name=op.f('uq_queue_party_store_id_key'))
    )


def downgrade() -> None:
    op.drop_table('queue_party')
    op.drop_index(op.f('ix_reservation_store_id_at'), table_name='reservation')
    op.drop_table('reservation')
