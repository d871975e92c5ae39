"""Sizes, set meals, weighed dishes, sale windows, prices by order type and 必点 on the menu."""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('dish', sa.Column('back_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('dish', sa.Column('price_kind', sa.String(length=24), nullable=False, server_default='fixed'))
    op.add_column('dish', sa.Column('pickup_price_fen', sa.Integer(), nullable=True))
    op.add_column('dish', sa.Column('packing_fee_fen', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('dish', sa.Column('min_quantity', sa.Integer(), nullable=False, server_default='1'))
    op.add_column('dish', sa.Column('quantity_step', sa.Integer(), nullable=False, server_default='1'))
    op.add_column('dish', sa.Column('required_per', sa.String(length=24), nullable=False, server_default='nothing'))
    op.add_column('dish', sa.Column('nutrition', sa.String(length=200), nullable=False, server_default=''))
    op.add_column('dish', sa.Column('portion_hint', sa.String(length=60), nullable=False, server_default=''))
    op.add_column('dish', sa.Column('sale_window', sa.JSON(none_as_null=True), nullable=True))
    op.add_column('dish', sa.Column('sold_recently', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('option_group', sa.Column('kind', sa.String(length=24), nullable=False, server_default='options'))
    op.add_column('option_group', sa.Column('may_repeat', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('option', sa.Column('remaining', sa.Integer(), nullable=True))
    op.add_column('option', sa.Column('back_at', sa.DateTime(timezone=True), nullable=True))
    # SQLite takes a reference with a new column and not later, and copying the table is worse.
    op.execute(
        'ALTER TABLE option ADD COLUMN dish_id VARCHAR(26)'
        ' CONSTRAINT fk_option_dish_id_dish REFERENCES dish (id)'
    )
    op.add_column('option', sa.Column('portions', sa.Integer(), nullable=False, server_default='1'))
    op.add_column('order_line', sa.Column('set_name', sa.String(length=80), nullable=False, server_default=''))
    op.add_column('order_line', sa.Column('set_name_en', sa.String(length=120), nullable=False, server_default=''))


def downgrade() -> None:
    op.drop_column('order_line', 'set_name_en')
    op.drop_column('order_line', 'set_name')
    with op.batch_alter_table('option') as batch_op:
        for name in ('portions', 'dish_id', 'back_at', 'remaining'):
            batch_op.drop_column(name)
    for name in ('may_repeat', 'kind'):
        op.drop_column('option_group', name)
    for name in (
        'sold_recently', 'sale_window', 'portion_hint', 'nutrition', 'required_per', 'quantity_step',
        'min_quantity', 'packing_fee_fen', 'pickup_price_fen', 'price_kind', 'back_at',
    ):
        op.drop_column('dish', name)
