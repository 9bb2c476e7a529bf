"""What a contribution certificate says of what is known: months and lines asked for, status, sums, units."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.context import Context
from kernel.refusals import Refused
from services.certificates import contract as c
from services.certificates.contribution.domain import (
    Choice,
    Insured,
    Row,
    Wording,
    choose,
    content,
    data_version,
    shown,
)
from services.certificates.document.content import CertificateContent, totals
from services.records.contract import LINES

CONTEXT = Context(now=datetime(2026, 11, 22, 5, 8, 11, tzinfo=UTC), role="person", on_behalf_of="P1")
WORDING = Wording(
    "南京市",
    "南京市人力资源和社会保障局",
    {"pension": "企业职工基本养老保险"},
    "3201001",
    "ABCD",
    "https://si/verify/ABCD",
)
ASKED = c.IssueContributionCertificate("P1", ["pension", "medical"], "2026-01", "2026-10")


def row(period: str = "2026-01", line: Any = "pension", **changed: Any) -> Row:
    fields: dict[str, Any] = {
        "kind": "normal",
        "unit_id": "U1",
        "base": 495200,
        "personal": 39616,
        "employer": 79232,
        "arrived_on": f"{period}-18",
    }
    return Row(period, line, **{**fields, **changed})


def insured(
    *rows: Row, statuses: tuple[tuple[str, str], ...] = (("pension", "active"),), name: str = "sealed"
) -> Insured:
    place: c.Place = {"stream": "person-P1", "version": 1}
    return Insured(name, "sealed", statuses, rows, {"U1": "南京钟山软件科技有限公司"}, [place])


def certificate(known: Insured, asked: c.IssueContributionCertificate = ASKED) -> CertificateContent:
    return content(choose(asked, CONTEXT), known, "张晓明", "320102199003072813", WORDING, CONTEXT)


# ------------------------------------------------------------------ what may be asked for


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"lines": []}, c.NoLineChosen),
        ({"from_month": None}, c.NoMonthChosen),
        ({"to_month": None}, c.NoMonthChosen),
        ({"from_month": "2026-10", "to_month": "2026-09"}, c.MonthsReversed),
        ({"to_month": "2026-12"}, c.MonthAhead),
    ],
)
def test_a_choice_that_cannot_be_certified_is_refused(changed: dict[str, Any], refusal: type[Refused]) -> None:
    with pytest.raises(refusal) as refused:
        choose(replace(ASKED, **changed), CONTEXT)
    assert str(refused.value).endswith("。")


def test_lines_are_taken_once_and_in_the_order_of_the_scheme() -> None:
    asked = replace(ASKED, lines=["injury", "pension", "injury"], purpose="  ")
    assert choose(asked, CONTEXT) == Choice("P1", ("pension", "injury"), "2026-01", "2026-10", "本人查询", "masked")


def test_the_current_month_may_be_asked_for() -> None:
    assert choose(replace(ASKED, to_month="2026-11"), CONTEXT).to_month == "2026-11"


def test_nothing_insured_in_the_months_and_lines_chosen_is_said_so() -> None:
    outside = insured(row("2025-12"), row("2026-11"), row(line="injury"))
    with pytest.raises(c.NothingInsured):
        certificate(outside)


def test_somebody_whose_archive_has_not_arrived_is_asked_to_wait() -> None:
    with pytest.raises(c.StillProcessing):
        certificate(insured(row(), name=""))


# ------------------------------------------------------------------ what it says


def test_it_says_who_where_and_for_what() -> None:
    made = certificate(insured(row()), replace(ASKED, purpose="购房资格审核"))
    assert (made.person_name, made.id_number, made.purpose) == ("张晓明", "320102********2813", "购房资格审核")
    assert (made.city_name, made.agency) == ("南京市", "南京市人力资源和社会保障局")
    assert (made.number, made.verification_code) == ("3201001", "ABCD")
    assert made.data_version.startswith("2026-11-22 13:08，数据版本 ")


def test_the_id_number_is_plain_where_the_purpose_asks_for_it() -> None:
    assert certificate(insured(row()), replace(ASKED, id_shown="plain")).id_number == "320102199003072813"


def test_rows_stand_by_month_and_line_under_the_names_of_the_city() -> None:
    made = certificate(insured(row("2026-02"), row(line="medical"), row()))
    assert [(each.period, each.line) for each in made.contributions] == [
        ("2026-01", "企业职工基本养老保险"),
        ("2026-01", "医疗保险"),
        ("2026-02", "企业职工基本养老保险"),
    ]


@pytest.mark.parametrize(
    ("statuses", "name"),
    [
        ((("pension", "suspended"), ("pension", "active")), "正常参保"),
        ((("pension", "closed"), ("pension", "suspended")), "暂停参保"),
        ((("pension", "closed"),), "终止参保"),
        ((("medical", "active"),), "暂停参保"),
    ],
)
def test_the_status_of_a_line_over_all_relations(statuses: tuple[tuple[str, str], ...], name: str) -> None:
    assert certificate(insured(row(), statuses=statuses)).lines[0].status == name


def test_a_line_without_relation_and_contribution_is_not_insured() -> None:
    assert certificate(insured(row())).lines[1].status == "未参保"


def test_units_are_named_and_who_pays_alone_is_said_so() -> None:
    made = certificate(insured(row(), row("2026-02", unit_id="self"), row("2026-03", unit_id="U9")))
    assert [each.unit_name for each in made.contributions] == ["南京钟山软件科技有限公司", "个人缴费（灵活就业）", "U9"]


def test_an_owed_month_is_shown_unpaid_and_counts_nothing() -> None:
    made = certificate(insured(row(), row("2026-02", arrived_on=None)))
    assert [each.paid for each in made.contributions] == [True, False]
    assert totals(made)[0].months == 1


def test_a_month_that_was_wholly_paid_back_does_not_count() -> None:
    refund = row(kind="refund", personal=-39616, employer=-79232)
    [pension, _] = totals(certificate(insured(row(), refund, row("2026-02"))))
    assert (pension.months, pension.first, pension.personal) == (1, "2026-02", 39616)


def test_a_month_that_was_paid_back_in_part_counts() -> None:
    [pension, _] = totals(certificate(insured(row(), row(kind="refund", personal=-100, employer=0))))
    assert pension.months == 1


def test_a_month_whose_share_was_waived_counts() -> None:
    asked = replace(ASKED, lines=["injury"])
    [injury] = totals(certificate(insured(row(line="injury", personal=0, employer=0)), asked))
    assert injury.months == 1


def test_a_preview_shows_all_but_number_code_and_seal() -> None:
    seen = shown(certificate(insured(row())))
    assert seen["lines"][0]["months"] == 1
    assert not {"number", "verification_code", "verification_address"} & seen.keys()


def test_the_data_version_changes_with_every_fact_and_not_with_their_order() -> None:
    one: c.Place = {"stream": "person-P1", "version": 1}
    two: c.Place = {"stream": "contribution-P1-2026", "version": 7}
    later: c.Place = {**two, "version": 8}
    assert data_version([one, two]) == data_version([two, one])
    assert data_version([one, two]) != data_version([one, later])


some_rows = st.lists(
    st.builds(
        row,
        st.sampled_from(["2025-12", "2026-01", "2026-05", "2026-10", "2026-11"]),
        st.sampled_from(LINES),
        personal=st.integers(-100, 10**6),
        arrived_on=st.sampled_from([None, "2026-02-01"]),
        unit_id=st.sampled_from(["U1", "self", "U9"]),
    ),
    max_size=20,
)


@given(some_rows)
def test_exactly_what_was_asked_for_is_certified(rows: list[Row]) -> None:
    wanted = [each for each in rows if each.line in ASKED.lines and "2026-01" <= each.period <= "2026-10"]
    try:
        made = certificate(insured(*rows))
    except c.NothingInsured:
        assert not wanted
    else:
        assert sum(each.personal for each in made.contributions) == sum(each.personal for each in wanted)
        assert len(made.contributions) == len(wanted)
        assert [each.period for each in made.contributions] == sorted(each.period for each in wanted)
