"""The first tables: store, staff, menu, floor, orders, kitchen, money, printing."""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

_REFUSE_CHANGES = """
CREATE TRIGGER audit_entry_no_{verb} BEFORE {verb} ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END
"""
_REFUSE_CHANGES_POSTGRES = """
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$
"""


def make_audit_append_only() -> None:
    """Let the database itself refuse to change or delete what was written down."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(_REFUSE_CHANGES.format(verb=verb))
        return
    op.execute(_REFUSE_CHANGES_POSTGRES)
    op.execute(
        "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry"
        " FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()"
    )


def upgrade() -> None:
    op.create_table('audit_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_kind', sa.String(length=16), nullable=False),
    sa.Column('actor_id', sa.String(length=64), nullable=False),
    sa.Column('actor_name', sa.String(length=80), nullable=False),
    sa.Column('action', sa.String(length=64), nullable=False),
    sa.Column('target_kind', sa.String(length=32), nullable=False),
    sa.Column('target_id', sa.String(length=64), nullable=False),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry'))
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entry_store_id_id'), ['store_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_store_id_target_kind_target_id'), ['store_id', 'target_kind', 'target_id'], unique=False)

    op.create_table('idempotent_answer',
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('scope', sa.String(length=64), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('body_hash', sa.String(length=64), nullable=False),
    sa.Column('answer', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('store_id', 'scope', 'key', name=op.f('pk_idempotent_answer'))
    )
    op.create_table('job_run',
    sa.Column('job', sa.String(length=64), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('job', 'due_at', name=op.f('pk_job_run'))
    )
    op.create_table('outbox_message',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=True),
    sa.Column('state', sa.Enum('queued', 'done', 'failed', name='outboxstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_message')),
    sa.UniqueConstraint('key', name=op.f('uq_outbox_message_key'))
    )
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbox_message_state_not_before'), ['state', 'not_before'], unique=False)

    op.create_table('sequence',
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('store_id', 'name', name=op.f('pk_sequence'))
    )
    op.create_table('store',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('name_en', sa.String(length=80), nullable=False),
    sa.Column('address', sa.String(length=160), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('notice', sa.String(length=200), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('time_zone', sa.String(length=64), nullable=False),
    sa.Column('day_starts_at', sa.Time(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_store'))
    )
    op.create_table('system_value',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('value', sa.String(length=255), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_system_value'))
    )
    op.create_table('area',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=30), nullable=False),
    sa.Column('name_en', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_area_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_area')),
    sa.UniqueConstraint('store_id', 'name', name=op.f('uq_area_store_id_name'))
    )
    op.create_table('category',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('name_en', sa.String(length=60), nullable=False),
    sa.Column('icon', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_category_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_category')),
    sa.UniqueConstraint('store_id', 'name', name=op.f('uq_category_store_id_name'))
    )
    op.create_table('kitchen_screen',
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('station_id', sa.String(length=26), nullable=True),
    sa.Column('shown_seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_kitchen_screen_store_id_store')),
    sa.PrimaryKeyConstraint('store_id', 'name', name=op.f('pk_kitchen_screen'))
    )
    op.create_table('option_group',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('name_en', sa.String(length=60), nullable=False),
    sa.Column('min_choices', sa.Integer(), nullable=False),
    sa.Column('max_choices', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.CheckConstraint('min_choices >= 0 AND max_choices >= min_choices', name=op.f('ck_option_group_choices_in_order')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_option_group_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_option_group'))
    )
    op.create_table('printer',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.Enum('network', 'file', 'virtual', name='printerkind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('host', sa.String(length=120), nullable=False),
    sa.Column('port', sa.Integer(), nullable=False),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('width_mm', sa.Integer(), nullable=False),
    sa.Column('encoding', sa.String(length=10), nullable=False),
    sa.Column('prints_kitchen', sa.Boolean(), nullable=False),
    sa.Column('prints_bills', sa.Boolean(), nullable=False),
    sa.Column('station_ids', sa.JSON(), nullable=False),
    sa.Column('is_enabled', sa.Boolean(), nullable=False),
    sa.Column('last_error', sa.String(length=40), nullable=True),
    sa.Column('last_error_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_ok_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_printer_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_printer')),
    sa.UniqueConstraint('store_id', 'name', name=op.f('uq_printer_store_id_name'))
    )
    op.create_table('staff_member',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('username', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('role', sa.Enum('owner', 'manager', 'cashier', 'waiter', 'kitchen', 'courier', name='role', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('password_hash', sa.String(length=160), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_staff_member_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_member')),
    sa.UniqueConstraint('store_id', 'username', name=op.f('uq_staff_member_store_id_username'))
    )
    op.create_table('station',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('name_en', sa.String(length=60), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_station_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_station')),
    sa.UniqueConstraint('store_id', 'name', name=op.f('uq_station_store_id_name'))
    )
    op.create_table('store_setting',
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('value', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_store_setting_store_id_store')),
    sa.PrimaryKeyConstraint('store_id', 'key', name=op.f('pk_store_setting'))
    )
    op.create_table('dining_table',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('area_id', sa.String(length=26), nullable=True),
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('is_pickup', sa.Boolean(), nullable=False),
    sa.Column('locator', sa.String(length=12), nullable=False),
    sa.Column('code_version', sa.Integer(), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['area_id'], ['area.id'], name=op.f('fk_dining_table_area_id_area')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_dining_table_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dining_table')),
    sa.UniqueConstraint('locator', name=op.f('uq_dining_table_locator')),
    sa.UniqueConstraint('store_id', 'name', name=op.f('uq_dining_table_store_id_name'))
    )
    op.create_table('dish',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('category_id', sa.String(length=26), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('name_en', sa.String(length=120), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('description_en', sa.Text(), nullable=False),
    sa.Column('price_fen', sa.Integer(), nullable=False),
    sa.Column('member_price_fen', sa.Integer(), nullable=True),
    sa.Column('picture', sa.String(length=64), nullable=True),
    sa.Column('pinyin', sa.String(length=400), nullable=False),
    sa.Column('initials', sa.String(length=80), nullable=False),
    sa.Column('spice_level', sa.Integer(), nullable=False),
    sa.Column('tags', sa.JSON(), nullable=False),
    sa.Column('allergens', sa.JSON(), nullable=False),
    sa.Column('cook_minutes', sa.Integer(), nullable=False),
    sa.Column('station_id', sa.String(length=26), nullable=True),
    sa.Column('is_on_shelf', sa.Boolean(), nullable=False),
    sa.Column('is_available', sa.Boolean(), nullable=False),
    sa.Column('remaining', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('price_fen >= 0', name=op.f('ck_dish_price_not_negative')),
    sa.CheckConstraint('remaining IS NULL OR remaining >= 0', name=op.f('ck_dish_remaining_not_negative')),
    sa.ForeignKeyConstraint(['category_id'], ['category.id'], name=op.f('fk_dish_category_id_category')),
    sa.ForeignKeyConstraint(['station_id'], ['station.id'], name=op.f('fk_dish_station_id_station')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_dish_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dish')),
    sa.UniqueConstraint('store_id', 'code', name=op.f('uq_dish_store_id_code'))
    )
    with op.batch_alter_table('dish', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_dish_store_id_category_id_position'), ['store_id', 'category_id', 'position'], unique=False)

    op.create_table('option',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('group_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('name_en', sa.String(length=60), nullable=False),
    sa.Column('price_fen', sa.Integer(), nullable=False),
    sa.Column('is_available', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['option_group.id'], name=op.f('fk_option_group_id_option_group')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_option'))
    )
    op.create_table('staff_login',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('staff_id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.Enum('browser', 'api', name='loginkind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_staff_login_staff_id_staff_member')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_staff_login'))
    )
    with op.batch_alter_table('staff_login', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_login_staff_id'), ['staff_id'], unique=False)

    op.create_table('dish_option_group',
    sa.Column('dish_id', sa.String(length=26), nullable=False),
    sa.Column('group_id', sa.String(length=26), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['dish_id'], ['dish.id'], name=op.f('fk_dish_option_group_dish_id_dish')),
    sa.ForeignKeyConstraint(['group_id'], ['option_group.id'], name=op.f('fk_dish_option_group_group_id_option_group')),
    sa.PrimaryKeyConstraint('dish_id', 'group_id', name=op.f('pk_dish_option_group'))
    )
    op.create_table('price_change',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('dish_id', sa.String(length=26), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_name', sa.String(length=80), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['dish_id'], ['dish.id'], name=op.f('fk_price_change_dish_id_dish')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_price_change_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_price_change'))
    )
    with op.batch_alter_table('price_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_price_change_dish_id_at'), ['dish_id', 'at'], unique=False)

    op.create_table('table_session',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('table_id', sa.String(length=26), nullable=False),
    sa.Column('is_pickup', sa.Boolean(), nullable=False),
    sa.Column('status', sa.Enum('waiting', 'open', 'closed', name='sessionstatus', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('covers', sa.Integer(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_table_session_store_id_store')),
    sa.ForeignKeyConstraint(['table_id'], ['dining_table.id'], name=op.f('fk_table_session_table_id_dining_table')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_table_session'))
    )
    with op.batch_alter_table('table_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_table_session_store_id_closed_at'), ['store_id', 'closed_at'], unique=False)
        batch_op.create_index('uq_table_session_live', ['table_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL AND NOT is_pickup'), postgresql_where=sa.text('closed_at IS NULL AND NOT is_pickup'))

    op.create_table('customer_order',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('business_date', sa.Date(), nullable=False),
    sa.Column('order_type', sa.Enum('dine_in', 'pickup', name='ordertype', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('table_id', sa.String(length=26), nullable=True),
    sa.Column('table_name', sa.String(length=20), nullable=False),
    sa.Column('table_session_id', sa.String(length=26), nullable=True),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('waiting', 'placed', 'cooking', 'ready', 'completed', 'cancelled', name='orderstatus', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('covers', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('subtotal_fen', sa.Integer(), nullable=False),
    sa.Column('adjustments', sa.JSON(), nullable=False),
    sa.Column('total_fen', sa.Integer(), nullable=False),
    sa.Column('paid_fen', sa.Integer(), nullable=False),
    sa.Column('placed_by', sa.String(length=80), nullable=False),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancel_reason', sa.String(length=200), nullable=True),
    sa.CheckConstraint('paid_fen >= 0 AND paid_fen <= total_fen', name=op.f('ck_customer_order_paid_within_total')),
    sa.CheckConstraint('total_fen >= 0', name=op.f('ck_customer_order_total_not_negative')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_customer_order_store_id_store')),
    sa.ForeignKeyConstraint(['table_id'], ['dining_table.id'], name=op.f('fk_customer_order_table_id_dining_table')),
    sa.ForeignKeyConstraint(['table_session_id'], ['table_session.id'], name=op.f('fk_customer_order_table_session_id_table_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customer_order')),
    sa.UniqueConstraint('store_id', 'business_date', 'number', name=op.f('uq_customer_order_store_id_business_date_number'))
    )
    with op.batch_alter_table('customer_order', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_customer_order_store_id_placed_at'), ['store_id', 'placed_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_customer_order_table_session_id'), ['table_session_id'], unique=False)

    op.create_table('payment',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('table_session_id', sa.String(length=26), nullable=True),
    sa.Column('channel', sa.Enum('cash', 'static_code', name='channel', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('status', sa.Enum('paid', name='paymentstatus', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('amount_fen', sa.Integer(), nullable=False),
    sa.Column('tendered_fen', sa.Integer(), nullable=True),
    sa.Column('change_fen', sa.Integer(), nullable=False),
    sa.Column('taken_by', sa.String(length=80), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('business_date', sa.Date(), nullable=False),
    sa.CheckConstraint('amount_fen > 0', name=op.f('ck_payment_amount_positive')),
    sa.CheckConstraint('change_fen >= 0', name=op.f('ck_payment_change_not_negative')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_payment_store_id_store')),
    sa.ForeignKeyConstraint(['table_session_id'], ['table_session.id'], name=op.f('fk_payment_table_session_id_table_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment'))
    )
    with op.batch_alter_table('payment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_payment_store_id_business_date'), ['store_id', 'business_date'], unique=False)

    op.create_table('kitchen_ticket',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('order_id', sa.String(length=26), nullable=False),
    sa.Column('station_id', sa.String(length=26), nullable=True),
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('shown_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('printed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('alarmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['order_id'], ['customer_order.id'], name=op.f('fk_kitchen_ticket_order_id_customer_order')),
    sa.ForeignKeyConstraint(['station_id'], ['station.id'], name=op.f('fk_kitchen_ticket_station_id_station')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_kitchen_ticket_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kitchen_ticket'))
    )
    with op.batch_alter_table('kitchen_ticket', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_kitchen_ticket_order_id'), ['order_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_kitchen_ticket_store_id_closed_at'), ['store_id', 'closed_at'], unique=False)
        batch_op.create_index('ix_kitchen_ticket_unseen', ['store_id', 'opened_at'], unique=False, sqlite_where=sa.text('shown_at IS NULL AND printed_at IS NULL AND closed_at IS NULL'), postgresql_where=sa.text('shown_at IS NULL AND printed_at IS NULL AND closed_at IS NULL'))

    op.create_table('order_line',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('order_id', sa.String(length=26), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('dish_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('name_en', sa.String(length=120), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('note', sa.String(length=100), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('unit_price_fen', sa.Integer(), nullable=False),
    sa.Column('total_fen', sa.Integer(), nullable=False),
    sa.Column('is_counted', sa.Boolean(), nullable=False),
    sa.Column('station_id', sa.String(length=26), nullable=True),
    sa.Column('status', sa.Enum('placed', 'cooking', 'done', 'cancelled', name='linestatus', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_order_line_quantity_positive')),
    sa.ForeignKeyConstraint(['dish_id'], ['dish.id'], name=op.f('fk_order_line_dish_id_dish')),
    sa.ForeignKeyConstraint(['order_id'], ['customer_order.id'], name=op.f('fk_order_line_order_id_customer_order')),
    sa.ForeignKeyConstraint(['station_id'], ['station.id'], name=op.f('fk_order_line_station_id_station')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_line'))
    )
    with op.batch_alter_table('order_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order_line_order_id_position'), ['order_id', 'position'], unique=False)

    op.create_table('payment_allocation',
    sa.Column('payment_id', sa.String(length=26), nullable=False),
    sa.Column('order_id', sa.String(length=26), nullable=False),
    sa.Column('amount_fen', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['customer_order.id'], name=op.f('fk_payment_allocation_order_id_customer_order')),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_payment_allocation_payment_id_payment')),
    sa.PrimaryKeyConstraint('payment_id', 'order_id', name=op.f('pk_payment_allocation'))
    )
    with op.batch_alter_table('payment_allocation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_payment_allocation_order_id'), ['order_id'], unique=False)

    op.create_table('kitchen_event',
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('kind', sa.Enum('ticket_opened', 'ticket_changed', 'ticket_cancelled', name='eventkind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('ticket_id', sa.String(length=26), nullable=False),
    sa.Column('station_id', sa.String(length=26), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_kitchen_event_store_id_store')),
    sa.ForeignKeyConstraint(['ticket_id'], ['kitchen_ticket.id'], name=op.f('fk_kitchen_event_ticket_id_kitchen_ticket')),
    sa.PrimaryKeyConstraint('store_id', 'seq', name=op.f('pk_kitchen_event'))
    )
    op.create_table('print_job',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('printer_id', sa.String(length=26), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=True),
    sa.Column('ticket_id', sa.String(length=26), nullable=True),
    sa.Column('status', sa.Enum('queued', 'sending', 'sent', 'confirmed', 'failed', 'expired', name='jobstatus', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('may_have_printed', sa.Boolean(), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_error', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['printer_id'], ['printer.id'], name=op.f('fk_print_job_printer_id_printer')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_print_job_store_id_store')),
    sa.ForeignKeyConstraint(['ticket_id'], ['kitchen_ticket.id'], name=op.f('fk_print_job_ticket_id_kitchen_ticket')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_print_job')),
    sa.UniqueConstraint('key', name=op.f('uq_print_job_key'))
    )
    with op.batch_alter_table('print_job', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_print_job_printer_id_status_id'), ['printer_id', 'status', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_print_job_store_id_created_at'), ['store_id', 'created_at'], unique=False)
    make_audit_append_only()


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_audit_change CASCADE")
    with op.batch_alter_table('print_job', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_print_job_store_id_created_at'))
        batch_op.drop_index(batch_op.f('ix_print_job_printer_id_status_id'))

    op.drop_table('print_job')
    op.drop_table('kitchen_event')
    with op.batch_alter_table('payment_allocation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_payment_allocation_order_id'))

    op.drop_table('payment_allocation')
    with op.batch_alter_table('order_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_order_line_order_id_position'))

    op.drop_table('order_line')
    with op.batch_alter_table('kitchen_ticket', schema=None) as batch_op:
        batch_op.drop_index('ix_kitchen_ticket_unseen', sqlite_where=sa.text('shown_at IS NULL AND printed_at IS NULL AND closed_at IS NULL'), postgresql_where=sa.text('shown_at IS NULL AND printed_at IS NULL AND closed_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_kitchen_ticket_store_id_closed_at'))
        batch_op.drop_index(batch_op.f('ix_kitchen_ticket_order_id'))

    op.drop_table('kitchen_ticket')
    with op.batch_alter_table('payment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_payment_store_id_business_date'))

    op.drop_table('payment')
    with op.batch_alter_table('customer_order', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_customer_order_table_session_id'))
        batch_op.drop_index(batch_op.f('ix_customer_order_store_id_placed_at'))

    op.drop_table('customer_order')
    with op.batch_alter_table('table_session', schema=None) as batch_op:
        batch_op.drop_index('uq_table_session_live', sqlite_where=sa.text('closed_at IS NULL AND NOT is_pickup'), postgresql_where=sa.text('closed_at IS NULL AND NOT is_pickup'))
        batch_op.drop_index(batch_op.f('ix_table_session_store_id_closed_at'))

    op.drop_table('table_session')
    with op.batch_alter_table('price_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_price_change_dish_id_at'))

    op.drop_table('price_change')
    op.drop_table('dish_option_group')
    with op.batch_alter_table('staff_login', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_staff_login_staff_id'))

    op.drop_table('staff_login')
    op.drop_table('option')
    with op.batch_alter_table('dish', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_dish_store_id_category_id_position'))

    op.drop_table('dish')
    op.drop_table('dining_table')
    op.drop_table('store_setting')
    op.drop_table('station')
    op.drop_table('staff_member')
    op.drop_table('printer')
    op.drop_table('option_group')
    op.drop_table('kitchen_screen')
    op.drop_table('category')
    op.drop_table('area')
    op.drop_table('system_value')
    op.drop_table('store')
    op.drop_table('sequence')
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outbox_message_state_not_before'))

    op.drop_table('outbox_message')
    op.drop_table('job_run')
    op.drop_table('idempotent_answer')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_entry_store_id_target_kind_target_id'))
        batch_op.drop_index(batch_op.f('ix_audit_entry_store_id_id'))

    op.drop_table('audit_entry')
