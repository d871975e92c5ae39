"""The events of a ticket are found without reading all of them."""

from alembic import op

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f('ix_kitchen_event_ticket_id'), 'kitchen_event', ['ticket_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_kitchen_event_ticket_id'), table_name='kitchen_event')
