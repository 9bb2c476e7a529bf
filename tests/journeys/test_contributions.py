"""ENR-12, ENR-13 and the looking up of what came of them: QRY-01, QRY-02, QRY-04, QRY-12."""

import csv
import io
from typing import Any

import pytest

from tests.journeys.clients import Api, until
from tests.journeys.platform import Platform, registration

COLUMNS = ["unit_id", "month", "line", "amount", "arrived_on", "voucher"]
OWED = {
    "payer": {  # wage 6000.00, within the bounds of 2026
        "pension": (600_000, 96_000, 48_000),
        "medical": (600_000, 42_000, 12_000),
        "unemployment": (600_000, 3_000, 3_000),
        "injury": (600_000, 1_200, 0),
        "maternity": (600_000, 4_800, 0),
    },
    "low_payer": {  # wage 3000.00, raised to the floor of 4952.00: handbook 3.5
        "pension": (495_200, 79_232, 39_616),
        "medical": (495_200, 34_664, 9_904),
        "unemployment": (495_200, 2_476, 2_476),
        "injury": (495_200, 990, 0),
        "maternity": (495_200, 3_962, 0),
    },
}
TOTAL = sum(employer + individual for owed in OWED.values() for _, employer, individual in owed.values())


def assess(platform: Platform, month: str) -> dict[str, Any]:
    """Have a month assessed, and wait until it is."""
    clerk = platform.as_("clerk")
    number = clerk.post("/assessments", {"month": month}).result["number"]
    return until(lambda: completed(clerk.get(f"/assessments/{month}").ok, number), f"{month} is assessed")


def completed(run: dict[str, Any], number: int) -> dict[str, Any] | None:
    return run if (run["number"], run["state"]) == (number, "completed") else None


def bill(platform: Platform, month: str) -> dict[str, Any]:
    return dict(platform.as_("clerk").get(f"/units/{platform.city.paying_unit}/bills/{month}").ok)


def payment_file(*rows: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, *rows])
    return out.getvalue().encode("utf-8-sig")


def book(platform: Platform, *rows: tuple[str, ...], key: str | None = None) -> list[dict[str, Any]]:
    """Book a payment file; what became of each row."""
    answer = platform.as_("clerk").upload("/payment-files", payment_file(*rows), "payments.csv", key)
    return list(answer.result["rows"])


def rows_of(person: Api, **asked: Any) -> list[dict[str, Any]]:
    """All rows, page after page."""
    rows, after = [], ""
    while after is not None:
        page = person.get("/me/contributions", limit=7, after=after, **asked).ok
        rows, after = [*rows, *page["rows"]], page["next"]
    return rows


# ------------------------------------------------------------------ ENR-12 monthly assessment


@pytest.mark.feature("ENR-12")
@pytest.mark.parametrize("who", ["payer", "low_payer"])
def test_each_line_is_base_times_rate_for_unit_and_person_to_the_fen(platform: Platform, who: str) -> None:
    assess(platform, "2026-09")
    person = platform.person(getattr(platform.city, who))
    rows = {row["line"]: (row["base"], row["employer"], row["individual"]) for row in _month(person, "2026-09")}
    assert rows == OWED[who]


def _month(person: Api, month: str) -> list[dict[str, Any]]:
    return rows_of(person, from_month=month, to_month=month)


@pytest.mark.feature("ENR-12")
def test_a_units_bill_is_the_sum_of_its_people_and_a_rerun_changes_nothing(platform: Platform) -> None:
    assess(platform, "2026-09")
    owed = bill(platform, "2026-09")
    assert (owed["people"], owed["owed"]) == (2, TOTAL)
    again = assess(platform, "2026-09")
    assert (again["counts"].get("assessed", 0), again["counts"].get("lines", 0)) == (0, 0)
    assert bill(platform, "2026-09") == owed


@pytest.mark.feature("ENR-12")
def test_the_units_page_and_the_persons_page_show_the_month(platform: Platform) -> None:
    assess(platform, "2026-09")
    unit = platform.as_("clerk")
    address = f"/units/{platform.city.paying_unit}/glance"
    until(lambda: any(bill["period"] == "2026-09" for bill in unit.get(address).ok["bills"]), "the unit's page")
    person = platform.person(platform.city.payer)
    until(lambda: person.get("/me/glance").ok["lines"][0]["last_assessed"] >= "2026-09", "the person's page")


