"""A code that a page shows (ID-08): answered once by a telephone, used once by the page."""

from datetime import UTC, datetime

from kernel.context import Context
from services.identity.contract import QrAnswered, QrConfirmed, QrDeclined, QrRefused, QrUsed
from services.identity.qr import domain
from services.identity.qr.domain import code
from tests.domain.specification import given

NOW = Context(now=datetime(2026, 11, 22, 4, tzinfo=UTC), role="person", actor="A1")
YES, NO, USED = QrConfirmed("A1", NOW.instant), QrRefused("A1", NOW.instant), QrUsed(NOW.instant)


def test_a_telephone_says_yes_or_no_once() -> None:
    given(code).when(lambda shown: domain.answered(shown, True, NOW)).then([YES])
    given(code).when(lambda shown: domain.answered(shown, False, NOW)).then([NO])
    for past in ([YES], [NO], [YES, USED]):
        given(code, *past).when(lambda shown: domain.answered(shown, True, NOW)).refused_with(QrAnswered)


def test_the_page_waits_for_the_answer_and_goes_in_once() -> None:
    given(code).when(lambda shown: domain.used(shown, NOW)).nothing_happened()
    given(code, YES).when(lambda shown: domain.used(shown, NOW)).then([USED])
    given(code, YES, USED).when(lambda shown: domain.used(shown, NOW)).refused_with(QrAnswered)
    given(code, NO).when(lambda shown: domain.used(shown, NOW)).refused_with(QrDeclined)
