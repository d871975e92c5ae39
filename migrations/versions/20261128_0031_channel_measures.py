"""What was measured of a channel when it was tested."""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('channel_account') as batch:
        batch.add_column(sa.Column('measured', sa.JSON(), server_default='{}', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('channel_account') as batch:
        batch.drop_column('measured')
