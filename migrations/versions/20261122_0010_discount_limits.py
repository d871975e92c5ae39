"""How high a discount one person may give."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('staff_member', sa.Column('discount_limit', sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column('staff_member', 'discount_limit')
