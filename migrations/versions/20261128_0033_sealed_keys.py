"""The keys of group robots and cloud printers stand sealed in the database, as those of payments."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from app.core import sealing

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None

SEALED = {
    'notice_robot': {'address_secret': ("robot's address", 500), 'sign_secret': ("robot's secret", 200)},
    'printer': {'secret': ("printer's key", 200)},
}


def upgrade() -> None:
    for table, columns in SEALED.items():
        with op.batch_alter_table(table) as batch_op:
            for name, (_purpose, length) in columns.items():
                batch_op.alter_column(
                    name, type_=sa.Text(), existing_type=sa.String(length), existing_nullable=False
                )
        _change(table, columns, sealing.seal)


def downgrade() -> None:
    for table, columns in SEALED.items():
        _change(table, columns, sealing.unseal)
        with op.batch_alter_table(table) as batch_op:
            for name, (_purpose, length) in columns.items():
                batch_op.alter_column(
                    name, type_=sa.String(length), existing_type=sa.Text(), existing_nullable=False
                )


def _change(
    table: str, columns: dict[str, tuple[str, int]], change: Callable[[str, str], str]
) -> None:
    of_table = sa.table(table, sa.column('id'), *(sa.column(name) for name in columns))
    connection = op.get_bind()
    for row in connection.execute(sa.select(of_table)).mappings().all():
        changed = {
            name: change(purpose, row[name])
            for name, (purpose, _length) in columns.items() if row[name]
        }
        if changed:
            connection.execute(sa.update(of_table).where(of_table.c.id == row['id']).values(changed))
