"""The cash drawer: shifts, cash put in and taken out, closed days."""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('cash_shift',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('business_date', sa.Date(), nullable=False),
    sa.Column('opened_by', sa.String(length=80), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_seq', sa.Integer(), nullable=False),
    sa.Column('float_fen', sa.Integer(), nullable=False),
    sa.Column('closed_by', sa.String(length=80), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_seq', sa.Integer(), nullable=True),
    sa.Column('expected_fen', sa.Integer(), nullable=True),
    sa.Column('counted_fen', sa.Integer(), nullable=True),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.CheckConstraint('float_fen >= 0', name=op.f('ck_cash_shift_float_not_negative')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_cash_shift_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cash_shift')),
    sa.UniqueConstraint('store_id', 'number', name=op.f('uq_cash_shift_store_id_number'))
    )
    is_open = sa.text('closed_at IS NULL')
    op.create_index('uq_cash_shift_open', 'cash_shift', ['store_id'], unique=True, sqlite_where=is_open, postgresql_where=is_open)
    op.create_table('cash_movement',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('shift_id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('amount_fen', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=100), nullable=False),
    sa.Column('by', sa.String(length=80), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('amount_fen > 0', name=op.f('ck_cash_movement_amount_positive')),
    sa.ForeignKeyConstraint(['shift_id'], ['cash_shift.id'], name=op.f('fk_cash_movement_shift_id_cash_shift')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_cash_movement_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cash_movement'))
    )
    op.create_index(op.f('ix_cash_movement_shift_id'), 'cash_movement', ['shift_id'], unique=False)
    op.create_table('day_close',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('z_number', sa.Integer(), nullable=False),
    sa.Column('business_date', sa.Date(), nullable=False),
    sa.Column('closed_by', sa.String(length=80), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('after_seq', sa.Integer(), nullable=False),
    sa.Column('until_seq', sa.Integer(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_day_close_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_day_close')),
    sa.UniqueConstraint('store_id', 'z_number', name=op.f('uq_day_close_store_id_z_number'))
    )


def downgrade() -> None:
    for table in ('day_close', 'cash_movement', 'cash_shift'):
        op.drop_table(table)
