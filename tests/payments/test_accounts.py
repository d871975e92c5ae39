"""Accounts: what was put on them is owed until it is taken, once."""

import pytest

from app.ledger import queries as ledger
from app.payments import service as payments
from app.payments.accounts import queries, service
from app.payments.accounts.errors import OwesLess
from app.payments.accounts.inputs import SettlementInput
from app.payments.inputs import PaymentInput
from app.payments.models import Channel
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop


def put_on_account(shop: Shop, name: str) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    given = PaymentInput(channel=Channel.ON_ACCOUNT, amount_fen=1800, account_name=name)
    payments.pay_order(order.id, given, key=order.id, actor=shop.person())


def taking(amount_fen: int, channel: Channel = Channel.CASH) -> SettlementInput:
    return SettlementInput.model_validate(
        {"name": "老王", "amount_fen": amount_fen, "channel": channel}
    )


def test_an_account_is_settled_in_parts_once_per_key(shop: Shop) -> None:
    put_on_account(shop, "老王")
    put_on_account(shop, "老王")
    put_on_account(shop, "隔壁公司")
    debtors = [(each.name, each.owes_fen) for each in queries.list_debtors(shop.id)]
    assert debtors == [("老王", 3600), ("隔壁公司", 1800)]
    for _ in range(2):
        assert service.settle(taking(2000), key="a", actor=shop.person()) == 1600
    assert service.settle(taking(1600, Channel.STATIC_CODE), key="b", actor=shop.person()) == 0
    balances = ledger.balances(shop.id)
    assert (balances["drawer"], balances["channel:static_code"]) == (2000, 1600)
    assert [each.name for each in queries.list_debtors(shop.id)] == ["隔壁公司"]
    assert len(queries.list_movements(shop.id, "老王")) == 4
    assert ledger.find_faults(shop.id) == [] and sum(balances.values()) == 0


def test_more_than_is_owed_is_never_taken(shop: Shop) -> None:
    put_on_account(shop, "老王")
    with pytest.raises(OwesLess) as refused:
        service.settle(taking(1801), key="a", actor=shop.person())
    assert refused.value.extra == {"owed_fen": 1800}
    assert queries.owed_by(shop.id, "老王") == 1800
    assert "drawer" not in ledger.balances(shop.id)
