"""Requests for invoices."""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('invoice_request',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('table_session_id', sa.String(length=26), nullable=False),
    sa.Column('status', sa.String(length=24), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('tax_number', sa.String(length=20), nullable=False),
    sa.Column('email', sa.String(length=120), nullable=False),
    sa.Column('amount_fen', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('business_date', sa.Date(), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.String(length=80), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_invoice_request_store_id_store')),
    sa.ForeignKeyConstraint(['table_session_id'], ['table_session.id'], name=op.f('fk_invoice_request_table_session_id_table_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invoice_request')),
    sa.UniqueConstraint('store_id', 'table_session_id', name=op.f('uq_invoice_request_store_id_table_session_id'))
    )
    op.create_index(op.f('ix_invoice_request_store_id_status_asked_at'), 'invoice_request', ['store_id', 'status', 'asked_at'], unique=False)


def downgrade() -> None:
    op.drop_table('invoice_request')
