"""Spending, reimbursement, remote care and sharing (QRY-05, QRY-10), from the person's own streams."""

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
    recent = [one for year in {first[:4], today[:4]} for one in _year(service, query.person_id, year)]
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
    spent = [one for one in _year(service, query.person_id, today[:4]) if one.spent_on <= today]
    by_care = [
        {"care": care, "care_name": name, **d.sums(one for one in spent if one.care == care)}
        for care, name in m.CARE_NAMES.items()
    ]
    filings, _ = newest_first(_filings(service, query.person_id), _filing_key, "", SHOWN)
    family, _ = newest_first(_family(service, query.person_id), _sharing_key, "", SHOWN)
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
    wanted = [row for row in _filings(service, query.person_id) if _touches(row["from_on"], row["to_on"], query)]
    page, following = newest_first(wanted, _filing_key, query.after, query.limit)
    return _list(query.person_id, [_filing(row, today) for row in page], len(wanted), following, today)


def get_sharing(service: Service, query: m.GetSharing, today: str) -> Answer:
    """See `GetSharing`."""
    wanted = [row for row in _family(service, query.person_id) if _touches(row["since"], row["until"], query)]
    page, following = newest_first(wanted, _sharing_key, query.after, query.limit)
    return _list(query.person_id, [_relative(service, row, today) for row in page], len(wanted), following, today)


def _list(person_id: str, rows: list[Answer], count: int, following: str | None, today: str) -> Answer:
    return {"person_id": person_id, "rows": rows, "totals": {"count": count}, "next": following, "as_of": today}


def _touches(since: str, until: str | None, query: m.GetRemoteCare | m.GetSharing) -> bool:
    """Whether what holds from a day through another is good in any of the months asked for."""
    return within(since[:7], None, query.to_month) and within((until or FOR_EVER)[:7], query.from_month, None)


def _filings(service: Service, person_id: str) -> list[m.RemoteCareRow]:
    streams = [c.REMOTE_CARE.stream(entry) for entry in entries_of(service.store, person_id)]
    return [row for stream in streams for row in service.store.state(stream, d.filings)[0].rows]


def _family(service: Service, person_id: str) -> list[m.SharingRow]:
    streams = [c.SHARING.stream(entry) for entry in entries_of(service.store, person_id)]
    return [row for stream in streams for row in service.store.state(stream, d.family)[0].rows]


def _year(service: Service, person_id: str, year: str) -> list[d.Settlement]:
    streams = [c.SPENDING.stream(entry, year) for entry in entries_of(service.store, person_id)]
    return [one for stream in streams for one in service.store.state(stream, d.spending)[0].settlements]


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
