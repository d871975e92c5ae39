"""Where tables stand on the floor plan, and when their codes were replaced."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

_TABLE = 'dining_table'


def upgrade() -> None:
    op.add_column(_TABLE, sa.Column('code_rotated_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column(_TABLE, sa.Column('plan_x', sa.Integer(), nullable=True))
    op.add_column(_TABLE, sa.Column('plan_y', sa.Integer(), nullable=True))
    op.add_column(_TABLE, sa.Column('shape', sa.String(length=8), nullable=True))
    op.add_column(_TABLE, sa.Column('is_turned', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for name in ('is_turned', 'shape', 'plan_y', 'plan_x', 'code_rotated_at'):
        op.drop_column(_TABLE, name)
