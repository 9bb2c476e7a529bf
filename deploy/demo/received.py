"""What people received, spent, filed, shared and brought along, as the old system would export it. Of the right size,
and no more than that: what anybody is due is decided by the services.
"""

import random
from collections.abc import Iterator

from deploy.demo.careers import Career
from deploy.demo.cities import average_wage
from deploy.demo.names import full_name
from deploy.demo.people import Person, neighbour
from deploy.demo.units import Units
from kernel.calendar import month_number, month_of_number
from kernel.money import yuan
from services.records.importing.tables import SHEETS

Row = dict[str, str]
SINCE = month_number("2024-01")
"""The first month of payments and spending that is told."""
MOST_UNEMPLOYED = 12
UNEMPLOYMENT = "2241.00"
PROVIDERS = {
    "outpatient": ("第一人民医院", "中医院", "社区卫生服务中心"),
    "inpatient": ("第一人民医院",),
    "pharmacy": ("惠民大药房",),
}
COSTS = {"outpatient": (60, 600), "inpatient": (4_000, 30_000), "pharmacy": (15, 200)}
ELSEWHERE = ("110000", "310000", "420100", "440100", "510100")


def received(person: Person, career: Career, units: Units, seed: int) -> dict[str, list[list[str]]]:
    """The person's rows of each sheet, in the order of its columns."""
    chance = random.Random(f"{seed}/received/{person.id_number}")
    told = {
        "benefits": [*_pension(chance, career, units.until), *_others(chance, person, career, units.until)],
        "spending": list(_spending(chance, career, units)),
        "remote-care": list(_remote_care(chance, units)),
        "sharing": list(_sharing(chance, person, career)),
        "transferred-in": list(_transferred(chance, person, career, units)),
    }
    return {name: [_cells(name, person, row) for row in rows] for name, rows in told.items()}


def _cells(sheet: str, person: Person, row: Row) -> list[str]:
    row = {"id_number": person.id_number, **row}
    return [row.get(column.name, "") for column in SHEETS[sheet].columns]


def _pension(chance: random.Random, career: Career, until: int) -> Iterator[Row]:
    """Monthly since SINCE; raised each July from January on, what was missing paid afterwards 补发."""
    if career.retired_from is None:
        return
    amount = int(average_wage(until // 12) * career.wage * chance.uniform(35, 55))
    for month in range(max(career.retired_from + 1, SINCE), until + 1):
        if month % 12 == 6 and month - 6 > career.retired_from:
            raised = amount * 3 // 100
            late = {"payments": "supplementary", "to_month": month_of_number(month - 1)}
            yield _paid("pension", month - 6, raised * 6, on=month) | late
            amount += raised
        yield _paid("pension", month, amount)


def _paid(benefit: str, month: int, amount: int, on: int | None = None) -> Row:
    told = {"benefit": benefit, "payments": "regular", "from_month": month_of_number(month), "amount": yuan(amount)}
    return {**told, "paid_on": f"{month_of_number(month if on is None else on)}-15"}


def _others(chance: random.Random, person: Person, career: Career, until: int) -> Iterator[Row]:
    """Unemployment after the last month, a work injury now and then, maternity of some mothers."""
    last = career.current.last
    if career.retired_from is None and last < until and career.current.unit is not None:
        for month in range(max(last + 2, SINCE), min(last + 1 + MOST_UNEMPLOYED, until) + 1):
            yield {**_paid("unemployment", month, 0), "amount": UNEMPLOYMENT}
    at_work = career.retired_from is None and last == until and career.current.unit is not None
    if at_work and chance.random() < 0.02:
        month = chance.randint(SINCE, until)
        yield _paid("injury_medical", month, chance.randint(30_000, 900_000))
        yield _paid("disability_lump", month, chance.randint(30_000, 60_000) * 100)
    young = person.sex == "F" and 24 <= until // 12 - person.birth.year <= 38
    if at_work and young and chance.random() < 0.1:
        yield _paid("maternity_allowance", chance.randint(SINCE, until), chance.randint(18_000, 45_000) * 100)


def _spending(chance: random.Random, career: Career, units: Units) -> Iterator[Row]:
    """Of the last twelve months, of those who are insured or have retired."""
    if career.retired_from is None and career.current.last < units.until:
        return
    for place in range(chance.choice((0, 0, 1, 2, 3, 6))):
        care = chance.choices(("outpatient", "pharmacy", "inpatient"), (10, 6, 1))[0]
        total = chance.randint(COSTS[care][0] * 100, COSTS[care][1] * 100)
        fund = 0 if care == "pharmacy" else total * chance.randint(40, 80) // 100
        month = month_of_number(chance.randint(units.until - 11, units.until))
        yield {
            "spent_on": f"{month}-{chance.randint(1, 28):02d}",
            "reference": f"{chance.randrange(10**9):09d}{place}",
            "provider": units.city.name + chance.choice(PROVIDERS[care]),
            "care": care,
            "total": yuan(total),
            "fund": yuan(fund),
            "account": yuan((total - fund) // 2 if care == "outpatient" else total - fund),
        }


def _remote_care(chance: random.Random, units: Units) -> Iterator[Row]:
    if chance.random() >= 0.04:
        return
    kind, begun = chance.choice(("long_term", "temporary")), chance.randint(SINCE, units.until - 6)
    yield {
        "reference": f"BA{chance.randrange(10**8):08d}",
        "kind": kind,
        "region": chance.choice(ELSEWHERE),
        "from_on": f"{month_of_number(begun)}-01",
        "to_on": f"{month_of_number(begun + 6)}-01" if kind == "temporary" else "",
    }


def _sharing(chance: random.Random, person: Person, career: Career) -> Iterator[Row]:
    """A relative who is not among the people of the city."""
    if career.retired_from is None and chance.random() < 0.05:
        relative, sex = chance.choice((("spouse", "F" if person.sex == "M" else "M"), ("parent", "F")))
        since = f"{month_of_number(chance.randint(SINCE, SINCE + 24))}-01"
        told = {"member_id_number": neighbour(person.id_number), "member_name": full_name(chance, sex)}
        yield {**told, "relative": relative, "since": since}


def _transferred(chance: random.Random, person: Person, career: Career, units: Units) -> Iterator[Row]:
    """Some who came from elsewhere had paid there before."""
    first = career.spells[0].first
    local = person.id_number.startswith(units.city.prefix)
    if first < month_number("1999-01") or chance.random() >= (0.05 if local else 0.35):
        return
    months = chance.randint(6, 60)
    region = f"{units.city.prefix[:2]}0500" if local else chance.choice(ELSEWHERE)
    base = int(average_wage(first // 12) * career.wage * 100)
    pension = {"personal": yuan(base * 8 * months // 100), "pooled": yuan(0 if local else base * 12 * months // 100)}
    span = {"from_region": region, "from_month": month_of_number(first - months - 1)}
    span |= {"to_month": month_of_number(first - 2), "months": str(months)}
    on = f"{month_of_number(min(first + chance.randint(3, 10), units.until))}-20"
    yield {"line": "pension", **span, **pension, "received_on": on}
    if not local:
        yield {"line": "medical", **span, "personal": yuan(base * months // 100), "pooled": "0.00", "received_on": on}
