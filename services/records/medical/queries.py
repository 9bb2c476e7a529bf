"""Spending, reimbursement, remote care and sharing (QRY-05, QRY-10), from the person's own streams."""

from collections.abc import Callable
from typing import Any

from kernel.privacy import mask
from kernel.service import Service
from services.records import contract as c
from services.records.contract import medical as m
from services.records.medical import domain as d
from services.records.medical.rules import six_month_window
from services.records.paging import newest_first, within
from services.records.personfile import entries_of
from services.records.places import place_name

Answer = dict[str, Any]
SHOWN = 20
FOR_EVER = "9999-12-31"


def get_spending(service: Service, query: m.GetSpending, today: str) -> Answer:
    """See `GetSpending`."""
    first = six_month_window(today)
    years = [_of_year(year) for year in sorted({first[:4], today[:4]})]
    recent = [one for told in _events(service, query.person_id, *years) for one in d.spending.after(told).settlements]
    wanted = [
        one
        for one in recent
        if first <= one.spent_on <= today and within(one.spent_on[:7], query.from_month, query.to_month)
    ]
    page, following = newest_first(wanted, lambda one: one.key, query.after, query.limit)
    return {
        "person_id": query.person_id,
        "from": first,
        "to": today,
        "rows": [{**one._asdict(), "care_name": m.CARE_NAMES[one.care], "cash": one.cash} for one in page],
        "totals": d.sums(wanted),
        "next": following,
        "as_of": today,
    }


def get_medical(service: Service, query: m.GetMedical, today: str) -> Answer:
    """See `GetMedical`."""
    kinds = (_of_year(today[:4]), c.REMOTE_CARE.stream, c.SHARING.stream)
    spending, filed, shared = _events(service, query.person_id, *kinds)
    spent = [one for one in d.spending.after(spending).settlements if one.spent_on <= today]
    by_care = [
        {"care": care, "care_name": name, **d.sums(one for one in spent if one.care == care)}
        for care, name in m.CARE_NAMES.items()
    ]
    filings, _ = newest_first(d.filings.after(filed).rows, _filing_key, "", SHOWN)
    family, _ = newest_first(d.family.after(shared).rows, _sharing_key, "", SHOWN)
    return {
        "person_id": query.person_id,
        "year": int(today[:4]),
        "reimbursed": {**d.sums(spent), "care": by_care},
        "remote_care": [_filing(row, today) for row in filings],
        "sharing": [_relative(service, row, today) for row in family],
        "as_of": today,
    }


def get_remote_care(service: Service, query: m.GetRemoteCare, today: str) -> Answer:
    """See `GetRemoteCare`."""
    (filed,) = _events(service, query.person_id, c.REMOTE_CARE.stream)
    wanted = [row for row in d.filings.after(filed).rows if _touches(row["from_on"], row["to_on"], query)]
    page, following = newest_first(wanted, _filing_key, query.after, query.limit)
    return _list(query.person_id, [_filing(row, today) for row in page], len(wanted), following, today)


def get_sharing(service: Service, query: m.GetSharing, today: str) -> Answer:
    """See `GetSharing`."""
    (shared,) = _events(service, query.person_id, c.SHARING.stream)
    wanted = [row for row in d.family.after(shared).rows if _touches(row["since"], row["until"], query)]
    page, following = newest_first(wanted, _sharing_key, query.after, query.limit)
    return _list(query.person_id, [_relative(service, row, today) for row in page], len(wanted), following, today)


def _list(person_id: str, rows: list[Answer], count: int, following: str | None, today: str) -> Answer:
    return {"person_id": person_id, "rows": rows, "totals": {"count": count}, "next": following, "as_of": today}


def _touches(since: str, until: str | None, query: m.GetRemoteCare | m.GetSharing) -> bool:
    """Whether what holds from a day through another is good in any of the months asked for."""
    return within(since[:7], None, query.to_month) and within((until or FOR_EVER)[:7], query.from_month, None)


def _events(service: Service, person_id: str, *stream_of: Callable[[str], str]) -> list[list[Any]]:
    """What happened in each of these streams of a person, under whichever entry, in one read."""
    entries = entries_of(service.store, person_id)
    asked = [[stream(entry) for entry in entries] for stream in stream_of]
    found = service.store.load_many([name for names in asked for name in names])
    return [[event for name in names for event in found.get(name, ())] for names in asked]


def _of_year(year: str) -> Callable[[str], str]:
    return lambda entry: c.SPENDING.stream(entry, year)


def _filing_key(row: m.RemoteCareRow) -> str:
    return f"{row['from_on']}/{row['reference']}"


def _sharing_key(row: m.SharingRow) -> str:
    return f"{row['since']}/{row['member_id']}"


def _filing(row: m.RemoteCareRow, today: str) -> Answer:
    state = d.state_on(today, row["from_on"], row["to_on"])
    names = {"kind_name": m.REMOTE_NAMES[row["kind"]], "region_name": place_name(row["region"])}
    return {**row, **names, "state": state, "state_name": d.STATE_NAMES[state]}


def _relative(service: Service, row: m.SharingRow, today: str) -> Answer:
    """Who it is, masked."""
    state = d.state_on(today, row["since"], row["until"])
    return {
        "name": mask("name", service.sealer.open(row["member_name"])),
        "relative": row["relative"],
        "relative_name": m.RELATIVE_NAMES[row["relative"]],
        "since": row["since"],
        "until": row["until"],
        "state": state,
        "state_name": d.STATE_NAMES[state],
    }
