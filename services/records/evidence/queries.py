"""Looking up what stands behind a figure, and what the figures mean, from the person's own streams."""

from collections.abc import Iterator, Sequence
from typing import Any

from kernel.money import yuan
from kernel.service import Service
from services.records import contract as c
from services.records.balances.domain import ACCOUNT_LINES
from services.records.contract import evidence as e
from services.records.contributions.queries import deemed_of, rows_on
from services.records.contributions.tariff import month_policy
from services.records.evidence.bases import base_steps, bounds_of
from services.records.evidence.domain import (
    Sources,
    balance_steps,
    month_steps,
    sources_of,
)
from services.records.evidence.estimate import estimate_of
from services.records.evidence.meanings import MEANINGS
from services.records.evidence.steps import Step
from services.records.pension.estimate import NOTICE
from services.records.personfile import PersonFile, person_file
from services.records.places import place_name
from services.records.transfers.came import counted_elsewhere

NAMES: dict[str, tuple[str, str]] = {
    "balance": ("个人账户余额", "fen"),
    "months": ("累计缴费月数（含视同缴费）", "months"),
    "base": ("缴费基数", "fen"),
    "estimate": ("每月养老金测算", "fen"),
}
Shown = tuple[Sequence[Step], dict[str, Any]]
"""The steps, and what is said beside them."""


def get_evidence(service: Service, query: e.GetEvidence, today: str) -> dict[str, Any]:
    """See `GetEvidence`. Raises FigureUnknown, and for an estimate what `estimate_of` does."""
    person = person_file(service.store, query.person_id)
    if query.figure == "estimate":
        steps, beside = _estimate(service, query, person, today)
    else:
        steps, beside = _STEPS[query.figure](service, query, person, today), {}
    name, unit = NAMES[query.figure]
    used = list(dict.fromkeys(one for step in steps for one in step.policy))
    return {
        "person_id": query.person_id,
        "figure": query.figure,
        "name": name,
        "line": query.line,
        "line_name": c.LINE_NAMES[query.line],
        "value": sum(step.amount for step in steps),
        "unit": unit,
        "steps": [step.shown() for step in steps],
        "policy": [_entry(service, one) for one in used],
        **beside,
        "as_of": today,
    }


def _estimate(service: Service, query: e.GetEvidence, person: PersonFile, today: str) -> Shown:
    if query.line != "pension":
        raise e.FigureUnknown()
    found = person.once(
        ("estimate", query.category, query.projected),
        lambda: estimate_of(service, query, person, today, _sources(service, person)),
        today,
    )
    beside = {"notice": NOTICE, "assumptions": list(found.assumptions), "retirement": dict(found.retirement)}
    return found.steps, beside


def _balance(service: Service, query: e.GetEvidence, person: PersonFile, _today: str) -> list[Step]:
    if query.line not in ACCOUNT_LINES:
        raise e.FigureUnknown()
    line: c.AccountLine = "pension" if query.line == "pension" else "medical"
    sources = _sources(service, person)
    return [step for account, years in person.books() for step in balance_steps(line, account, years, sources)]


def _months(service: Service, query: e.GetEvidence, person: PersonFile, today: str) -> list[Step]:
    rows = rows_on(service, person, query.line, today)
    steps = month_steps(rows, deemed_of(person, query.line), _sources(service, person))
    return [*steps, *_months_elsewhere(service, query, person, {row.period for row in rows if row.counts})]


def _months_elsewhere(service: Service, query: e.GetEvidence, person: PersonFile, here: set[str]) -> Iterator[Step]:
    """What was paid in other places and came along, a step each."""
    counted = counted_elsewhere(person.came, query.line, here)
    streams = [c.TRANSFERRED.stream(entry) for entry in person.accounts] if counted else []
    facts = [fact for stream in streams for fact in service.store.facts(stream)]
    for row, months in counted:
        text = f"{place_name(row['from_region'])}转入：{row['from_month']}至{row['to_month']}，计入{len(months)}个月"
        yield Step(text, len(months), tuple(fact.id for fact in facts if row in fact.event.rows))  # type: ignore[attr-defined]


