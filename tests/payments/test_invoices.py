"""Invoices: what they are about, who sees to them, and how long it is known who asked."""

import pytest

from app.core.clock import FixedClock
from app.core.db import db, transaction
from app.core.errors import Invalid, NotFound
from app.payments.invoices import queries, service
from app.payments.invoices.inputs import InvoiceInput
from app.payments.invoices.models import InvoiceRequest, InvoiceStatus, TitleKind
from app.payments.invoices.settings import InvoiceSettings
from app.payments.models import Channel, Payment
from app.settings import service as settings
from app.tables.queries import Presence
from tests.factories.ordering import place
from tests.factories.payments import pay
from tests.factories.shop import Shop, make_shop
from tests.factories.tables import presence_at
from tests.payments.refunding import give_back

COMPANY = InvoiceInput(
    kind=TitleKind.COMPANY,
    title="开饭餐饮有限公司",
    tax_number="91110108ma01 abcd1x",
    email="zhangwu@example.com",
)


@pytest.fixture
def guest(shop: Shop) -> Presence:
    return presence_at(shop.tables[0], shop.actor)


def ask(guest: Presence, given: InvoiceInput = COMPANY) -> InvoiceRequest:
    return service.ask_invoice(guest.session_id, given, actor=guest.actor)


def test_it_is_about_what_was_paid_less_what_went_back(shop: Shop, guest: Presence) -> None:
    with pytest.raises(service.NotOffered):
        ask(guest)
    paid = pay(shop.person(), place(guest, shop.dish["tofu"]))
    request = ask(guest)
    assert (request.amount_fen, request.tax_number) == (1800, "91110108MA01ABCD1X")
    give_back(shop, paid["id"], 500)
    issued = service.issue(request.id, "24312000000012345678", actor=shop.person())
    assert (issued.status, issued.amount_fen) == (InvoiceStatus.ISSUED, 1300)
    with pytest.raises(service.AlreadySeenTo):
        ask(guest)
    with pytest.raises(service.AlreadySeenTo):
        service.refuse(request.id, "x", actor=shop.person())


def test_asking_again_changes_the_request_and_a_refusal_can_be_answered(
    shop: Shop, guest: Presence
) -> None:
    pay(shop.person(), place(guest, shop.dish["tofu"]))
    first = ask(guest)
    assert ask(guest, InvoiceInput()).id == first.id
    assert (first.title, first.tax_number, queries.count_open(shop.id)) == ("", "", 1)
    with pytest.raises(Invalid):
        service.refuse(first.id, "  ", actor=shop.person())
    service.refuse(first.id, "税号不对", actor=shop.person())
    assert queries.count_open(shop.id) == 0
    assert (ask(guest).status, first.note) == (InvoiceStatus.REQUESTED, "")


def test_money_of_the_training_is_no_money(shop: Shop, guest: Presence) -> None:
    order = place(guest, shop.dish["tofu"], shop.dish["rice"])
    paid = pay(shop.person(), order)
    assert queries.invoiceable_fen(shop.id, guest.session_id) == order.total_fen
    with transaction():
        db.session.get_one(Payment, paid["id"]).channel = Channel.SANDBOX
    assert queries.invoiceable_fen(shop.id, guest.session_id) == 0


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (InvoiceInput(kind=TitleKind.COMPANY, tax_number="91110108MA01ABCD1X"), "title"),
        (InvoiceInput(kind=TitleKind.COMPANY, title="x", tax_number="123"), "tax_number"),
        (InvoiceInput(email="nobody"), "email"),
    ],
)
def test_what_cannot_be_issued_is_said_beside_its_field(given: InvoiceInput, field: str) -> None:
    with pytest.raises(Invalid) as wrong:
        given.checked()
    assert set(wrong.value.extra["fields"]) == {field}


def test_who_asked_is_forgotten_after_the_days_of_the_setting(
    shop: Shop, guest: Presence, clock: FixedClock
) -> None:
    settings.save(InvoiceSettings(wipe_days=7), actor=shop.actor)
    pay(shop.person(), place(guest, shop.dish["tofu"]))
    request = ask(guest)
    clock.move(days=8)
    assert service.erase_old_titles() == 0, "nobody has issued it yet"
    service.issue(request.id, "1", actor=shop.person())
    clock.move(days=6)
    assert service.erase_old_titles() == 0
    clock.move(days=2)
    assert service.erase_old_titles() == 1
    kept = queries.get_request(shop.id, request.id)
    assert (kept.title, kept.tax_number, kept.email, kept.amount_fen) == ("", "", "", 1800)


def test_another_shop_sees_none_of_it(shop: Shop, guest: Presence) -> None:
    pay(shop.person(), place(guest, shop.dish["tofu"]))
    request = ask(guest)
    other = make_shop("别家", prefix="other-")
    assert queries.list_requests(other.id, is_open=True) == []
    with pytest.raises(NotFound):
        service.issue(request.id, "1", actor=other.person())
