"""What a unit may declare (ENR-01, ENR-02, ENR-03): numbers, names, wages, lines, months."""

from dataclasses import replace
from pathlib import Path

import pytest

from kernel.policy import City, load
from services.employer import contract as c
from services.employer.staff.declaration import (
    WHY_WRONG,
    Addition,
    Stop,
    addition,
    check_age,
    id_number,
    mobile,
    name,
    stop,
    summary,
)

CITIES = Path(__file__).parents[3] / "deploy" / "cities"
NANJING, NINGBO = load(CITIES / "nanjing.yaml"), load(CITIES / "ningbo.yaml")
ADD = c.StaffAddition("320102199003072813", ["pension", "unemployment"], "2026-11", 800_000)
STOP = c.StaffStop("320102199003072813", ["pension"], "2026-11", "resigned")


def add_in(city: City, **changes: object) -> Addition:
    return addition(replace(ADD, **changes), "2026-11", city)  # type: ignore[arg-type]


def stop_in(city: City, **changes: object) -> Stop:
    return stop(replace(STOP, **changes), "2026-11", city)  # type: ignore[arg-type]


def test_lines_start_in_the_month_chosen():
    assert add_in(NANJING) == Addition({"pension": "2026-11", "unemployment": "2026-11"}, 800_000)


def test_ningbo_allows_the_month_before_for_pension_and_unemployment():
    assert add_in(NINGBO, start_month="2026-10").months == {"pension": "2026-10", "unemployment": "2026-10"}


def test_ningbo_sets_the_month_of_work_injury_by_itself():
    declared = add_in(NINGBO, lines=["pension", "injury"], start_month="2026-10")
    assert declared.months == {"pension": "2026-10", "injury": "2026-11"}


@pytest.mark.parametrize("month", ["2026-09", "2026-12", "2025-11"])
def test_another_month_is_refused_with_those_allowed(month: str):
    with pytest.raises(c.MonthNotAllowed) as refused:
        add_in(NINGBO, start_month=month)
    assert refused.value.arguments == {"line": "养老保险", "allowed": "2026-10、2026-11"}


def test_elsewhere_only_the_current_month_is_allowed():
    with pytest.raises(c.MonthNotAllowed) as refused:
        add_in(NANJING, start_month="2026-10")
    assert refused.value.arguments["allowed"] == "2026-11"


def test_work_injury_alone_has_no_other_month():
    with pytest.raises(c.MonthNotAllowed):
        add_in(NINGBO, lines=["injury"], start_month="2026-10")


def test_a_line_with_an_entrance_of_its_own_is_refused_with_it():
    for line in ("medical", "maternity"):
        with pytest.raises(c.LineNotOffered) as refused:
            add_in(NINGBO, lines=[line])
        assert "浙江政务服务网" in str(refused.value)
    assert add_in(NANJING, lines=["medical", "maternity"]).months == {"medical": "2026-11", "maternity": "2026-11"}


def test_a_line_the_city_does_not_have_is_refused():
    without = City({"lines": [{"code": "pension"}, {"code": "medical"}]}, NANJING.policy)
    for line in ("unemployment", "maternity"):
        with pytest.raises(c.LineMissingHere):
            add_in(without, lines=[line])


@pytest.mark.parametrize("wage", [0, -1])
def test_a_wage_is_positive(wage: int):
    with pytest.raises(c.WageNotPositive):
        add_in(NANJING, wage_fen=wage)


def test_a_stop_has_its_months_and_its_reason():
    assert stop_in(NINGBO, stop_month="2026-10") == Stop({"pension": "2026-10"}, "resigned")
    with pytest.raises(c.MonthNotAllowed):
        stop_in(NINGBO, stop_month="2026-09")
    with pytest.raises(c.LineNotOffered):
        stop_in(NINGBO, lines=["medical"])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("32010219900307281", "length"),
        ("3201021990030728AB", "charset"),
        ("990102199003072813", "province"),
        ("320102199002302813", "birth_date"),
        ("320102202703072813", "birth_range"),
        ("320102199003072812", "checksum"),
    ],
)
def test_a_wrong_number_is_refused_with_what_is_wrong(text: str, why: str):
    with pytest.raises(c.IdNumberWrong) as refused:
        id_number(text, "2026-11-22")
    assert refused.value.arguments == {"why": WHY_WRONG[why]}


def test_a_right_number_is_kept_without_spaces_and_in_capitals():
    assert id_number(" 440305 20000229 111x", "2026-11-22") == "44030520000229111X"


def test_nobody_is_added_before_turning_16():
    child = "320102201203150230"
    with pytest.raises(c.UnderWorkingAge) as refused:
        check_age(child, "2028-03-14")
    assert refused.value.arguments == {"since": "2028-03-15"}
    check_age(child, "2028-03-15")


def test_a_mobile_number_is_kept_plain():
    assert (mobile("+86 138-0000-1234"), mobile("")) == ("13800001234", "")
    with pytest.raises(c.MobileWrong):
        mobile("12345")


def test_a_known_persons_name_is_filled_in():
    assert name("", "欧阳明") == "欧阳明"
    assert name(" 欧阳明 ", "") == "欧阳明"


def test_a_new_persons_name_must_be_given():
    with pytest.raises(c.NameMissing):
        name("  ", "")


@pytest.mark.parametrize("text", ["123", "13800001234", "--"])
def test_what_has_no_letter_is_no_name(text: str):
    with pytest.raises(c.NameWrong):
        name(text, "")


def test_another_name_than_the_known_one_is_refused():
    with pytest.raises(c.NameDiffers):
        name("欧阳鸣", "欧阳明")


def test_the_dots_of_a_name_may_be_written_as_one_likes():
    assert name("阿依古丽•买买提", "阿依古丽·买买提") == "阿依古丽·买买提"


def test_a_summary_names_lines_and_months_and_nobody():
    assert summary(Addition({"pension": "2026-10", "unemployment": "2026-10", "injury": "2026-11"}, 1)) == (
        "增员 养老保险、失业保险 2026-10起参保；工伤保险 2026-11起参保"
    )
    assert summary(Stop({"pension": "2026-11"}, "retired")) == "减员 养老保险 2026-11起停保"
