"""Stations that can be retired, a category's default station, orders that are only tests."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('station', sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True))
    # SQLite takes a reference with a new column and not later, and copying the table is worse.
    op.execute(
        'ALTER TABLE category ADD COLUMN station_id VARCHAR(26)'
        ' CONSTRAINT fk_category_station_id_station REFERENCES station (id)'
    )
    op.add_column('customer_order', sa.Column('is_test', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column('customer_order', 'is_test')
    with op.batch_alter_table('category') as batch_op:
        batch_op.drop_column('station_id')
    op.drop_column('station', 'removed_at')
