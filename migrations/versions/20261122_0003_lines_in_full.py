"""Orders and lines in full: stages of the price, holds, voids, set meals, pick-up codes."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

OLD_ORDER = ('waiting', 'placed', 'cooking', 'ready', 'completed', 'cancelled')
NEW_ORDER = ('unpaid', 'scheduled', *OLD_ORDER)
OLD_LINE = ('placed', 'cooking', 'done', 'cancelled')
NEW_LINE = ('held', 'placed', 'cooking', 'done', 'served', 'cancelled')


def upgrade() -> None:
    with op.batch_alter_table('customer_order') as batch_op:
        _grow_order(batch_op)
        _swap_status(batch_op, 'ck_customer_order_orderstatus', NEW_ORDER)
    with op.batch_alter_table('order_line') as batch_op:
        _grow_line(batch_op)
        _swap_status(batch_op, 'ck_order_line_linestatus', NEW_LINE)
    # What was sold before had no stages: the line's total is its list price and its net price.
    op.execute("UPDATE order_line SET list_fen = total_fen, net_fen = total_fen")
    op.execute("UPDATE customer_order SET kitchen_at = placed_at WHERE status != 'waiting'")
    with op.batch_alter_table('order_line') as batch_op:
        batch_op.create_check_constraint(
            op.f('ck_order_line_money_not_negative'), 'total_fen >= 0 AND net_fen >= 0'
        )


def _swap_status(batch_op: BatchOperations, name: str, values: tuple[str, ...]) -> None:
    batch_op.drop_constraint(op.f(name), type_='check')
    batch_op.create_check_constraint(op.f(name), sa.column('status').in_(values))


def _grow_order(batch_op: BatchOperations) -> None:
    batch_op.add_column(sa.Column('discounts', sa.JSON(), nullable=False, server_default='[]'))
    batch_op.add_column(sa.Column('fees', sa.JSON(), nullable=False, server_default='[]'))
    batch_op.add_column(sa.Column('pickup_code', sa.String(length=12), nullable=False, server_default=''))
    batch_op.add_column(sa.Column('is_pay_first', sa.Boolean(), nullable=False, server_default=sa.false()))
    batch_op.add_column(sa.Column('pay_until', sa.DateTime(timezone=True), nullable=True))
    batch_op.add_column(sa.Column('due_at', sa.DateTime(timezone=True), nullable=True))
    batch_op.add_column(sa.Column('kitchen_at', sa.DateTime(timezone=True), nullable=True))
    batch_op.add_column(sa.Column('quoted_at', sa.DateTime(timezone=True), nullable=True))
    batch_op.add_column(sa.Column('cook_minutes', sa.Integer(), nullable=False, server_default='0'))
    batch_op.add_column(sa.Column('split_from_id', sa.String(length=26), nullable=True))
    batch_op.create_foreign_key(op.f('fk_customer_order_split_from_id_customer_order'), 'customer_order', ['split_from_id'], ['id'])


def _grow_line(batch_op: BatchOperations) -> None:
    batch_op.alter_column('dish_id', existing_type=sa.String(length=26), nullable=True)
    batch_op.add_column(sa.Column('parent_id', sa.String(length=26), nullable=True))
    batch_op.add_column(sa.Column('is_set', sa.Boolean(), nullable=False, server_default=sa.false()))
    batch_op.add_column(sa.Column('list_fen', sa.Integer(), nullable=False, server_default='0'))
    batch_op.add_column(sa.Column('changes', sa.JSON(), nullable=False, server_default='[]'))
    batch_op.add_column(sa.Column('shares', sa.JSON(), nullable=False, server_default='[]'))
    batch_op.add_column(sa.Column('net_fen', sa.Integer(), nullable=False, server_default='0'))
    batch_op.add_column(sa.Column('packing_fee_fen', sa.Integer(), nullable=False, server_default='0'))
    batch_op.add_column(sa.Column('is_discountable', sa.Boolean(), nullable=False, server_default=sa.true()))
    batch_op.add_column(sa.Column('is_price_open', sa.Boolean(), nullable=False, server_default=sa.false()))
    batch_op.add_column(sa.Column('weight_grams', sa.Integer(), nullable=True))
    batch_op.add_column(sa.Column('added_by', sa.String(length=40), nullable=False, server_default=''))
    batch_op.add_column(sa.Column('cook_minutes', sa.Integer(), nullable=False, server_default='0'))
    batch_op.add_column(sa.Column('fired_at', sa.DateTime(timezone=True), nullable=True))
    batch_op.add_column(sa.Column('rushed_at', sa.DateTime(timezone=True), nullable=True))
    batch_op.add_column(sa.Column('served_at', sa.DateTime(timezone=True), nullable=True))
    batch_op.add_column(sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True))
    batch_op.add_column(sa.Column('void_reason', sa.String(length=100), nullable=False, server_default=''))
    batch_op.add_column(sa.Column('void_to', sa.String(length=12), nullable=False, server_default=''))
    batch_op.create_foreign_key(op.f('fk_order_line_parent_id_order_line'), 'order_line', ['parent_id'], ['id'])


def downgrade() -> None:
    # Words that the older program does not know: a held line waits as a placed one, a served one
    # is done, an order that is not yet due or paid waits for staff.
    op.execute("UPDATE order_line SET status = 'placed' WHERE status = 'held'")
    op.execute("UPDATE order_line SET status = 'done' WHERE status = 'served'")
    op.execute("UPDATE customer_order SET status = 'waiting' WHERE status IN ('unpaid', 'scheduled')")
    op.execute("DELETE FROM order_line WHERE dish_id IS NULL")
    with op.batch_alter_table('order_line') as batch_op:
        _swap_status(batch_op, 'ck_order_line_linestatus', OLD_LINE)
        _shrink_line(batch_op)
    with op.batch_alter_table('customer_order') as batch_op:
        _swap_status(batch_op, 'ck_customer_order_orderstatus', OLD_ORDER)
        _shrink_order(batch_op)


def _shrink_line(batch_op: BatchOperations) -> None:
    batch_op.drop_constraint(op.f('ck_order_line_money_not_negative'), type_='check')
    batch_op.drop_constraint(op.f('fk_order_line_parent_id_order_line'), type_='foreignkey')
    batch_op.alter_column('dish_id', existing_type=sa.String(length=26), nullable=False)
    for name in (
        'parent_id', 'is_set', 'list_fen', 'changes', 'shares', 'net_fen', 'packing_fee_fen',
        'is_discountable', 'is_price_open', 'weight_grams', 'added_by', 'cook_minutes', 'fired_at',
        'rushed_at', 'served_at', 'voided_at', 'void_reason', 'void_to',
    ):
        batch_op.drop_column(name)


def _shrink_order(batch_op: BatchOperations) -> None:
    batch_op.drop_constraint(op.f('fk_customer_order_split_from_id_customer_order'), type_='foreignkey')
    for name in (
        'discounts', 'fees', 'pickup_code', 'is_pay_first', 'pay_until', 'due_at', 'kitchen_at',
        'quoted_at', 'cook_minutes', 'split_from_id',
    ):
        batch_op.drop_column(name)
