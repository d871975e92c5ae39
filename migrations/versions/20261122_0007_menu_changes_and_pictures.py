"""Several pictures of a dish, and changes of the menu that can be undone."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('dish_picture',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('dish_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['dish_id'], ['dish.id'], name=op.f('fk_dish_picture_dish_id_dish')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dish_picture'))
    )
    op.create_index(op.f('ix_dish_picture_dish_id_position'), 'dish_picture', ['dish_id', 'position'], unique=False)
    # A dish has had at most one picture so far, so its own id serves as the picture's.
    op.execute(
        'INSERT INTO dish_picture (id, dish_id, name, position)'
        ' SELECT id, id, picture, 0 FROM dish WHERE picture IS NOT NULL'
    )
    op.create_table('menu_change',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.String(length=64), nullable=False),
    sa.Column('actor_name', sa.String(length=80), nullable=False),
    sa.Column('action', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_menu_change_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_menu_change'))
    )
    op.create_index(op.f('ix_menu_change_store_id_at'), 'menu_change', ['store_id', 'at'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_menu_change_store_id_at'), table_name='menu_change')
    op.drop_table('menu_change')
    op.drop_index(op.f('ix_dish_picture_dish_id_position'), table_name='dish_picture')
    op.drop_table('dish_picture')
