"""Rows of persons, units and contributions: what is accepted, and every reason to refuse one."""

import pytest

from kernel.tabular import CellWrong
from services.employer.importing.rows import UnitRow, unit_row
from services.records.importing.rows import (
    ContributionRow,
    PersonRow,
    contribution_row,
    id_number_of,
    person_row,
)

TODAY = "2026-11-22"

PERSON = {
    "id_number": "320102199003072813",
    "name": "欧阳明",
    "mobile": "+86 138-1234-5678",
    "category": "职工",
    "status": "active",
    "lines": "工伤、养老；medical",
    "unit_number": "3201000001",
    "district": "320102",
    "household_region": "320103",
    "first_month": "2012-07",
    "start_month": "2020-01",
    "stop_month": "",
    "stop_reason": "",
    "wage": "8000",
    "deemed_months": "",
    "deemed_document": "",
    "pension_balance": "35,210.47",
    "medical_balance": "",
    "balance_as_of": "2025-12-31",
    "computer_number": "",
    "bank_account": "",
    "document": "",
}
UNIT = {
    "unit_number": "3201000001",
    "credit_code": "9132011698DT7MD49D",
    "name": "南京“老字号”食品厂",
    "district": "320116",
    "registered_on": "1986-01-14",
    "industry_class": "3",
    "agent_name": "雷晶",
    "agent_id_number": "330211198512310428",
    "agent_mobile": "13869303375",
    "address": '人民路173号,"创业园"\nB座',
}
PERSONAL = ("id_number", "name", "mobile", "agent_name", "agent_id_number", "agent_mobile")
CONTRIBUTION = {
    "id_number": "320102199003072813",
    "line": "pension",
    "period": "2025-03",
    "arrived_on": "2025-04-15",
    "kind": "normal",
    "base": "4952",
    "employer": "792.32",
    "individual": "396.16",
    "account": "396.16",
    "unit_number": "3201000001",
}


def test_a_person():
    assert person_row(PERSON, TODAY) == PersonRow(
        id_number="320102199003072813",
        name="欧阳明",
        mobile="13812345678",
        category="employee",
        status="active",
        lines=("pension", "medical", "injury"),
        unit_number="3201000001",
        district="320102",
        household_region="320103",
        first_month="2012-07",
        start_month="2020-01",
        stop_month="",
        stop_reason="",
        wage=800000,
        deemed_months=0,
        deemed_document="",
        pension_balance=3521047,
        medical_balance=0,
        balance_as_of="2025-12-31",
        computer_number="",
        bank_account="",
        archived_number="320102199003072813",
    )


def test_an_old_number_of_15_digits_names_the_same_person_and_stays_as_it_stood():
    row = person_row({**PERSON, "id_number": "320102900307281"}, TODAY)
    assert (row.id_number, row.archived_number) == ("320102199003072813", "320102900307281")


def test_a_unit():
    assert unit_row(UNIT, TODAY) == UnitRow(
        unit_number="3201000001",
        credit_code="9132011698DT7MD49D",
        name="南京“老字号”食品厂",
        district="320116",
        registered_on="1986-01-14",
        industry_class=3,
        agent_name="雷晶",
        agent_id_number="330211198512310428",
        agent_mobile="13869303375",
        address='人民路173号,"创业园"\nB座',
    )


def test_a_contribution_in_fen():
    assert contribution_row(CONTRIBUTION, TODAY) == ContributionRow(
        "320102199003072813", "pension", "2025-03", "2025-04-15", "normal", 495200, 79232, 39616, 39616, "3201000001"
    )


def test_an_id_number_of_fifteen_digits_is_upgraded():
    assert person_row(PERSON | {"id_number": "320102650807243"}, TODAY).id_number == "320102196508072436"
    assert contribution_row(CONTRIBUTION | {"id_number": "320102650807243"}, TODAY).id_number == "320102196508072436"


def test_full_width_digits_and_spaces_are_read():
    assert (
        contribution_row(CONTRIBUTION | {"id_number": "３２０１０２ 19900307 2813"}, TODAY).id_number
        == PERSON["id_number"]
    )


@pytest.mark.parametrize("name", ["张三", "欧阳明", "阿依古丽·买买提", "卓玛•次仁", "李㼆", "John Smith"])
def test_names_of_every_form_are_names(name):
    assert person_row(PERSON | {"name": name}, TODAY).name == name


