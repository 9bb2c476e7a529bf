"""What a certificate says: sums over what was paid, and a digest over every word of it."""

from dataclasses import fields, replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.certificates.document.content import CertificateContent, content_digest, from_json, to_json, totals
from services.certificates.document.contribution import long_date, yuan
from tests.domain.certificates.samples import LINES, content, contribution

TWO_LINES = content(count=2, lines=LINES[:2])

some_contributions = st.lists(
    st.builds(
        contribution,
        st.sampled_from(["2026-01", "2026-02", "2026-03"]),
        st.sampled_from(LINES[:2]),
        personal=st.integers(-(10**7), 10**9),
        employer=st.integers(-(10**7), 10**9),
        paid=st.booleans(),
        unit_name=st.text(max_size=9),
    )
).map(tuple)


def test_a_month_with_two_units_counts_once_and_both_shares_are_summed() -> None:
    twice = content(contributions=(contribution(), contribution(unit_name="另一家公司")))
    [total] = totals(twice)
    assert (total.months, total.personal, total.employer) == (1, 2 * 39616, 2 * 79232)


def test_an_unpaid_month_counts_nothing() -> None:
    [total] = totals(content(contributions=(contribution(paid=False, arrived_on=None),)))
    assert (total.months, total.first, total.last, total.personal, total.employer) == (0, None, None, 0, 0)


def test_every_line_asked_for_has_a_total_even_if_nothing_was_paid_on_it() -> None:
    assert [each.line for each in totals(replace(TWO_LINES, contributions=()))] == list(LINES[:2])


@given(some_contributions)
def test_the_totals_of_the_lines_are_the_sum_of_what_was_paid(rows: Any) -> None:
    every = totals(replace(TWO_LINES, contributions=rows))
    assert sum(each.personal for each in every) == sum(row.personal for row in rows if row.paid)
    assert sum(each.employer for each in every) == sum(row.employer for row in rows if row.paid)


@given(some_contributions)
def test_what_was_stored_is_read_back_as_it_was(rows: Any) -> None:
    stored = replace(TWO_LINES, contributions=rows)
    assert from_json(to_json(stored)) == stored


def test_the_digest_changes_with_every_field() -> None:
    for field in fields(CertificateContent):
        value = getattr(TWO_LINES, field.name)
        other = value[:-1] if isinstance(value, tuple) else value + "。"
        assert content_digest(replace(TWO_LINES, **{field.name: other})) != content_digest(TWO_LINES), field.name


def test_the_digest_of_the_same_words_is_the_same_for_ever() -> None:
    assert content_digest(content()) == "1b443a286cb31ed2b4d144204ea0a483b557660e50895d98a4ba1b2b55cb695d"


def test_fen_are_written_as_yuan() -> None:
    assert [yuan(fen) for fen in (0, 5, 123456789, -120)] == ["0.00", "0.05", "1,234,567.89", "-1.20"]


def test_the_day_on_a_certificate_is_the_day_in_china() -> None:
    assert long_date("2026-11-22T16:30:00.000Z") == "2026年11月23日"
