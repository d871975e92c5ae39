"""Orders that wait for staff are found without reading all orders there ever were."""

import sqlalchemy as sa
from alembic import op

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None

NAME = 'ix_customer_order_waiting'
WAITS = sa.text("status = 'waiting'")


def upgrade() -> None:
    op.create_index(
        NAME,
        'customer_order',
        ['store_id', 'placed_at'],
        unique=False,
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )


def downgrade() -> None:
    op.drop_index(NAME, table_name='customer_order')
