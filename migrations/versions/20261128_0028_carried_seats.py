"""Seats that a party was charged for with the orders of another one."""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('table_session') as batch:
        batch.add_column(sa.Column('seats_fen', sa.Integer(), server_default='0', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('table_session') as batch:
        batch.drop_column('seats_fen')