@pytest.mark.feature("ENR-12")
@pytest.mark.parametrize(
    ("month", "code"),
    [("2026-12", "records_month_not_assessable"), ("2021-12", "records_month_not_assessable"), ("2026-13", "invalid")],
)
def test_a_month_ahead_or_before_the_platform_is_refused(platform: Platform, month: str, code: str) -> None:
    problem = platform.as_("clerk").post("/assessments", {"month": month}).refused(code, 422)
    assert problem["errors"].keys() == {"month"}


# ------------------------------------------------------------------ ENR-13 payment arrival


@pytest.mark.feature("ENR-13")
def test_money_in_full_and_in_time_is_credited(platform: Platform) -> None:
    assess(platform, "2026-11")
    unit, amount = platform.city.paying_unit, f"{TOTAL / 100:.2f}"
    rows = book(platform, (unit, "2026-11", "total", amount, "2026-11-17", "V202611"))
    assert [row["outcome"] for row in rows] == ["full"]
    assert bill(platform, "2026-11")["paid"] == TOTAL
    person = platform.person(platform.city.payer)
    until(lambda: {row["arrived_on"] for row in _month(person, "2026-11")} == {"2026-11-17"}, "the month is paid")
    until(lambda: person.get("/me/glance").ok["lines"][0]["last_paid"] == "2026-11", "the page shows it")


@pytest.mark.feature("ENR-13")
def test_part_then_the_rest_late_costs_the_unit_a_fee_a_day_and_the_person_nothing(platform: Platform) -> None:
    assess(platform, "2026-10")
    unit = platform.city.paying_unit
    pension = sum(OWED[who]["pension"][1] + OWED[who]["pension"][2] for who in OWED)
    [part] = book(platform, (unit, "2026-10", "pension", "1000.00", "2026-10-30", "V202610a"))
    assert (part["outcome"], bill(platform, "2026-10")["lines"][0]["open"]) == ("part", pension - 100_000)
    # The rest ten days after the due day of 2026-10-31: 10 × 0.05 % of it (handbook 3.6), rounded once.
    rest = pension - 100_000
    fee = (rest * 10 * 5 + 5_000) // 10_000
    [late] = book(platform, (unit, "2026-10", "养老保险", f"{(rest + fee) / 100:.2f}", "2026-11-10", "V202610b"))
    line = bill(platform, "2026-10")["lines"][0]
    assert (late["outcome"], line["open"], line["late_fee"], line["late_fee_open"]) == ("late", 0, fee, 0)
    person = platform.person(platform.city.payer)
    owed = OWED["payer"]["pension"]

    def paid() -> list[tuple[Any, ...]]:
        rows = [row for row in _month(person, "2026-10") if row["line"] == "pension"]
        return [(row["base"], row["employer"], row["individual"], row["arrived_on"]) for row in rows]

    until(lambda: paid() == [(*owed, "2026-11-10")], "the month is paid, without the fee")


@pytest.mark.feature("ENR-13")
def test_money_that_nobody_owes_is_kept_and_shown(platform: Platform) -> None:
    [row] = book(platform, (platform.city.paying_unit, "2026-08", "total", "12.34", "2026-09-15", "V202608"))
    assert row["outcome"] == "unmatched"
    clerk = platform.as_("clerk")

    def shown() -> list[int]:
        return [r["amount"] for r in clerk.get("/unmatched-payments").ok["rows"] if r["voucher"] == "V202608"]

    until(lambda: shown() == [1234], "the list of what is unmatched")
    [nobody] = book(platform, ("32019999999", "2026-08", "total", "1.00", "2026-09-15", "V202608nobody"))
    assert "向缴款人核对" in nobody["sentence"]
    page = platform.browser("clerk")
    until(lambda: "32019999999（没有这个单位）" in page.open("/office/payments"), "nobody has that number")


@pytest.mark.feature("ENR-13")
def test_the_same_voucher_counts_once_and_with_another_amount_not_at_all(platform: Platform) -> None:
    unit = platform.city.paying_unit
    row = (unit, "2026-07", "total", "50.00", "2026-08-15", "V202607")
    assert [r["outcome"] for r in book(platform, row)] == ["unmatched"]
    assert [r["outcome"] for r in book(platform, row)] == ["repeated"]
    [other] = book(platform, (unit, "2026-07", "total", "51.00", "2026-08-15", "V202607"))
    assert (other["outcome"], other["code"]) == ("rejected", "records_voucher_reused")


