"""Numbers as somebody types them into a page: what is none is refused or left out, never an error of ours."""

import pytest
from flask import Flask

from gateway.web.pages.forms import fen_of, whole
from kernel.refusals import Invalid


def amount(text: str) -> int:
    with Flask(__name__).test_request_context(method="POST", data={"amount": text}):
        return fen_of("amount")


@pytest.mark.parametrize(("text", "fen"), [("5200", 520_000), ("5,200.5", 520_050), ("-0.01", -1)])
def test_an_amount_in_yuan_is_fen(text: str, fen: int) -> None:
    assert amount(text) == fen


@pytest.mark.parametrize("text", ["", "五百", "1.234", "9e999999", "nan", "Infinity", "1" * 5000])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        amount(text)


@pytest.mark.parametrize(("text", "number"), [("3", 3), ("²", 1), ("", 1), ("-3", 1), ("9" * 5000, 1), ("٣", 1)])
def test_a_number_in_an_address_is_one_or_something_else(text: str, number: int) -> None:
    assert whole(text, 1) == number
