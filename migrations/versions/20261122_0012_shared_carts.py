"""The shared cart of a table session: its lines, its guests, the operations applied."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('cart',
    sa.Column('session_id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('covers', sa.Integer(), nullable=True),
    sa.Column('touched_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('aliases', sa.JSON(), nullable=False),
    sa.Column('cleared', sa.JSON(), nullable=True),
    sa.Column('ordered_version', sa.Integer(), nullable=False),
    sa.Column('ordered_id', sa.String(length=26), nullable=True),
    sa.Column('ordered_by', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['ordered_id'], ['customer_order.id'], name=op.f('fk_cart_ordered_id_customer_order')),
    sa.ForeignKeyConstraint(['session_id'], ['table_session.id'], name=op.f('fk_cart_session_id_table_session')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_cart_store_id_store')),
    sa.PrimaryKeyConstraint('session_id', name=op.f('pk_cart'))
    )
    op.create_index(op.f('ix_cart_touched_at'), 'cart', ['touched_at'], unique=False)
    op.create_table('cart_guest',
    sa.Column('session_id', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('device_id', sa.String(length=26), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['cart.session_id'], name=op.f('fk_cart_guest_session_id_cart')),
    sa.PrimaryKeyConstraint('session_id', 'number', name=op.f('pk_cart_guest')),
    sa.UniqueConstraint('session_id', 'device_id', name=op.f('uq_cart_guest_session_id_device_id'))
    )
    op.create_table('cart_line',
    sa.Column('session_id', sa.String(length=26), nullable=False),
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('guest', sa.Integer(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('note', sa.String(length=100), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('name_en', sa.String(length=120), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.CheckConstraint('quantity >= 0', name=op.f('ck_cart_line_quantity_not_negative')),
    sa.ForeignKeyConstraint(['session_id'], ['cart.session_id'], name=op.f('fk_cart_line_session_id_cart')),
    sa.PrimaryKeyConstraint('session_id', 'id', name=op.f('pk_cart_line'))
    )
    op.create_table('cart_operation',
    sa.Column('session_id', sa.String(length=26), nullable=False),
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('guest', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('outcome', sa.JSON(), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['cart.session_id'], name=op.f('fk_cart_operation_session_id_cart')),
    sa.PrimaryKeyConstraint('session_id', 'id', name=op.f('pk_cart_operation'))
    )


def downgrade() -> None:
    op.drop_table('cart_operation')
    op.drop_table('cart_line')
    op.drop_table('cart_guest')
    op.drop_index(op.f('ix_cart_touched_at'), table_name='cart')
    op.drop_table('cart')
