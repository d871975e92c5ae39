"""What was given back in cash is told from what a channel gave back."""

import sqlalchemy as sa
from alembic import op

revision = '0039'
down_revision = '0038'
branch_labels = None
depends_on = None

# The books have always known which account the money went out of.
FROM_THE_DRAWER = """
UPDATE payment_refund SET is_cash = true WHERE id IN (
    SELECT ledger_entry.ref FROM ledger_entry
    JOIN ledger_posting ON ledger_posting.entry_id = ledger_entry.id
    WHERE ledger_entry.kind = 'refund' AND ledger_posting.account = 'drawer'
)
"""


def upgrade() -> None:
    with op.batch_alter_table('payment_refund') as batch:
        batch.add_column(
            sa.Column('is_cash', sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    op.execute(FROM_THE_DRAWER)


def downgrade() -> None:
    with op.batch_alter_table('payment_refund') as batch:
        batch.drop_column('is_cash')
