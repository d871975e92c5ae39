"""Orders paid first, called by number and wanted later; how long dishes take."""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

INDEXES = (
    ('uq_customer_order_pickup_code', ['store_id', 'business_date', 'pickup_code'], True, "pickup_code <> ''"),
    ('ix_customer_order_pay_until', ['pay_until'], False, 'pay_until IS NOT NULL'),
    ('ix_customer_order_due_at', ['store_id', 'due_at'], False, 'due_at IS NOT NULL'),
)


def upgrade() -> None:
    op.add_column('customer_order', sa.Column('expired_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('customer_order', sa.Column('called_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('customer_order', sa.Column('calls', sa.Integer(), nullable=False, server_default='0'))
    for name, columns, is_unique, where in INDEXES:
        op.create_index(
            name, 'customer_order', columns, unique=is_unique,
            sqlite_where=sa.text(where), postgresql_where=sa.text(where),
        )
    op.create_table('dish_pace',
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('dish_id', sa.String(length=26), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('samples', sa.Integer(), nullable=False),
    sa.Column('measured_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['dish_id'], ['dish.id'], name=op.f('fk_dish_pace_dish_id_dish')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_dish_pace_store_id_store')),
    sa.PrimaryKeyConstraint('store_id', 'dish_id', name=op.f('pk_dish_pace'))
    )
    op.create_table('kitchen_slot',
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.CheckConstraint('minutes >= 0', name=op.f('ck_kitchen_slot_minutes_not_negative')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_kitchen_slot_store_id_store')),
    sa.PrimaryKeyConstraint('store_id', 'starts_at', name=op.f('pk_kitchen_slot'))
    )


def downgrade() -> None:
    op.drop_table('kitchen_slot')
    op.drop_table('dish_pace')
    for name, *_rest in INDEXES:
        op.drop_index(name, table_name='customer_order')
    for name in ('expired_at', 'called_at', 'calls'):
        op.drop_column('customer_order', name)
