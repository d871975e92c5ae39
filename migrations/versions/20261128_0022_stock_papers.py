"""Papers of stock: purchases, receipts, stocktakes."""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('stocktake',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('status', sa.String(length=24), nullable=False),
    sa.Column('category', sa.String(length=40), nullable=False),
    sa.Column('started_by', sa.String(length=80), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_by', sa.String(length=80), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_stocktake_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stocktake'))
    )
    op.create_index(op.f('ix_stocktake_store_id_status'), 'stocktake', ['store_id', 'status'], unique=False)
    op.create_table('purchase',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.String(length=26), nullable=True),
    sa.Column('status', sa.String(length=24), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('made_by', sa.String(length=80), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expected_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_purchase_store_id_store')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_purchase_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_purchase'))
    )
    op.create_index(op.f('ix_purchase_store_id_status'), 'purchase', ['store_id', 'status'], unique=False)
    op.create_table('purchase_line',
    sa.Column('purchase_id', sa.String(length=26), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('ingredient_id', sa.String(length=26), nullable=False),
    sa.Column('unit_name', sa.String(length=40), nullable=False),
    sa.Column('unit_size', sa.BigInteger(), nullable=False),
    sa.Column('wanted', sa.BigInteger(), nullable=False),
    sa.Column('received', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('wanted > 0', name=op.f('ck_purchase_line_wanted_positive')),
    sa.ForeignKeyConstraint(['ingredient_id'], ['ingredient.id'], name=op.f('fk_purchase_line_ingredient_id_ingredient')),
    sa.ForeignKeyConstraint(['purchase_id'], ['purchase.id'], name=op.f('fk_purchase_line_purchase_id_purchase')),
    sa.PrimaryKeyConstraint('purchase_id', 'position', name=op.f('pk_purchase_line'))
    )
    op.create_table('stock_receipt',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('is_return', sa.Boolean(), nullable=False),
    sa.Column('purchase_id', sa.String(length=26), nullable=True),
    sa.Column('supplier_id', sa.String(length=26), nullable=True),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['purchase_id'], ['purchase.id'], name=op.f('fk_stock_receipt_purchase_id_purchase')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_stock_receipt_store_id_store')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_stock_receipt_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_receipt'))
    )
    op.create_index(op.f('ix_stock_receipt_store_id_at'), 'stock_receipt', ['store_id', 'at'], unique=False)
    op.create_table('stocktake_line',
    sa.Column('stocktake_id', sa.String(length=26), nullable=False),
    sa.Column('ingredient_id', sa.String(length=26), nullable=False),
    sa.Column('expected', sa.BigInteger(), nullable=True),
    sa.Column('counted', sa.BigInteger(), nullable=True),
    sa.Column('value', sa.BigInteger(), nullable=True),
    sa.Column('counted_by', sa.String(length=80), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['ingredient_id'], ['ingredient.id'], name=op.f('fk_stocktake_line_ingredient_id_ingredient')),
    sa.ForeignKeyConstraint(['stocktake_id'], ['stocktake.id'], name=op.f('fk_stocktake_line_stocktake_id_stocktake')),
    sa.PrimaryKeyConstraint('stocktake_id', 'ingredient_id', name=op.f('pk_stocktake_line'))
    )
    op.create_table('stock_receipt_line',
    sa.Column('receipt_id', sa.String(length=26), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('ingredient_id', sa.String(length=26), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('total_fen', sa.Integer(), nullable=False),
    sa.Column('batch', sa.String(length=40), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['ingredient_id'], ['ingredient.id'], name=op.f('fk_stock_receipt_line_ingredient_id_ingredient')),
    sa.ForeignKeyConstraint(['receipt_id'], ['stock_receipt.id'], name=op.f('fk_stock_receipt_line_receipt_id_stock_receipt')),
    sa.PrimaryKeyConstraint('receipt_id', 'position', name=op.f('pk_stock_receipt_line'))
    )
    op.create_index(op.f('ix_stock_receipt_line_ingredient_id_expires_on'), 'stock_receipt_line', ['ingredient_id', 'expires_on'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_stock_receipt_line_ingredient_id_expires_on'), table_name='stock_receipt_line')
    op.drop_table('stock_receipt_line')
    op.drop_table('stocktake_line')
    op.drop_index(op.f('ix_stock_receipt_store_id_at'), table_name='stock_receipt')
    op.drop_table('stock_receipt')
    op.drop_table('purchase_line')
    op.drop_index(op.f('ix_purchase_store_id_status'), table_name='purchase')
    op.drop_table('purchase')
    op.drop_index(op.f('ix_stocktake_store_id_status'), table_name='stocktake')
    op.drop_table('stocktake')
