"""Payments by channels that are asked: attempts, refunds, their keys; and the books."""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

BOOKS = ('ledger_entry', 'ledger_posting')
SQLITE_TRIGGER = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRES_FUNCTION = """
CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the books are append-only'; END $$
"""


def upgrade() -> None:
    op.execute(
        "ALTER TABLE customer_order ADD COLUMN refunded_fen INTEGER DEFAULT 0 NOT NULL"
        " CONSTRAINT ck_customer_order_refunded_within_paid"
        " CHECK (refunded_fen >= 0 AND refunded_fen <= paid_fen)"
    )
    op.execute("ALTER TABLE customer_order ADD COLUMN pending_payments INTEGER DEFAULT 0 NOT NULL")
    with op.batch_alter_table('payment') as batch_op:
        batch_op.drop_constraint(op.f('ck_payment_channel'), type_='check')
        batch_op.add_column(sa.Column('refunded_fen', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('attempt_id', sa.String(length=26), nullable=True))
        batch_op.add_column(sa.Column('account_name', sa.String(length=60), nullable=False, server_default=''))
        batch_op.create_unique_constraint(op.f('uq_payment_attempt_id'), ['attempt_id'])
        batch_op.create_check_constraint(
            op.f('ck_payment_refunded_within_amount'), 'refunded_fen >= 0 AND refunded_fen <= amount_fen'
        )
    _create_channels()
    _create_attempts()
    _create_refunds()
    _create_books()
    _guard_books()


def _create_channels() -> None:
    op.create_table('channel_account',
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('channel', sa.String(length=24), nullable=False),
    sa.Column('is_on', sa.Boolean(), nullable=False),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.Column('shown', sa.JSON(), nullable=False),
    sa.Column('hook', sa.String(length=26), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tested_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('test_problem', sa.String(length=200), nullable=False),
    sa.Column('heard_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_channel_account_store_id_store')),
    sa.PrimaryKeyConstraint('store_id', 'channel', name=op.f('pk_channel_account')),
    sa.UniqueConstraint('hook', name=op.f('uq_channel_account_hook'))
    )


def _create_attempts() -> None:
    op.create_table('payment_attempt',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('bill', sa.String(length=26), nullable=False),
    sa.Column('table_session_id', sa.String(length=26), nullable=True),
    sa.Column('order_ids', sa.JSON(), nullable=False),
    sa.Column('channel', sa.String(length=24), nullable=False),
    sa.Column('method', sa.String(length=24), nullable=False),
    sa.Column('status', sa.Enum('asked', 'open', 'paid', 'closed', 'refused', 'disputed', name='attemptstatus', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('amount_fen', sa.Integer(), nullable=False),
    sa.Column('payer', sa.String(length=64), nullable=False),
    sa.Column('by', sa.String(length=80), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ask_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asks', sa.Integer(), nullable=False),
    sa.Column('is_closing', sa.Boolean(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('payment_id', sa.String(length=26), nullable=True),
    sa.Column('ref', sa.String(length=64), nullable=False),
    sa.Column('shows', sa.JSON(), nullable=False),
    sa.Column('why', sa.String(length=80), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('after_id', sa.String(length=26), nullable=True),
    sa.CheckConstraint('amount_fen > 0', name=op.f('ck_payment_attempt_amount_positive')),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_payment_attempt_payment_id_payment')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_payment_attempt_store_id_store')),
    sa.ForeignKeyConstraint(['table_session_id'], ['table_session.id'], name=op.f('fk_payment_attempt_table_session_id_table_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_attempt')),
    sa.UniqueConstraint('store_id', 'key', name=op.f('uq_payment_attempt_store_id_key'))
    )
    op.create_index(op.f('ix_payment_attempt_status_ask_at'), 'payment_attempt', ['status', 'ask_at'], unique=False)
    op.create_index(op.f('ix_payment_attempt_store_id_bill_status'), 'payment_attempt', ['store_id', 'bill', 'status'], unique=False)
    op.create_index(op.f('ix_payment_attempt_store_id_created_at'), 'payment_attempt', ['store_id', 'created_at'], unique=False)
    op.create_table('sandbox_trade',
    sa.Column('number', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('amount_fen', sa.Integer(), nullable=False),
    sa.Column('phase', sa.String(length=12), nullable=False),
    sa.Column('paid_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refunds', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_sandbox_trade_store_id_store')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_sandbox_trade'))
    )


def _create_refunds() -> None:
    op.create_table('payment_refund',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('payment_id', sa.String(length=26), nullable=False),
    sa.Column('status', sa.Enum('asked', 'processing', 'done', 'failed', 'by_hand', name='refundstatus', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('amount_fen', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=100), nullable=False),
    sa.Column('lines', sa.JSON(), nullable=False),
    sa.Column('is_automatic', sa.Boolean(), nullable=False),
    sa.Column('asked_by', sa.String(length=80), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('business_date', sa.Date(), nullable=False),
    sa.Column('ask_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asks', sa.Integer(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ref', sa.String(length=64), nullable=False),
    sa.Column('why', sa.String(length=80), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.CheckConstraint('amount_fen > 0', name=op.f('ck_payment_refund_amount_positive')),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_payment_refund_payment_id_payment')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_payment_refund_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_refund'))
    )
    op.create_index(op.f('ix_payment_refund_payment_id'), 'payment_refund', ['payment_id'], unique=False)
    op.create_index(op.f('ix_payment_refund_status_ask_at'), 'payment_refund', ['status', 'ask_at'], unique=False)
    op.create_index(op.f('ix_payment_refund_store_id_business_date'), 'payment_refund', ['store_id', 'business_date'], unique=False)


def _create_books() -> None:
    op.create_table('ledger_entry',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('business_date', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('ref', sa.String(length=80), nullable=False),
    sa.Column('by', sa.String(length=80), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('previous_seal', sa.String(length=64), nullable=False),
    sa.Column('seal', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_ledger_entry_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_entry')),
    sa.UniqueConstraint('store_id', 'kind', 'ref', name=op.f('uq_ledger_entry_store_id_kind_ref')),
    sa.UniqueConstraint('store_id', 'seq', name=op.f('uq_ledger_entry_store_id_seq'))
    )
    op.create_index(op.f('ix_ledger_entry_store_id_business_date'), 'ledger_entry', ['store_id', 'business_date'], unique=False)
    op.create_table('ledger_posting',
    sa.Column('entry_id', sa.String(length=26), nullable=False),
    sa.Column('account', sa.String(length=60), nullable=False),
    sa.Column('amount_fen', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['ledger_entry.id'], name=op.f('fk_ledger_posting_entry_id_ledger_entry')),
    sa.PrimaryKeyConstraint('entry_id', 'account', name=op.f('pk_ledger_posting'))
    )
    op.create_index(op.f('ix_ledger_posting_account'), 'ledger_posting', ['account'], unique=False)


def _guard_books() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for table in BOOKS:
            for verb in ('update', 'delete'):
                op.execute(SQLITE_TRIGGER.format(table=table, verb=verb))
        return
    op.execute(POSTGRES_FUNCTION)
    for table in BOOKS:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()"
        )


def downgrade() -> None:
    for table in ('ledger_posting', 'ledger_entry', 'payment_refund', 'sandbox_trade',
                  'payment_attempt', 'channel_account'):
        op.drop_table(table)
    if op.get_bind().dialect.name != 'sqlite':
        op.execute("DROP FUNCTION refuse_ledger_change()")
    with op.batch_alter_table('payment') as batch_op:
        batch_op.drop_constraint(op.f('ck_payment_refunded_within_amount'), type_='check')
        batch_op.drop_constraint(op.f('uq_payment_attempt_id'), type_='unique')
        for name in ('account_name', 'attempt_id', 'refunded_fen'):
            batch_op.drop_column(name)
        batch_op.create_check_constraint(
            op.f('ck_payment_channel'), sa.column('channel').in_(('cash', 'static_code'))
        )
    with op.batch_alter_table('customer_order') as batch_op:
        batch_op.drop_constraint(op.f('ck_customer_order_refunded_within_paid'), type_='check')
        batch_op.drop_column('refunded_fen')
        batch_op.drop_column('pending_payments')
