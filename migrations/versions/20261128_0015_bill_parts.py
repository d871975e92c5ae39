"""Bills in parts."""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('bill_split',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('made_by', sa.String(length=80), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_bill_split_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bill_split'))
    )
    op.create_index(op.f('ix_bill_split_store_id_ended_at'), 'bill_split', ['store_id', 'ended_at'], unique=False)
    op.create_table('bill_part',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('store_id', sa.String(length=26), nullable=False),
    sa.Column('split_id', sa.String(length=26), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('amount_fen', sa.Integer(), nullable=False),
    sa.Column('paid_fen', sa.Integer(), nullable=False),
    sa.Column('portions', sa.JSON(), nullable=False),
    sa.Column('printed', sa.Integer(), nullable=False),
    sa.Column('dissolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('paid_fen >= 0 AND paid_fen <= amount_fen', name=op.f('ck_bill_part_paid_within_amount')),
    sa.ForeignKeyConstraint(['split_id'], ['bill_split.id'], name=op.f('fk_bill_part_split_id_bill_split')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_bill_part_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bill_part'))
    )
    op.create_index(op.f('ix_bill_part_split_id_position'), 'bill_part', ['split_id', 'position'], unique=False)
    op.create_table('bill_share',
    sa.Column('part_id', sa.String(length=26), nullable=False),
    sa.Column('order_id', sa.String(length=26), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('amount_fen', sa.Integer(), nullable=False),
    sa.Column('paid_fen', sa.Integer(), nullable=False),
    sa.CheckConstraint('paid_fen >= 0 AND paid_fen <= amount_fen', name=op.f('ck_bill_share_paid_within_amount')),
    sa.ForeignKeyConstraint(['order_id'], ['customer_order.id'], name=op.f('fk_bill_share_order_id_customer_order')),
    sa.ForeignKeyConstraint(['part_id'], ['bill_part.id'], name=op.f('fk_bill_share_part_id_bill_part')),
    sa.PrimaryKeyConstraint('part_id', 'order_id', name=op.f('pk_bill_share'))
    )
    op.create_index(op.f('ix_bill_share_order_id'), 'bill_share', ['order_id'], unique=False)
    with op.batch_alter_table('payment') as batch_op:
        batch_op.add_column(sa.Column('bill_part_id', sa.String(length=26), nullable=True))
        batch_op.create_foreign_key(op.f('fk_payment_bill_part_id_bill_part'), 'bill_part', ['bill_part_id'], ['id'])
        batch_op.create_index(op.f('ix_payment_bill_part_id'), ['bill_part_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('payment') as batch_op:
        batch_op.drop_index(op.f('ix_payment_bill_part_id'))
        batch_op.drop_constraint(op.f('fk_payment_bill_part_id_bill_part'), type_='foreignkey')
        batch_op.drop_column('bill_part_id')
    op.drop_table('bill_share')
    op.drop_table('bill_part')
    op.drop_table('bill_split')
