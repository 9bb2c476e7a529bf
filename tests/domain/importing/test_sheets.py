"""Rows of benefits, spending, remote care, sharing and transfers in: what is accepted, what is refused and why."""

from collections.abc import Mapping
from typing import Any

import pytest

from kernel.bulk import Item, RowDiffers, RowRepeated
from kernel.tabular import CellWrong
from services.records import contract as c
from services.records.contract.benefits import BenefitsImported
from services.records.importing.sheets import Brought, SheetWork
from services.records.importing.tables import SHEETS, Means

WHO, OTHER = "320102199003072813", "330211198512310428"
MEANS = Means("2026-11-22", lambda number: f"P{number[-4:]}", lambda text: f"sealed {text}")
ROWS: Mapping[str, dict[str, str]] = {
    "benefits": {
        "id_number": WHO,
        "benefit": "基本养老金",
        "payments": "发放",
        "from_month": "2026-10",
        "to_month": "",
        "amount": "3,210.50",
        "paid_on": "2026-10-15",
        "reference": "F-1",
    },
    "spending": {
        "id_number": WHO,
        "spent_on": "2026-09-30",
        "reference": "J1",
        "provider": "市第一医院",
        "care": "门诊",
        "remote": "是",
        "total": "100",
        "fund": "60",
        "account": "15.5",
    },
    "remote-care": {
        "id_number": WHO,
        "reference": "B1",
        "kind": "长期居住",
        "region": "310000",
        "from_on": "2026-01-01",
        "to_on": "",
    },
    "sharing": {
        "id_number": WHO,
        "member_id_number": OTHER,
        "member_name": "雷晶",
        "relative": "配偶",
        "since": "2026-01-01",
        "until": "",
    },
    "transferred-in": {
        "id_number": WHO,
        "line": "养老",
        "from_region": "330100",
        "from_month": "2010-01",
        "to_month": "2012-12",
        "months": "36",
        "personal": "12000",
        "pooled": "18000",
        "received_on": "2013-05-06",
        "reference": "",
    },
}


def work(sheet: str) -> SheetWork:
    return SheetWork(SHEETS[sheet], MEANS)


def read(sheet: str, **changed: str) -> dict[str, Any]:
    return work(sheet).check({**ROWS[sheet], **changed}).row


def test_what_rows_say():
    assert read("benefits") == {
        "benefit": "pension",
        "payments": "regular",
        "from_month": "2026-10",
        "to_month": "2026-10",
        "amount": 321_050,
        "paid_on": "2026-10-15",
        "reference": "F-1",
    }
    assert read("spending", remote="") | {"remote": True} == read("spending")
    assert (read("spending")["total"], read("spending")["account"]) == (10_000, 1_550)
    assert read("remote-care")["to_on"] is None
    assert read("sharing") == {
        "member_id": "P0428",
        "member_name": "sealed 雷晶",
        "relative": "spouse",
        "since": "2026-01-01",
        "until": None,
    }
    assert (read("transferred-in")["line"], read("transferred-in")["months"]) == ("pension", 36)


@pytest.mark.parametrize(
    ("sheet", "column", "text", "problem"),
    [
        ("benefits", "id_number", "320102199003072810", "checksum"),
        ("benefits", "benefit", "luck", "choice"),
        ("benefits", "payments", "", "choice"),
        ("benefits", "from_month", "2026-13", "month"),
        ("benefits", "from_month", "2026-12", "too_late"),
        ("benefits", "to_month", "2026-09", "too_early"),
        ("benefits", "amount", "-1", "negative"),
        ("benefits", "paid_on", "2026-11-23", "too_late"),
        ("benefits", "reference", "a b", "characters"),
        ("spending", "spent_on", "2026-02-30", "day"),
        ("spending", "reference", "", "missing"),
        ("spending", "provider", "", "missing"),
        ("spending", "care", "spa", "choice"),
        ("spending", "remote", "maybe", "choice"),
        ("spending", "total", "1.001", "amount"),
        ("spending", "fund", "90", "too_much"),
        ("remote-care", "kind", "", "choice"),
        ("remote-care", "region", "000000", "region"),
        ("remote-care", "to_on", "2025-12-31", "too_early"),
        ("sharing", "member_id_number", WHO, "oneself"),
        ("sharing", "member_id_number", "1", "length"),
        ("sharing", "member_name", "", "missing"),
        ("sharing", "relative", "friend", "choice"),
        ("sharing", "until", "2025-12-31", "too_early"),
        ("transferred-in", "line", "injury", "choice"),
        ("transferred-in", "from_region", "", "missing"),
        ("transferred-in", "to_month", "2009-12", "too_early"),
        ("transferred-in", "months", "601", "whole"),
        ("transferred-in", "pooled", "-1", "negative"),
        ("transferred-in", "received_on", "", "missing"),
    ],
)
def test_what_is_wrong_is_told_with_its_column(sheet: str, column: str, text: str, problem: str):
    with pytest.raises(CellWrong) as wrong:
        read(sheet, **{column: text})
    assert wrong.value.problem == f"{column}.{problem}"