def _base(service: Service, query: e.GetEvidence, person: PersonFile, today: str) -> list[Step]:
    month = query.month or today[:7]
    years = person.owned_years(month[:4])
    owed = ((entry, key) for entry, year in years for key in year.owed if (key[0], key[2]) == (month, query.line))
    found = next((one for one in owed if query.unit_id in ("", one[1][1])), None)
    if found:
        entry, key = found
        facts = service.store.facts(c.CONTRIBUTION.stream(entry, month[:4]))
        enrolled = service.store.facts(c.ENROLMENT.stream(entry, key[1]))
        return base_steps(key, facts, enrolled, bounds_of(service.city))
    rows = (row for _, year in years for row in year.imported)
    brought = (row for row in rows if (row["period"], row["line"]) == (month, query.line))
    imported = next((row for row in brought if query.unit_id in ("", row["unit_id"])), None)
    if imported is None:
        raise e.FigureUnknown()
    source = _sources(service, person).imported[month, imported["unit_id"], query.line]
    return [Step("原系统记录的缴费基数，按原样保存", imported["base"], (source,))]


_STEPS = {"balance": _balance, "months": _months, "base": _base}


def _sources(service: Service, person: PersonFile) -> Sources:
    return person.once("sources", lambda: _read_sources(service, person))


def _read_sources(service: Service, person: PersonFile) -> Sources:
    found = service.store.facts_many(person.streams)
    return sources_of(fact for stream in person.streams for fact in found.get(stream, ()))


def _entry(service: Service, entry_id: str) -> dict[str, Any]:
    """A policy entry as it can be read; `corrected` where the row an amount was worked out with has changed since."""
    entry = service.city.policy.entry(entry_id)
    if entry is None:
        return {"id": entry_id, "corrected": True}
    return {
        "id": entry_id,
        "corrected": False,
        "series": entry.series,
        "from": entry.effective_from,
        "to": entry.effective_to,
        "values": {name: value if isinstance(value, int) else str(value) for name, value in entry.values.items()},
        "published_on": entry.published_on,
        "provisional": entry.provisional,
        "mark": entry.mark,
        "source": entry.source,
    }


# ------------------------------------------------------------------ what the figures mean


def get_figures(service: Service, query: e.GetFigures, today: str) -> dict[str, Any]:
    """See `GetFigures`."""
    person = person_file(service.store, query.person_id)
    rows = rows_on(service, person, query.line, today)
    base = next((row.base for row in rows if row.base), None)
    terms = month_policy(service.city, today[:7]).terms(query.line, "employee", 1)
    deemed = deemed_of(person, query.line)[0]
    here = {row.period for row in rows if row.counts}
    elsewhere = sum(len(months) for _, months in counted_elsewhere(person.came, query.line, here))
    months = len(here) + deemed + elsewhere
    values: dict[str, Any] = {"base": base, "months": months, "deemed": deemed, "transferred": elsewhere}
    if terms:
        values |= {"floor": terms.floor, "ceiling": terms.ceiling}
        values |= {"employer_rate": str(terms.employer_percent), "individual_rate": str(terms.individual_percent)}
    if query.line in ACCOUNT_LINES:
        line: c.AccountLine = "pension" if query.line == "pension" else "medical"
        values["balance"] = sum(one.amount for one in person.moved(line))
    policy = list(terms.policy) if terms else []
    return {
        "line": query.line,
        "line_name": c.LINE_NAMES[query.line],
        "as_of": today,
        "figures": [_figure(name, value, query.line) for name, value in values.items()],
        "policy": [_entry(service, one) for one in policy],
    }


def _figure(name: str, value: Any, line: str) -> dict[str, Any]:
    meaning = MEANINGS[name]
    explained = meaning.of_line.get(line, meaning.text)
    shown = f"{yuan(value)}元" if meaning.unit == "fen" and value is not None else value
    return {
        "figure": name,
        "name": meaning.name,
        "value": value,
        "shown": shown,
        "unit": meaning.unit,
        "meaning": explained,
    }