def test_someone_who_pays_alone_needs_no_unit():
    paid = contribution_row(CONTRIBUTION | {"unit_number": "", "employer": "0", "individual": "990.40"}, TODAY)
    assert paid.unit_number == ""
    assert person_row(PERSON | {"category": "灵活就业", "unit_number": ""}, TODAY).category == "flexible"


def test_a_refund_is_negative_and_an_adjustment_either():
    back = CONTRIBUTION | {"base": "-4952", "employer": "-792.32", "individual": "-396.16", "account": "-396.16"}
    assert contribution_row(back | {"kind": "退费"}, TODAY).individual == -39616
    assert contribution_row(back | {"kind": "补差"}, TODAY).base == -495200
    assert contribution_row(CONTRIBUTION | {"kind": "adjustment"}, TODAY).base == 495200


def test_what_nobody_paid_has_no_day_of_arrival():
    assert contribution_row(CONTRIBUTION | {"arrived_on": "", "account": "0"}, TODAY).arrived_on == ""


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": "暂停参保"}, "other"),
        ({"status": "suspended", "stop_reason": "辞职"}, "resigned"),
        ({"status": "closed", "category": "retired"}, "retired"),
        ({"status": "closed"}, "moved"),
        ({"status": "closed", "stop_reason": "died"}, "died"),
    ],
    ids=range(5),
)
def test_someone_who_has_stopped_says_when_and_why(change, reason):
    row = person_row(PERSON | {"stop_month": "2026-12"} | change, TODAY)
    assert (row.stop_month, row.stop_reason) == ("2026-12", reason)


