"""On Postgres a table that is append-only cannot be emptied at one stroke either."""

from alembic import op

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None

FUNCTIONS = {
    'audit_entry': 'refuse_audit_change',
    'stock_movement': 'refuse_stock_change',
    'ledger_entry': 'refuse_ledger_change',
    'ledger_posting': 'refuse_ledger_change',
}


def upgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        return  # it knows no TRUNCATE
    for table, function in FUNCTIONS.items():
        op.execute(
            f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        return
    for table in FUNCTIONS:
        op.execute(f"DROP TRIGGER {table}_not_emptied ON {table}")
