"""The pages on which a unit declares staff: which comes next, what is offered, what is wrong (ENR-01 to ENR-03)."""

from dataclasses import replace
from typing import Any

import pytest

from gateway.web.pages.unit.questions import CHECK, ENROL, PAPERS, STOP, Told
from kernel.refusals import Invalid

TWO_MONTHS = ["2026-10", "2026-11"]
FULL = {"id_number": "1", "name": "吴甲", "lines": ["pension"], "start_month": "2026-11", "wage_fen": 700_000}
PAPER = [{"material": "labour_contract", "document": "0" * 64}]


def person(*active: str, months: list[str] = TWO_MONTHS, **changed: Any) -> dict[str, Any]:
    lines = [("pension", "养老保险", months), ("injury", "工伤保险", months[-1:])]
    told = [{"line": line, "title": title, "active": line in active, "months": may} for line, title, may in lines]
    return {"known": False, "name": "", "lines": told, "case_id": None, "too_young_until": None, **changed}


def wrong(screen: Any, page: str, told: Told) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as invalid:
        screen.check(screen.page(page), told)
    errors: dict[str, list[str]] = invalid.value.arguments["errors"]
    return errors


def test_pages_follow_each_other_and_the_last_one_is_for_checking() -> None:
    pages = [ENROL.pages[0]]
    while pages[-1].name != CHECK:
        pages.append(ENROL.behind(pages[-1]))
    assert tuple(pages) == ENROL.pages
    assert [ENROL.before(page) for page in pages] == [pages[0], *pages[:-1]]


def test_an_addition_offers_what_is_not_active_and_a_stop_what_is() -> None:
    assert [line for line, _ in ENROL.lines(person("pension"))] == ["injury"]
    assert [line for line, _ in STOP.lines(person("pension"))] == ["pension"]


def test_a_single_month_is_chosen_before_and_of_several_none() -> None:
    assert ENROL.offered(person(months=["2026-11"]))["start_month"] == "2026-11"
    assert "start_month" not in ENROL.offered(person())


def test_a_line_without_choice_is_told_where_others_have_one() -> None:
    assert ENROL.set_by_system(person()) == [("工伤保险", "2026年11月")]
    assert ENROL.set_by_system(person(months=["2026-11"])) == []


def test_what_is_missing_is_named_one_by_one() -> None:
    told = Told({"id_number": "1", "name": "吴甲"}, person=person())
    assert wrong(ENROL, "insurance", told) == {
        "lines": ["请选择险种。"],
        "start_month": ["请选择参保起始月。"],
        "wage_fen": ["请填写月工资。"],
    }


def test_only_who_is_not_known_needs_a_name() -> None:
    told = Told({"id_number": "1"}, person=person())
    assert "请填写姓名" in wrong(ENROL, "person", told)["name"][0]
    ENROL.check(ENROL.page("person"), replace(told, person=person(known=True)))


def test_what_cannot_be_declared_is_told_on_the_first_page() -> None:
    def said(screen: Any, who: dict[str, Any]) -> str:
        return wrong(screen, "who", Told({"id_number": "1"}, person=who))["id_number"][0]

    assert "无需重复增员" in said(ENROL, person("pension", "injury"))
    assert "不在本单位参保" in said(STOP, person())
    assert "2028-03-15才满16周岁" in said(ENROL, person(too_young_until="2028-03-15"))
    assert "U1-7" in said(ENROL, person(case_id="U1-7"))


@pytest.mark.parametrize(
    ("page", "name", "value"), [("person", "name", "123"), ("person", "mobile", "12"), ("insurance", "wage_fen", 0)]
)
def test_what_would_be_refused_in_the_end_is_told_on_its_own_page(page: str, name: str, value: Any) -> None:
    assert list(wrong(ENROL, page, Told({**FULL, name: value}, person=person()))) == [name]


def test_a_required_paper_is_asked_for_by_its_title() -> None:
    assert wrong(ENROL, PAPERS, Told(FULL)) == {"labour_contract": ["请上传劳动合同。"]}
    ENROL.check(ENROL.page(PAPERS), Told(FULL, PAPER))
    STOP.check(STOP.page(PAPERS), Told(FULL))


def test_a_refusal_leads_to_the_first_page_that_asks_for_it() -> None:
    here = ENROL.page(CHECK)
    assert ENROL.page_of({"start_month": [""], "stop_month": [""]}, here).name == "insurance"
    assert ENROL.page_of({"labour_contract": [""]}, here).name == PAPERS
    assert ENROL.page_of({"name": [""], "wage_fen": [""]}, here).name == "person"
    assert ENROL.page_of({}, here) == here


@pytest.mark.parametrize(
    ("told", "page"),
    [
        (Told(), "who"),
        (Told({"id_number": "1"}), "person"),
        (Told({"id_number": "1", "name": "吴甲"}), "insurance"),
        (Told(FULL), PAPERS),
        (Told(FULL, PAPER), CHECK),
    ],
)
def test_a_draft_goes_on_where_something_is_left_to_tell(told: Told, page: str) -> None:
    assert ENROL.first_open(told).name == page


def test_answers_are_read_back_with_the_page_that_asks_for_them() -> None:
    assert ENROL.answers(Told(FULL, PAPER, person=person())) == [
        ("公民身份号码（社会保障号）", "1", "who"),
        ("姓名", "吴甲", "person"),
        ("险种", "养老保险", "insurance"),
        ("参保起始月", "2026-11", "insurance"),
        ("月工资", "¥7,000.00", "insurance"),
        ("材料", "劳动合同", PAPERS),
    ]


def test_who_was_chosen_from_the_roster_is_shown_by_a_masked_number_and_declared_by_the_whole_one() -> None:
    number = "320102199003072810"
    told = Told({"id_number": number, "reason": "resigned"}, person=person("pension"), chosen=True)
    said = {title: text for title, text, _ in STOP.answers(told)}
    assert told.shown["id_number"] == "320102********2810"
    assert number not in said.values()
    assert told.form["id_number"] == number
    assert replace(told, chosen=False).shown == told.form
