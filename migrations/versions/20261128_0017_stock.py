"""Stock: ingredients, recipes, the ledger, what lines take."""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

_REFUSE_CHANGES = """
CREATE TRIGGER stock_movement_no_{verb} BEFORE {verb} ON stock_movement
BEGIN SELECT RAISE(ABORT, 'the stock ledger is append-only'); END
"""
_REFUSE_CHANGES_POSTGRES = """
CREATE FUNCTION refuse_stock_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the stock ledger is append-only'; END $$
"""


def make_ledger_append_only() -> None:
    """Let the database itself refuse to change or delete a movement."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(_REFUSE_CHANGES.format(verb=verb))
        return
    op.execute(_REFUSE_CHANGES_POSTGRES)
    op.execute(
        "CREATE TRIGGER stock_movement_append_only BEFORE UPDATE OR DELETE ON stock_movement"
        " FOR EACH ROW EXECUTE FUNCTION refuse_stock_change()"
    )


def upgrade() -> None:
    op.create_table('line_use',
    sa.Column('line_id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('order_id', sa.String(length=26), nullable=False),
    sa.Column('uses', sa.JSON(), nullable=False),
    sa.Column('recipe_ids', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_line_use_store_id_store')),
    sa.PrimaryKeyConstraint('line_id', name=op.f('pk_line_use'))
    )
    op.create_index(op.f('ix_line_use_order_id'), 'line_use', ['order_id'], unique=False)
    op.create_table('recipe',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('owner_kind', sa.String(length=24), nullable=False),
    sa.Column('owner_id', sa.String(length=26), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('makes', sa.BigInteger(), nullable=True),
    sa.Column('factor_bp', sa.Integer(), nullable=False),
    sa.Column('waste_bp', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('made_by', sa.String(length=80), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_recipe_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recipe')),
    sa.UniqueConstraint('owner_kind', 'owner_id', 'version', name=op.f('uq_recipe_owner_kind_owner_id_version'))
    )
    op.create_index(op.f('ix_recipe_store_id_replaced_at'), 'recipe', ['store_id', 'replaced_at'], unique=False)
    op.create_table('stock_place',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_stock_place_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_place')),
    sa.UniqueConstraint('store_id', 'name', name=op.f('uq_stock_place_store_id_name'))
    )
    op.create_table('supplier',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('contact', sa.String(length=40), nullable=False),
    sa.Column('phone', sa.String(length=30), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('lead_days', sa.Integer(), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_supplier_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supplier')),
    sa.UniqueConstraint('store_id', 'name', name=op.f('uq_supplier_store_id_name'))
    )
    op.create_table('ingredient',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('name_en', sa.String(length=80), nullable=False),
    sa.Column('initials', sa.String(length=80), nullable=False),
    sa.Column('category', sa.String(length=40), nullable=False),
    sa.Column('unit', sa.String(length=24), nullable=False),
    sa.Column('policy', sa.String(length=24), nullable=False),
    sa.Column('barcode', sa.String(length=40), nullable=False),
    sa.Column('safety', sa.BigInteger(), nullable=True),
    sa.Column('target', sa.BigInteger(), nullable=True),
    sa.Column('shelf_life_days', sa.Integer(), nullable=True),
    sa.Column('supplier_id', sa.String(length=26), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_ingredient_store_id_store')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_ingredient_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ingredient')),
    sa.UniqueConstraint('store_id', 'name', name=op.f('uq_ingredient_store_id_name'))
    )
    op.create_index(op.f('ix_ingredient_store_id_category'), 'ingredient', ['store_id', 'category'], unique=False)
    op.create_table('ingredient_stock',
    sa.Column('ingredient_id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('on_hand', sa.BigInteger(), nullable=False),
    sa.Column('held', sa.BigInteger(), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('cost', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('held >= 0', name=op.f('ck_ingredient_stock_held_not_negative')),
    sa.ForeignKeyConstraint(['ingredient_id'], ['ingredient.id'], name=op.f('fk_ingredient_stock_ingredient_id_ingredient')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_ingredient_stock_store_id_store')),
    sa.PrimaryKeyConstraint('ingredient_id', name=op.f('pk_ingredient_stock'))
    )
    op.create_index(op.f('ix_ingredient_stock_store_id'), 'ingredient_stock', ['store_id'], unique=False)
    op.create_table('purchase_unit',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('ingredient_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('is_usual', sa.Boolean(), nullable=False),
    sa.CheckConstraint('size > 0', name=op.f('ck_purchase_unit_size_positive')),
    sa.ForeignKeyConstraint(['ingredient_id'], ['ingredient.id'], name=op.f('fk_purchase_unit_ingredient_id_ingredient')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_purchase_unit'))
    )
    op.create_index(op.f('ix_purchase_unit_ingredient_id'), 'purchase_unit', ['ingredient_id'], unique=False)
    op.create_table('recipe_line',
    sa.Column('recipe_id', sa.String(length=26), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('ingredient_id', sa.String(length=26), nullable=False),
    sa.Column('net', sa.BigInteger(), nullable=False),
    sa.Column('yield_bp', sa.Integer(), nullable=False),
    sa.CheckConstraint('net > 0', name=op.f('ck_recipe_line_net_positive')),
    sa.CheckConstraint('yield_bp BETWEEN 1 AND 100000', name=op.f('ck_recipe_line_yield_in_range')),
    sa.ForeignKeyConstraint(['ingredient_id'], ['ingredient.id'], name=op.f('fk_recipe_line_ingredient_id_ingredient')),
    sa.ForeignKeyConstraint(['recipe_id'], ['recipe.id'], name=op.f('fk_recipe_line_recipe_id_recipe')),
    sa.PrimaryKeyConstraint('recipe_id', 'position', name=op.f('pk_recipe_line'))
    )
    op.create_index(op.f('ix_recipe_line_ingredient_id'), 'recipe_line', ['ingredient_id'], unique=False)
    op.create_table('stock_movement',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('ingredient_id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('held', sa.BigInteger(), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('place_id', sa.String(length=26), nullable=True),
    sa.Column('ref_kind', sa.String(length=16), nullable=False),
    sa.Column('ref_id', sa.String(length=26), nullable=False),
    sa.Column('reason', sa.String(length=100), nullable=False),
    sa.Column('picture', sa.String(length=64), nullable=False),
    sa.Column('actor_name', sa.String(length=80), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('business_date', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['ingredient_id'], ['ingredient.id'], name=op.f('fk_stock_movement_ingredient_id_ingredient')),
    sa.ForeignKeyConstraint(['place_id'], ['stock_place.id'], name=op.f('fk_stock_movement_place_id_stock_place')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_stock_movement_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_movement'))
    )
    op.create_index(op.f('ix_stock_movement_ref_id'), 'stock_movement', ['ref_id'], unique=False)
    op.create_index(op.f('ix_stock_movement_store_id_business_date_kind'), 'stock_movement', ['store_id', 'business_date', 'kind'], unique=False)
    op.create_index(op.f('ix_stock_movement_store_id_ingredient_id_id'), 'stock_movement', ['store_id', 'ingredient_id', 'id'], unique=False)
    op.add_column('dish', sa.Column('stock_left', sa.Integer(), nullable=True))
    op.add_column('option', sa.Column('stock_left', sa.Integer(), nullable=True))
    make_ledger_append_only()


def downgrade() -> None:
    # SQLite has no other way than its own: the columns have no constraint and no index.
    op.drop_column('option', 'stock_left')
    op.drop_column('dish', 'stock_left')
    op.drop_index(op.f('ix_stock_movement_store_id_ingredient_id_id'), table_name='stock_movement')
    op.drop_index(op.f('ix_stock_movement_store_id_business_date_kind'), table_name='stock_movement')
    op.drop_index(op.f('ix_stock_movement_ref_id'), table_name='stock_movement')
    op.drop_table('stock_movement')
    if op.get_bind().dialect.name != 'sqlite':
        op.execute('DROP FUNCTION refuse_stock_change()')
    op.drop_index(op.f('ix_recipe_line_ingredient_id'), table_name='recipe_line')
    op.drop_table('recipe_line')
    op.drop_index(op.f('ix_purchase_unit_ingredient_id'), table_name='purchase_unit')
    op.drop_table('purchase_unit')
    op.drop_index(op.f('ix_ingredient_stock_store_id'), table_name='ingredient_stock')
    op.drop_table('ingredient_stock')
    op.drop_index(op.f('ix_ingredient_store_id_category'), table_name='ingredient')
    op.drop_table('ingredient')
    op.drop_table('supplier')
    op.drop_table('stock_place')
    op.drop_index(op.f('ix_recipe_store_id_replaced_at'), table_name='recipe')
    op.drop_table('recipe')
    op.drop_index(op.f('ix_line_use_order_id'), table_name='line_use')
    op.drop_table('line_use')
