"""Who issues invoices: a service that is asked or, as long as there is none, the shop by hand."""

from dataclasses import dataclass
from typing import Protocol

from app.payments.invoices.models import InvoiceRequest


@dataclass(frozen=True, slots=True)
class Issued:
    """What a provider made of a request: an invoice's number, or "" while a person has to."""

    number: str = ""


class InvoiceProvider(Protocol):
    """Issues invoices. Called within the transaction that writes the request down: be quick."""

    def take(self, request: InvoiceRequest) -> Issued:
        """Take a request; asked again with the same id it is the same request."""


class ByHand:
    """The shop issues it in the tax bureau's own program; the request waits on the list."""

    def take(self, request: InvoiceRequest) -> Issued:  # noqa: ARG002 - it is on the list already
        """Leave it on the list."""
        return Issued()


def provider_of(store_id: str) -> InvoiceProvider:  # noqa: ARG001 - all shops issue by hand today
    """Who issues a store's invoices."""
    return ByHand()
