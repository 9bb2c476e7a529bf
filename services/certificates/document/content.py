"""What a contribution certificate (参保缴费证明) says, as a plain value: the snapshot that is stored and signed.

A certificate is a snapshot (handbook section 11): all that is printed is in here, nothing is looked up while drawing.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

REFUND = "退费"


@dataclass(frozen=True)
class InsuredLine:
    """One line 险种 as the certificate names it, with its status 参保状态 when it was made."""

    line: str
    status: str


@dataclass(frozen=True)
class Contribution:
    """One line of one month 费款所属期 (handbook section 4.3), in fen; `period` "YYYY-MM", `arrived_on` "YYYY-MM-DD".

    `kind` is empty for a normal contribution, else its Chinese term (补缴, 补差 …).
    """

    period: str
    line: str
    base: int
    personal: int
    employer: int
    unit_name: str
    paid: bool
    arrived_on: str | None
    kind: str = ""


@dataclass(frozen=True)
class LineTotal:
    """A line's sums over what was paid: distinct months (section 4.3), shares in fen."""

    line: str
    status: str
    months: int
    first: str | None
    last: str | None
    personal: int
    employer: int


@dataclass(frozen=True)
class CertificateContent:
    """All that is printed. `id_number` is masked or plain, as the purpose 用途 asks; `issued_at` is a UTC instant."""

    title: str
    number: str
    verification_code: str
    verification_address: str
    city_name: str
    agency: str
    person_name: str
    id_number: str
    purpose: str
    asked_from: str
    asked_to: str
    lines: tuple[InsuredLine, ...]
    contributions: tuple[Contribution, ...]
    issued_at: str
    data_version: str


def totals(content: CertificateContent) -> list[LineTotal]:
    """One total for each line asked for, in the order of the certificate; unpaid months count nothing."""
    return [_total(line, [row for row in content.contributions if row.line == line.line]) for line in content.lines]


def _total(line: InsuredLine, rows: Iterable[Contribution]) -> LineTotal:
    paid = [row for row in rows if row.paid]
    by_month = groupby(sorted(paid, key=attrgetter("period")), attrgetter("period"))
    months = [period for period, month in by_month if _counts(list(month))]
    return LineTotal(
        line=line.line,
        status=line.status,
        months=len(months),
        first=min(months, default=None),
        last=max(months, default=None),
        personal=sum(row.personal for row in paid),
        employer=sum(row.employer for row in paid),
    )


def _counts(month: Sequence[Contribution]) -> bool:
    """A month counts once it is paid, unless all of it was paid back."""
    if not any(row.kind == REFUND for row in month):
        return True
    return sum(row.personal + row.employer for row in month) > 0


def to_json(content: CertificateContent) -> bytes:
    """Canonical bytes of the content: what is sealed and stored, and what `content_digest` is taken over."""
    return json.dumps(asdict(content), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def from_json(stored: bytes) -> CertificateContent:
    fields: Mapping[str, Any] = json.loads(stored)
    return CertificateContent(
        **{
            **fields,
            "lines": tuple(InsuredLine(**line) for line in fields["lines"]),
            "contributions": tuple(Contribution(**row) for row in fields["contributions"]),
        }
    )


def content_digest(content: CertificateContent) -> str:
    """SHA-256 over the canonical content, in hexadecimal: printed on the certificate, shown when it is verified."""
    return hashlib.sha256(to_json(content)).hexdigest()
