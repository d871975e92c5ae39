"""Printers of every kind with their settings, backups, slip forms; jobs that were dropped."""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

KINDS = ('network', 'file', 'virtual')
STATUSES = ('queued', 'sending', 'sent', 'confirmed', 'failed', 'expired')


def upgrade() -> None:
    with op.batch_alter_table('printer') as batch_op:
        batch_op.drop_constraint(op.f('ck_printer_printerkind'), type_='check')
        batch_op.add_column(sa.Column('prints_totals', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('prints_labels', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('account', sa.String(length=120), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('secret', sa.String(length=200), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('options', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('backup_id', sa.String(length=26), nullable=True))
        batch_op.create_foreign_key(op.f('fk_printer_backup_id_printer'), 'printer', ['backup_id'], ['id'])
    with op.batch_alter_table('print_job') as batch_op:
        batch_op.drop_constraint(op.f('ck_print_job_jobstatus'), type_='check')
        batch_op.add_column(sa.Column('slip_number', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('from_printer_id', sa.String(length=26), nullable=True))
        batch_op.create_foreign_key(op.f('fk_print_job_from_printer_id_printer'), 'printer', ['from_printer_id'], ['id'])
    op.create_table('station_paper',
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('station_id', sa.String(length=26), nullable=False),
    sa.Column('slip_form', sa.Enum('split', 'dish', name='slipform', native_enum=False, length=24), nullable=False),
    sa.ForeignKeyConstraint(['station_id'], ['station.id'], name=op.f('fk_station_paper_station_id_station')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_station_paper_store_id_store')),
    sa.PrimaryKeyConstraint('store_id', 'station_id', name=op.f('pk_station_paper'))
    )


def downgrade() -> None:
    op.drop_table('station_paper')
    op.execute("UPDATE print_job SET status = 'expired' WHERE status = 'dropped'")
    op.execute("UPDATE printer SET kind = 'virtual', is_enabled = false WHERE kind NOT IN ('network', 'file', 'virtual')")
    with op.batch_alter_table('print_job') as batch_op:
        batch_op.drop_constraint(op.f('fk_print_job_from_printer_id_printer'), type_='foreignkey')
        batch_op.drop_column('from_printer_id')
        batch_op.drop_column('slip_number')
        batch_op.create_check_constraint(op.f('ck_print_job_jobstatus'), sa.column('status').in_(STATUSES))
    with op.batch_alter_table('printer') as batch_op:
        batch_op.drop_constraint(op.f('fk_printer_backup_id_printer'), type_='foreignkey')
        for name in ('backup_id', 'options', 'secret', 'account', 'prints_labels', 'prints_totals'):
            batch_op.drop_column(name)
        batch_op.create_check_constraint(op.f('ck_printer_printerkind'), sa.column('kind').in_(KINDS))
