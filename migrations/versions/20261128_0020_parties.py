"""Several parties at one table, and one party at several."""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

LIVE = sa.text('closed_at IS NULL AND NOT is_pickup')


def upgrade() -> None:
    op.drop_index('uq_table_session_live', table_name='table_session')
    with op.batch_alter_table('table_session') as batch_op:
        batch_op.add_column(sa.Column('party', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('party_name', sa.String(length=20), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('party_pin', sa.String(length=6), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('pin_tries', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('merged_into_id', sa.String(length=26), nullable=True))
        batch_op.add_column(sa.Column('merged_orders', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.create_foreign_key(op.f('fk_table_session_merged_into_id_table_session'), 'table_session', ['merged_into_id'], ['id'])
        batch_op.create_index(op.f('ix_table_session_merged_into_id'), ['merged_into_id'], unique=False)
    op.create_index('uq_table_session_live', 'table_session', ['table_id', 'party'], unique=True, sqlite_where=LIVE, postgresql_where=LIVE)


def downgrade() -> None:
    op.drop_index('uq_table_session_live', table_name='table_session')
    with op.batch_alter_table('table_session') as batch_op:
        batch_op.drop_index(op.f('ix_table_session_merged_into_id'))
        batch_op.drop_constraint(op.f('fk_table_session_merged_into_id_table_session'), type_='foreignkey')
        for name in ('merged_orders', 'merged_into_id', 'pin_tries', 'party_pin', 'party_name', 'party'):
            batch_op.drop_column(name)
    op.create_index('uq_table_session_live', 'table_session', ['table_id'], unique=True, sqlite_where=LIVE, postgresql_where=LIVE)
