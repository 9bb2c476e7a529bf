"""What a contribution certificate says (CRT-01, handbook 11). Pure: facts and words in, the snapshot out."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kernel.calendar import local_time
from kernel.context import Context
from kernel.privacy import mask
from services.certificates import contract as c
from services.certificates.document.content import REFUND, CertificateContent, Contribution, InsuredLine, totals
from services.records.contract import LINE_NAMES, LINES, SELF, Line

TITLE = "参保缴费证明"
STATUS_NAMES = {"active": "正常参保", "suspended": "暂停参保", "closed": "终止参保"}
"""In the order in which one stands for a line that a person has with several units (handbook 4.1)."""
KIND_NAMES = {"back_payment": "补缴", "adjustment": "补差", "deferred": "缓缴", "lump": "一次性", "refund": REFUND}
NEVER = "未参保"
SELF_PAID = "个人缴费（灵活就业）"
NO_PURPOSE = "本人查询"


@dataclass(frozen=True, slots=True)
class Choice:
    """What was asked for, checked; lines in the order of the scheme, months both included."""

    person_id: str
    lines: tuple[Line, ...]
    from_month: str
    to_month: str
    purpose: str
    id_shown: c.Shown


@dataclass(frozen=True, slots=True)
class Row:
    """A contribution as it is known here, in fen; `arrived_on` None: not paid."""

    period: str
    line: Line
    kind: str
    unit_id: str
    base: int
    personal: int
    employer: int
    arrived_on: str | None


@dataclass(frozen=True, slots=True)
class Insured:
    """What is known of a person: name and ID number sealed ("" where unknown), (line, status) of each relation."""

    name: str
    id_number: str
    statuses: Sequence[tuple[str, str]]
    rows: tuple[Row, ...]
    unit_names: Mapping[str, str]
    made_from: Sequence[c.Place]


@dataclass(frozen=True, slots=True)
class Wording:
    """Who issues it and how the city calls things; `number`, `code` and `address` are empty in a preview."""

    city_name: str
    agency: str
    line_names: Mapping[str, str]
    number: str = ""
    code: str = ""
    address: str = ""


def choose(asked: c.IssueContributionCertificate | c.PreviewContributionCertificate, context: Context) -> Choice:
    """What may be asked for. Raises NoLineChosen, NoMonthChosen, MonthsReversed, MonthAhead."""
    if not asked.lines:
        raise c.NoLineChosen()
    if asked.from_month is None or asked.to_month is None:
        raise c.NoMonthChosen()
    if asked.to_month < asked.from_month:
        raise c.MonthsReversed()
    if asked.to_month > context.month:
        raise c.MonthAhead(latest=context.month)
    lines = tuple(line for line in LINES if line in asked.lines)
    purpose = asked.purpose.strip() or NO_PURPOSE
    return Choice(asked.person_id, lines, asked.from_month, asked.to_month, purpose, asked.id_shown)


def certified(choice: Choice, insured: Insured) -> tuple[Row, ...]:
    """The rows the certificate tells of, by month and line. Raises NothingInsured, StillProcessing."""
    within = [
        row for row in insured.rows if row.line in choice.lines and choice.from_month <= row.period <= choice.to_month
    ]
    if not within:
        raise c.NothingInsured()
    if not insured.name:
        raise c.StillProcessing()
    return tuple(
        sorted(within, key=lambda row: (row.period, LINES.index(row.line), row.arrived_on or "9", row.unit_id))
    )


def content(
    choice: Choice, insured: Insured, name: str, id_number: str, wording: Wording, context: Context
) -> CertificateContent:
    """The snapshot; `name` and `id_number` are the person's, opened. Raises NothingInsured, StillProcessing."""
    rows = certified(choice, insured)
    return CertificateContent(
        title=TITLE,
        number=wording.number,
        verification_code=wording.code,
        verification_address=wording.address,
        city_name=wording.city_name,
        agency=wording.agency,
        person_name=name,
        id_number=id_number if choice.id_shown == "plain" else mask("id", id_number),
        purpose=choice.purpose,
        asked_from=choice.from_month,
        asked_to=choice.to_month,
        lines=tuple(InsuredLine(_line_name(line, wording), _status(line, insured, rows)) for line in choice.lines),
        contributions=tuple(_contribution(row, insured, wording) for row in rows),
        issued_at=context.instant,
        data_version=f"{_minute(context)}，数据版本 {data_version(insured.made_from)}",
    )


def _minute(context: Context) -> str:
    return local_time(context.instant)[:16].replace("T", " ")


def data_version(made_from: Sequence[c.Place]) -> str:
    """A short name of exactly these facts: the same facts, the same name."""
    places = sorted((place["stream"], place["version"]) for place in made_from)
    return hashlib.sha256(json.dumps(places).encode()).hexdigest()[:12]


def _line_name(line: str, wording: Wording) -> str:
    return wording.line_names.get(line, LINE_NAMES[line])


def _status(line: Line, insured: Insured, rows: Sequence[Row]) -> str:
    """A line that has contributions and no relation here was brought in from the old system, long ended."""
    known = {status for of, status in insured.statuses if of == line}
    unrelated = STATUS_NAMES["suspended"] if any(row.line == line for row in rows) else NEVER
    return next((name for status, name in STATUS_NAMES.items() if status in known), unrelated)


def _contribution(row: Row, insured: Insured, wording: Wording) -> Contribution:
    return Contribution(
        period=row.period,
        line=_line_name(row.line, wording),
        base=row.base,
        personal=row.personal,
        employer=row.employer,
        unit_name=SELF_PAID if row.unit_id == SELF else insured.unit_names.get(row.unit_id, row.unit_id),
        paid=row.arrived_on is not None,
        arrived_on=row.arrived_on,
        kind=KIND_NAMES.get(row.kind, ""),
    )


def shown(content: CertificateContent) -> dict[str, Any]:
    """A preview as JSON: see `PreviewContributionCertificate`."""
    printed = asdict(content)
    for absent in ("number", "verification_code", "verification_address", "issued_at"):
        del printed[absent]
    return {**printed, "lines": [asdict(total) for total in totals(content)]}