PERSON_PROBLEMS = [
    ({"id_number": ""}, "id_number.missing"),
    ({"id_number": "32010219900307281"}, "id_number.length"),
    ({"id_number": "32010219900307281Y"}, "id_number.charset"),
    ({"id_number": "992102199003072813"}, "id_number.province"),
    ({"id_number": "320102199002302813"}, "id_number.birth_date"),
    ({"id_number": "320102203003072813"}, "id_number.birth_range"),
    ({"id_number": "320102199003072814"}, "id_number.checksum"),
    ({"id_number": "320102651307243"}, "id_number.birth_date"),
    ({"name": ""}, "name.missing"),
    ({"name": "张3"}, "name.characters"),
    ({"name": "=cmd"}, "name.characters"),
    ({"name": "张" * 51}, "name.too_long"),
    ({"mobile": "12345678901"}, "mobile.pattern"),
    ({"category": "老板"}, "category.choice"),
    ({"status": ""}, "status.choice"),
    ({"lines": "养老、股票"}, "lines.choice"),
    ({"lines": ""}, "lines.missing"),
    ({"unit_number": ""}, "unit_number.missing"),
    ({"unit_number": "3201-0001"}, "unit_number.pattern"),
    ({"district": "3201"}, "district.characters"),
    ({"household_region": ""}, "household_region.missing"),
    ({"first_month": ""}, "first_month.missing"),
    ({"first_month": "2012-13"}, "first_month.month"),
    ({"first_month": "201207"}, "first_month.month"),
    ({"first_month": "1949-10"}, "first_month.too_early"),
    ({"first_month": "2026-12"}, "first_month.too_late"),
    ({"start_month": "2011-01"}, "start_month.too_early"),
    ({"status": "suspended"}, "stop_month.missing"),
    ({"stop_month": "2021-01"}, "stop_month.superfluous"),
    ({"status": "closed", "stop_month": "2019-12"}, "stop_month.too_early"),
    ({"deemed_months": "-1"}, "deemed_months.whole"),
    ({"deemed_months": "601"}, "deemed_months.whole"),
    ({"deemed_months": "²"}, "deemed_months.whole"),
    ({"deemed_months": "12"}, "deemed_document.missing"),
    ({"status": "suspended", "stop_month": "2026-12", "stop_reason": "lost"}, "stop_reason.choice"),
    ({"wage": "much"}, "wage.amount"),
    ({"pension_balance": "-0.01"}, "pension_balance.negative"),
    ({"balance_as_of": ""}, "balance_as_of.missing"),
    ({"balance_as_of": "2026-11-23"}, "balance_as_of.too_late"),
    ({"computer_number": "A1"}, "computer_number.characters"),
    ({"document": "passport"}, "document.choice"),
    ({"document": "permit"}, "id_number.pattern"),
    ({"id_number": "H01234567"}, "id_number.length"),
    ({"bank_account": "6217-0012"}, "bank_account.characters"),
]
UNIT_PROBLEMS = [
    ({"unit_number": ""}, "unit_number.missing"),
    ({"unit_number": "单位1"}, "unit_number.pattern"),
    ({"credit_code": "9132011698DT7MD49"}, "credit_code.length"),
    ({"credit_code": "9132011698DT7MD49I"}, "credit_code.charset"),
    ({"credit_code": "91A2011698DT7MD49D"}, "credit_code.region"),
    ({"credit_code": "9132011698DT7MD490"}, "credit_code.checksum"),
    ({"name": ""}, "name.missing"),
    ({"name": "南京\x07公司"}, "name.characters"),
    ({"district": "南京"}, "district.characters"),
    ({"registered_on": "2023-02-29"}, "registered_on.day"),
    ({"registered_on": "2026-11-23"}, "registered_on.too_late"),
    ({"industry_class": "9"}, "industry_class.choice"),
    ({"agent_id_number": "330211198512310429"}, "agent_id_number.checksum"),
    ({"agent_mobile": "0574-12345"}, "agent_mobile.pattern"),
    ({"address": "路" * 201}, "address.too_long"),
]
CONTRIBUTION_PROBLEMS = [
    ({"id_number": "320102199003072814"}, "id_number.checksum"),
    ({"line": "housing"}, "line.choice"),
    ({"period": ""}, "period.missing"),
    ({"period": "2025-3"}, "period.month"),
    ({"period": "2026-12"}, "period.too_late"),
    ({"period": "1950-01"}, "period.too_early"),
    ({"arrived_on": "2025-04-31"}, "arrived_on.day"),
    ({"arrived_on": "2026-11-23"}, "arrived_on.too_late"),
    ({"kind": "gift"}, "kind.choice"),
    ({"base": ""}, "base.amount"),
    ({"base": "4952.001"}, "base.amount"),
    ({"base": "1e3"}, "base.amount"),
    ({"base": "-1"}, "base.negative"),
    ({"employer": "-0.01"}, "employer.negative"),
    ({"individual": "￥5"}, "individual.amount"),
    ({"account": "1188.49"}, "account.too_much"),
    ({"arrived_on": ""}, "account.not_paid"),
    ({"kind": "refund"}, "base.positive"),
    ({"unit_number": ""}, "unit_number.missing"),
    ({"unit_number": "a b/c"}, "unit_number.pattern"),
]


@pytest.mark.parametrize(("change", "problem"), PERSON_PROBLEMS, ids=range(len(PERSON_PROBLEMS)))
def test_a_person_is_refused_with_the_column_and_a_sentence(change, problem):
    assert refusal_of(person_row, PERSON | change) == problem


@pytest.mark.parametrize(("change", "problem"), UNIT_PROBLEMS, ids=range(len(UNIT_PROBLEMS)))
def test_a_unit_is_refused_with_the_column_and_a_sentence(change, problem):
    assert refusal_of(unit_row, UNIT | change) == problem


@pytest.mark.parametrize(("change", "problem"), CONTRIBUTION_PROBLEMS, ids=range(len(CONTRIBUTION_PROBLEMS)))
def test_a_contribution_is_refused_with_the_column_and_a_sentence(change, problem):
    assert refusal_of(contribution_row, CONTRIBUTION | change) == problem


def refusal_of(check, row):
    """The problem; the sentence says what to do, in Chinese and without personal data."""
    with pytest.raises(CellWrong) as refused:
        check(row, TODAY)
    sentence = str(refused.value)
    assert sentence.endswith("。")
    assert not any(len(row.get(secret, "")) > 1 and row[secret] in sentence for secret in PERSONAL)
    return refused.value.problem


def test_a_wrong_id_number_means_nobody():
    assert id_number_of("320102199003072814", TODAY) == ""
    assert id_number_of("320102650807243", TODAY) == "320102196508072436"
