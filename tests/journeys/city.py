"""A small city, written down by hand: two units and a handful of people whose records are known row by row."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kernel.calendar import add_months
from kernel.identifiers import credit_check, organisation_check, resident_check
from services.cards.importing.rows import COLUMNS as CARD_COLUMNS
from services.employer.importing.rows import COLUMNS as UNIT_COLUMNS
from services.records.importing.rows import CONTRIBUTION_COLUMNS, PERSON_COLUMNS
from services.records.importing.tables import SHEETS
from tests.journeys.city_received import received

TABLES = ("units", "cards", "persons", "contributions", *SHEETS)
"""In the order in which they are imported."""
ALL_LINES = "pension、medical、unemployment、injury、maternity"
ACCOUNT_DAY = "2025-12-31"
BANK_ACCOUNT = "6217001234567893"
"""Of everybody in the files."""


def id_number(first_17: str) -> str:
    """A resident ID number with its check character."""
    return first_17 + resident_check(first_17)


@dataclass(frozen=True)
class Known:
    """Somebody in the city's files."""

    id_number: str
    name: str
    mobile: str
    computer_number: str = ""


@dataclass(frozen=True)
class City:
    """The files of one city, and who and what is in them."""

    code: str
    region: str
    unit: str
    other_unit: str
    paying_unit: str
    """With `payer` and `low_payer` alone, insured since 2026-09, for whom nothing was ever assessed."""
    payer: Known
    low_payer: Known
    employee: Known
    """Insured with `unit` on all lines since 2025-01; 2025-06 was never paid for; balances of 2025-12-31."""
    colleague: Known
    """Insured with `unit` as well, paid to 2026-09."""
    returning: Known
    """Was with `other_unit` to 2024-12; insured nowhere now."""
    retired: Known
    veteran: Known
    """Insured with `other_unit`; paid months of 1991 and 1992 before the scheme began."""
    flexible: Known
    """Paid for themself once."""
    unemployed: Known
    """Draws unemployment benefit."""
    steady: Known
    """Insured with `other_unit` for pension and unemployment since 2024-12; every month of 2025 is paid."""
    old_number: Known
    """Pays for themself; the old system had them under a number of 15 digits."""
    drawn: Known
    """Pays for themself as well; so do `shut` and `refunded`."""
    shut: Known
    refunded: Known
    child: Known
    """Resident medical insurance, paid for 2025 and 2026; nobody's ward yet."""
    newcomer: Known
    """In no file."""
    lines: str


def city(code: str) -> City:
    """The people and units of a city; those of two cities differ."""
    region = {"nanjing": "320102", "ningbo": "330203", "shenzhen": "440304"}[code]
    prefix = region[:4]

    def known(rest: str, name: str, mobile: str) -> Known:
        number = id_number(region + rest)
        return Known(number, name, mobile, f"6{int(rest) % 10**8:08d}" if code == "shenzhen" else "")

    return City(
        code,
        region,
        unit=f"{prefix}000001",
        other_unit=f"{prefix}000002",
        paying_unit=f"{prefix}000003",
        payer=known("19920404417", "陈晨", "13100006666"),
        low_payer=known("19950505518", "林小梅", "13100007777"),
        employee=known("19900307281", "欧阳明", "13800005678"),
        colleague=known("19850512112", "李静", "13900001111"),
        returning=known("19880820313", "王芳", "13700002222"),
        retired=known("19600101114", "赵德", "13600003333"),
        veteran=known("19680229115", "孙建国", "13500004444"),
        steady=known("19830909319", "许诺", "13100008888"),
        old_number=known("19650807242", "何文", "13300009999"),
        drawn=known("19720303338", "吴桐", "13100001010"),
        shut=known("19730404429", "魏蓝", "13100001111"),
        refunded=known("19740505510", "沈秋", "13100001212"),
        flexible=known("19791111119", "郑海", "13300008888"),
        unemployed=known("19831212120", "冯春", "13300009999"),
        child=known("20150606313", "郑小海", ""),
        newcomer=known("20010615216", "周小雨", "13400005555"),
        lines="pension、medical、unemployment、injury" if code == "ningbo" else ALL_LINES,
    )