def test_rows_are_grouped_by_person_and_year_and_an_old_number_is_the_same_person():
    assert work("benefits").key(ROWS["benefits"]) == f"{WHO}/2026"
    assert work("benefits").key({**ROWS["benefits"], "id_number": "320102900307281"}) == f"{WHO}/2026"
    assert work("sharing").key(ROWS["sharing"]) == WHO
    assert work("benefits").key({**ROWS["benefits"], "paid_on": "soon"}) == ""
    assert work("spending").key({**ROWS["spending"], "id_number": "1"}) == ""


def items(*values: Brought) -> list[Item[Brought]]:
    return [Item(place, place + 2, [], value) for place, value in enumerate(values)]


def person() -> dict[str, list[Any]]:
    return {"person-P2813": ["somebody"]}


def test_what_is_new_is_one_event_and_the_same_again_changes_nothing():
    benefits = work("benefits")
    october = benefits.check(ROWS["benefits"])
    september = benefits.check({**ROWS["benefits"], "from_month": "2026-09", "paid_on": "2026-09-15"})
    decision = benefits.decide(items(october, september, october), person())
    event = BenefitsImported("P2813", 2026, [october.row, september.row])  # type: ignore[list-item]
    assert decision.events == {"benefit-P2813-2026": [event]}
    assert decision.verdicts[:2] == [True, True]
    assert isinstance(decision.verdicts[2], RowRepeated)
    again = benefits.decide(items(october, september), {**person(), "benefit-P2813-2026": [event]})
    assert (again.events, again.verdicts) == ({}, [False, False])


def test_another_amount_for_a_known_payment_is_for_an_officer():
    benefits = work("benefits")
    past = {**person(), "benefit-P2813-2026": [BenefitsImported("P2813", 2026, [benefits.check(ROWS["benefits"]).row])]}  # type: ignore[list-item]
    decision = benefits.decide(items(benefits.check({**ROWS["benefits"], "amount": "1"})), past)
    assert decision.events == {}
    assert isinstance(decision.verdicts[0], RowDiffers)


def test_a_relative_sealed_again_is_the_same_relative():
    sharing = work("sharing")
    stream = c.SHARING.stream("P2813")
    known = sharing.decide(items(sharing.check(ROWS["sharing"])), person()).events[stream]
    other_seal = SheetWork(SHEETS["sharing"], Means(MEANS.as_of, MEANS.person_id, lambda text: f"again {text}"))
    again = other_seal.decide(items(other_seal.check(ROWS["sharing"])), {**person(), stream: known})
    assert again.verdicts == [False]


def test_nobody_outside_the_archive_is_brought_anything():
    [verdict] = work("spending").decide(items(work("spending").check(ROWS["spending"])), {}).verdicts
    assert isinstance(verdict, CellWrong)
    assert verdict.problem == "id_number.unknown"


def test_amounts_are_added_up_for_the_report():
    assert work("spending").amounts(work("spending").check(ROWS["spending"])) == {
        "total": 10_000,
        "fund": 6_000,
        "account": 1_550,
    }
    assert work("sharing").amounts(work("sharing").check(ROWS["sharing"])) == {}
