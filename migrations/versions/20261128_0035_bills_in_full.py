"""Bills: what stands on the bill of another day, the flow of funds, and files brought by hand."""

import sqlalchemy as sa
from alembic import op

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('bill_check') as batch_op:
        batch_op.add_column(sa.Column('strays', sa.JSON(), nullable=False, server_default='[]'))
        for name in ('has_flows', 'is_by_hand'):
            batch_op.add_column(
                sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
            )


def downgrade() -> None:
    with op.batch_alter_table('bill_check') as batch_op:
        for name in ('is_by_hand', 'has_flows', 'strays'):
            batch_op.drop_column(name)