@pytest.mark.feature("ENR-13")
def test_a_bad_row_is_told_and_the_others_are_booked(platform: Platform) -> None:
    unit = platform.city.paying_unit
    booked = book(
        platform,
        (unit, "2026-06", "total", "1.234", "2026-07-15", "V202606a"),
        (unit, "2026-06", "fire", "1.00", "2026-07-15", "V202606b"),
        (unit, "2026-06", "total", "1.00", "2026-12-15", "V202606c"),
        (unit, "2026-06", "total", "1.00", "2026-07-15", "V202606d"),
    )
    assert [row["outcome"] for row in booked] == ["rejected", "rejected", "rejected", "unmatched"]
    assert all(row["sentence"] for row in booked)


@pytest.mark.feature("ENR-13")
def test_the_feed_takes_the_same_rows_as_json(platform: Platform) -> None:
    row = dict(zip(COLUMNS, (platform.city.paying_unit, "2026-05", "", "1.00", "2026-06-15", "V202605"), strict=True))
    clerk = platform.as_("clerk")
    assert [r["outcome"] for r in clerk.post("/payments", {"rows": [row]}).result["rows"]] == ["unmatched"]


# ------------------------------------------------------------------ QRY-01 insured status


@pytest.mark.feature("QRY-01")
def test_all_lines_at_a_glance_with_unit_agency_months_and_as_of_when(platform: Platform) -> None:
    person, unit = platform.person(platform.city.employee), platform.city.unit
    glance = person.get("/me/glance").ok
    told = {name: glance[name] for name in ("name", "kind_name", "city", "agency")}
    assert told == {"name": "欧**明"[:1] + "*明", "kind_name": "职工", "city": "南京市", "agency": "玄武区"}
    assert glance["as_of"] > "2026-11-18T02"
    assert [line["name"] for line in glance["lines"]] == ["养老保险", "医疗保险", "失业保险", "工伤保险", "生育保险"]
    for line in glance["lines"]:
        assert (line["status_name"], line["unit_id"], line["unit_name"]) == ("正常参保", unit, "远信软件有限公司")
        assert (line["first_month"], line["last_paid"]) == ("2025-01", "2026-09")
    detail = person.get("/me/status").ok
    months = {(line["first_month"], line["last_paid"], line["status"]) for line in detail["lines"]}
    assert (detail["agency"], months) == ("玄武区", {("2025-01", "2026-09", "active")})


@pytest.mark.feature("QRY-01")
def test_who_was_never_insured_cannot_even_register_and_is_told_why(platform: Platform) -> None:
    who = platform.stranger()
    told = registration(platform.anyone(), who, "Some-qx-w7!")
    assert "没有在本市参保" in platform.anyone().post("/accounts", told).refused("not_in_archive", 422)["detail"]


# ------------------------------------------------------------------ QRY-02, QRY-12 contributions


@pytest.mark.feature("QRY-02")
def test_month_by_month_newest_first_over_pages(platform: Platform) -> None:
    person = platform.person(platform.city.employee)
    periods = [row["period"] for row in rows_of(person, line="pension", to_month="2026-09")]
    paid = [f"{year}-{month:02d}" for year in (2025, 2026) for month in range(1, 13)]
    expected = [period for period in reversed(paid) if "2025-01" <= period <= "2026-09"]
    assert [period for period in expected if period != "2025-06"] == [p for p in periods if p != "2025-06"]


@pytest.mark.feature("QRY-02")
def test_months_before_the_schemes_start_stand_apart(platform: Platform) -> None:
    person = platform.person(platform.city.veteran)
    found = person.get("/me/contributions", line="pension", limit=200, to_month="1992-12").ok
    assert found["scheme_start"] == "1992-08"
    assert {row["period"] for row in found["rows"] if row["arrived_on"]} == {"1992-08", "1992-09", "1992-10"}
    before = [row["period"] for row in found["before_scheme"]]
    assert sorted(before) == ["1991-11", "1991-12", *[f"1992-{month:02d}" for month in range(1, 8)]]


@pytest.mark.feature("QRY-02")
def test_only_known_lines_and_real_months_can_be_asked_for(platform: Platform) -> None:
    person = platform.person(platform.city.employee)
    assert "line" in person.get("/me/contributions", line="fire").refused("invalid", 422)["errors"]
    assert "from_month" in person.get("/me/contributions", from_month="2026-13").refused("invalid", 422)["errors"]
    assert "limit" in person.get("/me/contributions", limit="many").refused("invalid", 422)["errors"]
    assert person.get("/me/contributions", after="nonsense").status in (200, 422)