def write_files(of: City, directory: Path) -> None:
    """A file for each of TABLES, each with a bad row at its end."""
    _write(directory / "cards.csv", [c.name for c in CARD_COLUMNS], cards(of))
    _write(directory / "units.csv", [c.name for c in UNIT_COLUMNS], units(of))
    _write(directory / "persons.csv", [c.name for c in PERSON_COLUMNS], persons(of))
    _write(directory / "contributions.csv", [c.name for c in CONTRIBUTION_COLUMNS], contributions(of))
    for name, rows in received(of).items():
        _write(directory / f"{name}.csv", [c.name for c in SHEETS[name].columns], rows)


def _write(file: Path, columns: list[str], rows: Iterable[Mapping[str, str]]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


def units(of: City) -> list[dict[str, str]]:
    """Three units, and one whose credit code has a wrong check character."""
    names = {of.unit: "远信软件有限公司", of.other_unit: "嘉成“老字号”食品厂", of.paying_unit: "明德贸易有限公司"}
    rows = [
        {
            "unit_number": number,
            "credit_code": credit_code(of.region, f"MA0000{place:02d}"),
            "name": name,
            "district": of.region,
            "registered_on": "2010-05-06",
            "industry_class": "1",
            "address": '中山路1号,"创业园"B座\n三层',
        }
        for place, (number, name) in enumerate(names.items(), 1)
    ]
    wrong = rows[0]["credit_code"][:-1] + ("0" if rows[0]["credit_code"][-1] != "0" else "1")
    return [*rows, {**rows[0], "unit_number": "9999999999", "credit_code": wrong}]


def credit_code(region: str, organisation: str) -> str:
    """A unified social credit code with both its check characters."""
    first_17 = f"91{region}{organisation}{organisation_check(organisation)}"
    return first_17 + credit_check(first_17)


def cards(of: City) -> list[dict[str, str]]:
    """The card that somebody who retired has had for long, the void one before it, and a second one of theirs."""
    old = {"id_number": of.retired.id_number, "number": "A10000001", "status": "cancelled", "made_on": "2012-03-01"}
    held = {"id_number": of.retired.id_number, "number": "B20000001", "status": "active", "made_on": "2020-03-02"}
    days = {"collected_on": "2020-03-20", "activated_on": "2020-03-20"}
    return [{**old, "cancelled_on": "2020-03-20"}, held | days, held | days | {"number": "B20000002"}]


def persons(of: City) -> list[dict[str, str]]:
    """Everybody but the newcomer, and someone whose ID number has a wrong check character."""
    active = {"category": "employee", "status": "active", "lines": of.lines, "wage": "6000.00"}
    left = {"status": "suspended", "stop_month": "2025-01", "stop_reason": "contract_ended"}
    employee = _person(of.employee, of, **active, unit_number=of.unit, first_month="2025-01", start_month="2025-01") | {
        "pension_balance": "5000.00",
        "medical_balance": "1000.00",
        "balance_as_of": ACCOUNT_DAY,
    }
    rows = [
        employee,
        _person(of.colleague, of, **active, unit_number=of.unit, first_month="2026-01", start_month="2026-01"),
        _person(
            of.returning, of, **active | left, unit_number=of.other_unit, first_month="2024-10", start_month="2024-10"
        ),
        _person(
            of.retired,
            of,
            category="retired",
            status="suspended",
            lines="pension",
            unit_number=of.other_unit,
            first_month="1990-01",
            start_month="1990-01",
            stop_month="2020-02",
            stop_reason="retired",
        ),
        _person(of.payer, of, **active, unit_number=of.paying_unit, first_month="2026-09", start_month="2026-09"),
        _person(
            of.low_payer,
            of,
            **active | {"wage": "3000.00"},
            unit_number=of.paying_unit,
            first_month="2026-09",
            start_month="2026-09",
        ),
        _person(of.veteran, of, **active, unit_number=of.other_unit, first_month="1991-11", start_month="1991-11"),
        *(
            _person(
                who,
                of,
                category=category,
                status="suspended",
                lines="pension",
                unit_number=unit,
                first_month="2015-01",
                start_month="2015-01",
                stop_month="2026-01",
                stop_reason="contract_ended",
                wage="5000.00",
            )
            for who, category, unit in ((of.flexible, "flexible", ""), (of.unemployed, "unemployed", of.other_unit))
        ),
    ]
    steady = {**active, "lines": "pension、unemployment", "first_month": "2024-12", "start_month": "2024-12"}
    rows.append(_person(of.steady, of, **steady, unit_number=of.other_unit))
    short = of.old_number.id_number[:6] + of.old_number.id_number[8:17]
    active |= {"lines": "pension", "category": "flexible", "wage": "6000.00"}
    old = _person(of.old_number, of, **active, unit_number="", first_month="2015-01", start_month="2015-01")
    rows.append({**old, "id_number": short})
    plain = {**active, "unit_number": "", "first_month": "2015-01", "start_month": "2015-01"}
    rows += [_person(who, of, **plain) for who in (of.drawn, of.shut, of.refunded)]
    resident = {"category": "resident", "status": "active", "lines": "medical", "unit_number": ""}
    rows.append(_person(of.child, of, **resident, first_month="2025-01", start_month="2025-01"))
    wrong = of.newcomer.id_number[:-1] + ("0" if of.newcomer.id_number[-1] != "0" else "1")
    return [*rows, {**rows[1], "id_number": wrong}]


def _person(who: Known, of: City, **columns: str) -> dict[str, str]:
    told = {"id_number": who.id_number, "name": who.name, "mobile": who.mobile, "deemed_months": "0"}
    told |= {"computer_number": who.computer_number, "bank_account": BANK_ACCOUNT}
    return {**told, "district": of.region, "household_region": of.region, **columns}


def contributions(of: City) -> list[dict[str, str]]:
    """Months as they were paid, a month after they were owed, and a row whose amount is no amount."""
    rows: list[dict[str, str]] = []
    for line in of.lines.split("、"):
        months = [m for m in _months("2025-01", "2026-09") if m != "2025-06"]
        rows += [_row(of.employee, line, month, of.unit) for month in months]
        rows += [_row(of.colleague, line, month, of.unit) for month in _months("2026-01", "2026-09")]
        rows += [_row(of.returning, line, month, of.other_unit) for month in _months("2024-10", "2024-12")]
    for line in ("pension", "unemployment"):
        rows += [_row(of.steady, line, month, of.other_unit) for month in _months("2025-01", "2025-12")]
    rows += [_row(of.veteran, "pension", month, of.other_unit) for month in _months("1991-11", "1992-10")]
    child = {"kind": "lump", "employer": "0", "individual": "450.00", "account": "0", "unit_number": ""}
    rows += [_row(of.child, "medical", month, "") | child for month in ("2025-01", "2026-01")]
    return [*rows, {**rows[0], "base": "6000.001"}]


def _months(first: str, last: str) -> list[str]:
    months = [first]
    while months[-1] < last:
        months.append(add_months(months[-1], 1))
    return months


def _row(who: Known, line: str, month: str, unit: str) -> dict[str, str]:
    employer, individual = {"pension": (96000, 48000), "medical": (42000, 12000), "unemployment": (3000, 3000)}.get(
        line, (1200, 0)
    )
    account = individual if line in ("pension", "medical") else 0
    return {
        "id_number": who.id_number,
        "line": line,
        "period": month,
        "arrived_on": f"{add_months(month, 1)}-10",
        "kind": "normal",
        "base": "6000.00",
        "employer": _yuan(employer),
        "individual": _yuan(individual),
        "account": _yuan(account),
        "unit_number": unit,
    }


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
