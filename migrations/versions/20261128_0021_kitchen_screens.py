"""Paired kitchen screens, what each screen showed, alarms, and tickets shown elsewhere."""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('kitchen_ticket') as ticket:
        ticket.add_column(sa.Column('told_at', sa.DateTime(timezone=True), nullable=True))
        ticket.add_column(sa.Column('told_by', sa.String(length=80), nullable=False, server_default=''))
        ticket.add_column(sa.Column('lent_to', sa.String(length=26), nullable=True))
        ticket.create_foreign_key(op.f('fk_kitchen_ticket_lent_to_station'), 'station', ['lent_to'], ['id'])
    op.create_table('kitchen_showing',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('screen', sa.String(length=64), nullable=False),
    sa.Column('station_id', sa.String(length=26), nullable=True),
    sa.Column('after_seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_kitchen_showing_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kitchen_showing'))
    )
    op.create_index(op.f('ix_kitchen_showing_store_id_seq'), 'kitchen_showing', ['store_id', 'seq'], unique=False)
    op.create_table('kitchen_device',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('station_id', sa.String(length=26), nullable=True),
    sa.Column('view', sa.String(length=24), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('paired_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('paired_by', sa.String(length=80), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['station_id'], ['station.id'], name=op.f('fk_kitchen_device_station_id_station')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_kitchen_device_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kitchen_device')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_kitchen_device_token_hash'))
    )
    op.create_index(op.f('ix_kitchen_device_store_id'), 'kitchen_device', ['store_id'], unique=False)
    op.create_table('kitchen_pairing',
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('client', sa.String(length=60), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_kitchen_pairing')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_kitchen_pairing_token_hash'))
    )
    op.create_index(op.f('ix_kitchen_pairing_expires_at'), 'kitchen_pairing', ['expires_at'], unique=False)
    op.create_table('kitchen_alarm',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('causes', sa.JSON(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_how', sa.String(length=24), nullable=True),
    sa.Column('ended_by', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_kitchen_alarm_store_id_store')),
    sa.ForeignKeyConstraint(['ticket_id'], ['kitchen_ticket.id'], name=op.f('fk_kitchen_alarm_ticket_id_kitchen_ticket')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kitchen_alarm'))
    )
    op.create_index(op.f('ix_kitchen_alarm_store_id_raised_at'), 'kitchen_alarm', ['store_id', 'raised_at'], unique=False)
    op.create_index(op.f('ix_kitchen_alarm_ticket_id'), 'kitchen_alarm', ['ticket_id'], unique=False)


def downgrade() -> None:
    op.drop_table('kitchen_alarm')
    op.drop_table('kitchen_pairing')
    op.drop_table('kitchen_device')
    op.drop_table('kitchen_showing')
    with op.batch_alter_table('kitchen_ticket') as ticket:
        ticket.drop_constraint(op.f('fk_kitchen_ticket_lent_to_station'), type_='foreignkey')
        for name in ('lent_to', 'told_by', 'told_at'):
            ticket.drop_column(name)