@pytest.mark.feature("QRY-12")
def test_each_row_shows_the_month_owed_and_the_day_of_arrival(platform: Platform) -> None:
    person = platform.person(platform.city.employee)
    rows = {row["period"]: row["arrived_on"] for row in rows_of(person, line="pension", to_month="2026-09")}
    assert (rows["2026-09"], rows["2025-12"]) == ("2026-10-10", "2026-01-10")


@pytest.mark.feature("QRY-12")
def test_what_is_on_its_way_is_told_apart_from_what_is_missing_with_what_to_do(platform: Platform) -> None:
    person = platform.person(platform.city.employee)
    continuity = person.get("/me/continuity", line="pension").ok
    assert [(gap["from"], gap["to"]) for gap in continuity["gaps"]] == [("2025-06", "2025-06")]
    assert continuity["missing"] == [{"from": "2025-06", "to": "2025-06"}]
    assert set(continuity["awaited"]) <= {"2026-10", "2026-11"}
    assert continuity["awaited"]
    assert continuity["longest_run"] == 15  # 2025-07 to 2026-09
    assert continuity["months"] == 20
    assert "购房" in continuity["matters_for"]
    assert any("单位" in advice or "税务" in advice for advice in continuity["advice"])


# ------------------------------------------------------------------ QRY-04 personal accounts


@pytest.mark.feature("QRY-04")
def test_a_balance_is_its_opening_with_every_movement_behind_it(platform: Platform) -> None:
    person = platform.person(platform.city.employee)
    accounts = {account["line"]: account for account in person.get("/me/balances").ok["accounts"]}
    # Opening balances of 2025-12-31, then what arrived from 2026-01 to 2026-10: 2025-12 to 2026-09, ten months.
    assert accounts["pension"]["balance"] == 500_000 + 10 * 48_000
    assert accounts["medical"]["balance"] == 100_000 + 10 * 12_000
    for account in accounts.values():
        assert sum(movement["amount"] for movement in account["movements"]) == account["balance"]
    glance = {account["line"]: account["balance"] for account in person.get("/me/glance").ok["accounts"]}
    assert glance == {line: account["balance"] for line, account in accounts.items()}


@pytest.mark.feature("QRY-04")
@pytest.mark.feature("ENR-15")
def test_a_years_interest_is_a_movement_and_credited_once(platform: Platform) -> None:
    who, clerk = platform.city.returning, platform.as_("clerk")
    for _ in range(2):
        number = clerk.post("/interest", {"year": 2024}).result["number"]
        until(lambda number=number: completed(clerk.get("/interest/2024").ok, number), "the interest")  # type: ignore[misc]
    person = platform.person(who)
    pension = next(a for a in person.get("/me/balances").ok["accounts"] if a["line"] == "pension")
    interest = [movement for movement in pension["movements"] if movement["kind"] == "interest"]
    # 480.00 arrived in November and in December of 2024: × 2.62 % × (2 + 1) / 12 (handbook 5.1).
    assert [(i["on"], i["amount"]) for i in interest] == [("2024-12-31", round(48_000 * 0.0262 * 3 / 12))]
    until(lambda: _balance(person, "pension") == pension["balance"], "the page shows it")


def _balance(person: Api, line: str) -> int:
    accounts: list[dict[str, Any]] = person.get("/me/glance").ok["accounts"]
    return next(int(account["balance"]) for account in accounts if account["line"] == line)


@pytest.mark.feature("QRY-04")
@pytest.mark.feature("ENR-15")
def test_a_year_that_is_not_over_or_has_no_rate_earns_nothing_yet(platform: Platform) -> None:
    platform.as_("clerk").post("/interest", {"year": 2026}).refused("records_year_not_over", 422)
    platform.as_("clerk").post("/interest", {"year": 2010}).refused("no_policy", 409)


@pytest.mark.feature("QRY-01")
@pytest.mark.feature("QRY-02")
@pytest.mark.feature("QRY-04")
def test_nobody_sees_another_persons_record(platform: Platform) -> None:
    """There is no address for another's: `/me` is who the token says."""
    for path in ("/me/glance", "/me/status", "/me/contributions", "/me/continuity", "/me/balances"):
        platform.anyone().get(path).refused("unauthenticated", 401)
        platform.as_("agent").get(path).refused("forbidden", 403)
