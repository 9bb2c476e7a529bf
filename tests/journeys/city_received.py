"""What the old system knew of the people beside contributions, written down by hand, a bad row in each file."""

from typing import TYPE_CHECKING

from kernel.calendar import add_months

if TYPE_CHECKING:
    from tests.journeys.city import City, Known

Row = dict[str, str]
MONTHLY, LATE = "3210.50", "126.00"
PENSION_MONTHS = ("2026-06", "2026-11")
"""First and last of the retired person's payments."""


def received(of: "City") -> dict[str, list[Row]]:
    """The rows of each table."""
    return {
        "benefits": _benefits(of),
        "spending": _spending(of),
        "remote-care": _remote_care(of),
        "sharing": _sharing(of),
        "transferred-in": _transferred(of),
    }


def _benefits(of: "City") -> list[Row]:
    first, last = PENSION_MONTHS
    months = [first]
    while months[-1] < last:
        months.append(add_months(months[-1], 1))
    rows = [_paid(of.retired, "pension", month, MONTHLY) for month in months]
    late = {"payments": "supplementary", "to_month": "2026-06", "paid_on": "2026-07-15"}
    rows.append(_paid(of.retired, "pension", "2026-01", LATE) | late)
    rows += [_paid(of.unemployed, "unemployment", month, "2241.00") for month in ("2026-08", "2026-09", "2026-10")]
    rows.append(_paid(of.unemployed, "unemployment_medical", "2026-10", "498.00"))
    rows.append(_paid(of.employee, "injury_medical", "2026-05", "860.25"))
    rows.append(_paid(of.employee, "disability_lump", "2026-07", "42000.00"))
    rows.append(_paid(of.colleague, "maternity_allowance", "2026-09", "25600.00"))
    return [*rows, {**rows[0], "amount": "much"}]


def _paid(who: "Known", benefit: str, month: str, amount: str) -> Row:
    told = {"id_number": who.id_number, "benefit": benefit, "payments": "regular", "from_month": month}
    return {**told, "amount": amount, "paid_on": f"{month}-15", "reference": f"F{month[5:]}"}


def _spending(of: "City") -> list[Row]:
    """Some of it more than six months ago, some last year; one provider is called like a formula."""
    told = [
        (of.employee, "2025-12-30", "900.00", "500.00", "100.00", "outpatient", "市第一医院"),
        (of.employee, "2026-02-10", "5000.00", "4000.00", "300.00", "inpatient", "市第一医院"),
        (of.employee, "2026-05-17", "120.00", "60.00", "30.00", "outpatient", "市第一医院"),
        (of.employee, "2026-05-18", "200.00", "120.00", "80.00", "outpatient", "=康复医院"),
        (of.employee, "2026-11-10", "66.60", "0.00", "66.60", "pharmacy", "惠民大药房"),
        (of.child, "2026-03-01", "80.00", "40.00", "0.00", "outpatient", "市儿童医院"),
        (of.child, "2026-10-08", "310.00", "180.00", "0.00", "outpatient", "市儿童医院"),
    ]
    rows = [
        {
            "id_number": who.id_number,
            "spent_on": day,
            "reference": f"J{place}",
            "provider": provider,
            "care": care,
            "remote": "yes" if day == "2026-02-10" else "",
            "total": total,
            "fund": fund,
            "account": account,
        }
        for place, (who, day, total, fund, account, care, provider) in enumerate(told)
    ]
    return [*rows, {**rows[0], "fund": "1000.00"}]


def _remote_care(of: "City") -> list[Row]:
    who = {"id_number": of.employee.id_number}
    rows = [
        {**who, "reference": "B1", "kind": "temporary", "region": "310000", "from_on": "2026-02-01"},
        {**who, "reference": "B2", "kind": "long_term", "region": "340100", "from_on": "2026-09-01"},
    ]
    rows[0]["to_on"] = "2026-07-31"
    return [*rows, {**rows[0], "region": "999999"}]


def _sharing(of: "City") -> list[Row]:
    who = {"id_number": of.employee.id_number}
    child = {"member_id_number": of.child.id_number, "member_name": of.child.name, "relative": "child"}
    other = {"member_id_number": of.colleague.id_number, "member_name": of.colleague.name, "relative": "sibling"}
    rows = [{**who, **child, "since": "2025-03-01"}, {**who, **other, "since": "2024-01-01", "until": "2024-12-31"}]
    return [*rows, {**rows[0], "relative": "friend"}]


def _transferred(of: "City") -> list[Row]:
    told = [
        ("pension", f"{of.region[:2]}0500", "2008-01", "2009-12", "24", "0.00", "0.00", "2010-03-20"),
        ("pension", "310000", "2010-01", "2012-06", "30", "14400.00", "21600.00", "2012-11-08"),
        ("medical", "310000", "2010-01", "2012-06", "30", "1800.00", "0.00", "2012-11-20"),
    ]
    names = ("line", "from_region", "from_month", "to_month", "months", "personal", "pooled", "received_on")
    rows = [{"id_number": of.veteran.id_number, **dict(zip(names, row, strict=True))} for row in told]
    return [*rows, {**rows[0], "months": "-1"}]
