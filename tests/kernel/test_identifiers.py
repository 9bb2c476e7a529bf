"""Numbers of people and organisations."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kernel.identifiers import (
    CREDIT_ALPHABET,
    CreditCode,
    Mobile,
    Permit,
    ResidentId,
    WrongNumber,
    credit_check,
    credit_code,
    mobile,
    permit,
    person_number,
    region_name,
    resident_check,
    resident_id,
    upgraded_resident_id,
)

TODAY = "2026-11-22"
REGIONS = st.sampled_from(["320102", "330211", "440305", "320103", "110101", "810000", "650199"])
BIRTHS = st.dates(date(1900, 1, 1), date(1999, 12, 31))
SEQUENCES = st.integers(0, 995).map("{:03d}".format)


@given(REGIONS, BIRTHS, SEQUENCES)
def test_an_upgraded_number_is_valid_and_keeps_every_old_digit(region: str, birth: date, sequence: str) -> None:
    old = f"{region}{birth:%y%m%d}{sequence}"
    upgraded = upgraded_resident_id(old, TODAY)
    assert isinstance(upgraded, ResidentId)
    assert resident_id(upgraded.number, TODAY) == upgraded
    assert upgraded.birth == birth.isoformat()
    assert upgraded.number[:6] + upgraded.number[8:17] == old


@given(REGIONS, BIRTHS, SEQUENCES, st.integers(0, 17), st.integers(0, 9))
def test_one_wrong_digit_never_passes_unseen(region: str, birth: date, sequence: str, at: int, digit: int) -> None:
    number = f"{region}{birth:%Y%m%d}{sequence}"
    number += resident_check(number)
    assume(number[at] != str(digit))
    assert isinstance(resident_id(number[:at] + str(digit) + number[at + 1 :], TODAY), WrongNumber)


@given(st.text(max_size=24))
def test_any_text_at_all_gets_an_answer(text: str) -> None:
    assert isinstance(resident_id(text, TODAY), ResidentId | WrongNumber)
    assert isinstance(upgraded_resident_id(text, TODAY), ResidentId | WrongNumber)
    assert isinstance(credit_code(text), CreditCode | WrongNumber)
    assert isinstance(mobile(text), Mobile | WrongNumber)


def test_the_first_step_that_fails_is_the_reason() -> None:
    numbers = [
        "",
        "3201021990030728１",
        "99010219900230281A",
        "990102199002302810",
        "320102190002290011",
        "320102187912310010",
    ]
    reasons = [resident_id(number, TODAY) for number in numbers]
    assert reasons == [WrongNumber(r) for r in ("length", "length", "charset", "province", "birth_date", "birth_range")]


def test_a_number_is_read_in_full_width_with_spaces_and_in_lower_case() -> None:
    assert resident_id(" ４４０３０４ 19790516 003x", TODAY) == ResidentId(
        "44030419790516003X", "440304", "1979-05-16", "M", "current"
    )


def test_a_region_is_told_apart_as_current_abolished_or_not_in_the_table_and_never_refused() -> None:
    numbers = [f"{region}19900307281" for region in ("320102", "320103", "330225", "340102")]
    checked = [resident_id(number + resident_check(number), TODAY) for number in numbers]
    assert [found.region_status for found in checked if isinstance(found, ResidentId)] == [
        "current",
        "historic",
        "current",
        "unknown",
    ]
    assert region_name("330206") == "北仑区"


def test_somebody_born_today_passes_and_born_tomorrow_does_not() -> None:
    today, tomorrow = "32010220261122001", "32010220261123001"
    assert isinstance(resident_id(today + resident_check(today), TODAY), ResidentId)
    assert resident_id(tomorrow + resident_check(tomorrow), TODAY) == WrongNumber("birth_range")


@given(st.text(CREDIT_ALPHABET, min_size=9, max_size=9))
def test_a_credit_code_with_its_check_passes_and_with_another_does_not(organisation: str) -> None:
    code = "91320102" + organisation
    right = credit_check(code)
    assert isinstance(credit_code(code + right), CreditCode)
    assert credit_code(code + ("0" if right != "0" else "1")) == WrongNumber("checksum")


def test_a_prefix_of_the_country_is_dropped_from_a_mobile_number_once() -> None:
    assert mobile("+86 138-0000-0000") == mobile("008613800000000") == Mobile("13800000000")
    assert mobile("+86+8613800000000") == mobile("8613800000000") == WrongNumber("pattern")


# ------------------------------------------------------------------ people without a resident ID


@pytest.mark.parametrize(
    ("typed", "number", "kind"),
    [
        ("h12345678", "H12345678", "hk_macao"),
        ("M1234567801", "M12345678", "hk_macao"),
        ("01234567", "01234567", "taiwan"),
        ("0123456702", "01234567", "taiwan"),
        ("CAN110180010101", "CAN110180010101", "permanent_residence"),
        ("USA1234567890", "USA1234567890", "foreigner"),
    ],
)
def test_a_permit_is_known_by_its_shape_and_keeps_its_number_when_it_is_issued_again(
    typed: str, number: str, kind: str
) -> None:
    assert permit(typed, TODAY) == Permit(number, kind)  # type: ignore[arg-type]
    assert person_number(typed, TODAY) == number


@given(BIRTHS, SEQUENCES)
def test_a_permanent_residence_number_has_a_resident_ids_check(birth: date, sequence: str) -> None:
    first = f"911840{birth:%Y%m%d}{sequence}"
    number = first + resident_check(first)
    assert permit(number, TODAY) == Permit(number, "permanent_residence")
    wrong = first + ("1" if number[17] == "0" else "0")
    assert person_number(wrong, TODAY) == WrongNumber("checksum")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("H1234567", "pattern"), ("K12345678", "pattern"), ("123456789", "pattern"), ("32010219900307281X", "checksum")],
)
def test_what_is_neither_is_refused(typed: str, reason: str) -> None:
    assert person_number(typed, TODAY) == WrongNumber(reason)


def test_a_residence_permit_of_hong_kong_macao_and_taiwan_is_a_resident_id_number() -> None:
    first = "81000019900307281"
    assert person_number(first + resident_check(first), TODAY) == first + resident_check(first)
