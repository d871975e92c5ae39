"""Papers of stock name their place; what stock names for people may have an English name."""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None

_NAMES = (
    ('supplier', 'name_en', 80),
    ('stock_place', 'name_en', 60),
    ('ingredient', 'category_en', 60),
    ('purchase_unit', 'name_en', 60),
)
_PAPERS = ('stock_receipt', 'stocktake')


def upgrade() -> None:
    for table, column, length in _NAMES:
        with op.batch_alter_table(table) as batch:
            batch.add_column(
                sa.Column(column, sa.String(length), server_default='', nullable=False)
            )
    for table in _PAPERS:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column('place_id', sa.String(26)))
            batch.create_foreign_key(
                op.f(f'fk_{table}_place_id_stock_place'), 'stock_place', ['place_id'], ['id']
            )


def downgrade() -> None:
    for table in _PAPERS:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f'fk_{table}_place_id_stock_place'), type_='foreignkey')
            batch.drop_column('place_id')
    for table, column, _length in _NAMES:
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
