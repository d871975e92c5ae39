"""Validated commands about invoices."""

import re
from typing import Annotated, Self

from flask_babel import lazy_gettext
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from app.core.cards import hidden
from app.core.errors import Invalid
from app.payments.invoices.models import TitleKind

# A unified social credit code has 18 characters, older tax numbers 15 to 20.
_TAX_NUMBER = re.compile(r"[0-9A-Z]{15,20}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")

Number = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class InvoiceInput(BaseModel):
    """In whose name. A company's needs its title and tax number; a person may leave all empty."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    kind: TitleKind = TitleKind.PERSON
    title: Annotated[str, Field(max_length=100), AfterValidator(hidden)] = ""
    tax_number: Annotated[str, Field(max_length=20)] = ""
    email: Annotated[str, Field(max_length=120)] = ""

    def checked(self) -> Self:
        """The same, written as it is kept. Raises Invalid with every field that is wrong."""
        wrong = {}
        tax_number = self.tax_number.replace(" ", "").upper()
        if self.kind is TitleKind.COMPANY:
            if not self.title:
                wrong["title"] = lazy_gettext("Write the company’s name.")
            if not _TAX_NUMBER.fullmatch(tax_number):
                wrong["tax_number"] = lazy_gettext("A tax number has 15 to 20 letters and digits.")
        if self.email and not _EMAIL.fullmatch(self.email):
            wrong["email"] = lazy_gettext("This is no e-mail address.")
        if wrong:
            raise Invalid(wrong)
        kept = tax_number if self.kind is TitleKind.COMPANY else ""
        return self.model_copy(update={"tax_number": kept})
