"""Medical insurance beyond its contributions: spending 医疗消费, remote care 异地就医备案, family sharing 家庭共济."""

from typing import Annotated, Literal, TypedDict

from kernel.events import Event, event, message
from kernel.schema import Count, Date, Fen, Id, Month, Sealed, text
from services.records.contract.words import REMOTE_CARE, SHARING, SPENDING

Care = Literal["outpatient", "inpatient", "pharmacy"]
CARE_NAMES: dict[Care, str] = {"outpatient": "门诊", "inpatient": "住院", "pharmacy": "药店购药"}
RemoteKind = Literal["long_term", "temporary"]
REMOTE_NAMES: dict[RemoteKind, str] = {"long_term": "长期居住", "temporary": "临时外出就医"}
Relative = Literal["spouse", "parent", "child", "sibling", "grandparent", "grandchild"]
RELATIVE_NAMES: dict[Relative, str] = {
    "spouse": "配偶",
    "parent": "父母",
    "child": "子女",
    "sibling": "兄弟姐妹",
    "grandparent": "祖父母、外祖父母",
    "grandchild": "孙子女、外孙子女",
}
"""近亲属 (handbook 7)."""

# ------------------------------------------------------------------ events


class SpendingRow(TypedDict):
    """A settlement 结算 of one day, in fen: of `total` the pooled fund paid `fund` and the personal account `account`.

    What is left the person paid in cash. `reference` is the settlement's number, `remote` care in another place.
    """

    spent_on: Date
    reference: str
    provider: str
    care: Care
    remote: bool
    total: Fen
    fund: Fen
    account: Fen


@event(SPENDING, "MedicalSpendingImported")
class MedicalSpendingImported(Event):
    """Settlements of one person and one year from the old system."""

    person_id: Id
    year: int
    rows: list[SpendingRow]


class RemoteCareRow(TypedDict):
    """A filing for care in another region, valid from `from_on` through `to_on` (None: until it is changed)."""

    reference: str
    kind: RemoteKind
    region: str
    from_on: Date
    to_on: Date | None


@event(REMOTE_CARE, "RemoteCareImported")
class RemoteCareImported(Event):
    """Filings of one person from the old system."""

    person_id: Id
    rows: list[RemoteCareRow]


class SharingRow(TypedDict):
    """A relative who may use the person's account from `since` through `until` (None: until it is released)."""

    member_id: Id
    member_name: Sealed
    relative: Relative
    since: Date
    until: Date | None


@event(SHARING, "SharingImported")
class SharingImported(Event):
    """Relatives of one person from the old system."""

    person_id: Id
    rows: list[SharingRow]


# ------------------------------------------------------------------ queries


@message
class GetSpending:
    """QRY-05, QRY-10: the last six months' settlements, the newest first; `from_month`, `to_month` narrow them.

    `{from, to, rows: [{spent_on, reference, provider, care, care_name, remote, total, fund, account, cash}],
    totals: {count, total, fund, account, cash}, next, as_of}`; amounts in fen. `from` is the same day six months
    before `as_of`.
    """

    person_id: Id
    from_month: Month | None = None
    to_month: Month | None = None
    after: Annotated[str, text(most=200)] = ""
    limit: Count = 50
    as_of: Date | None = None


@message
class GetMedical:
    """QRY-05: `{year, reimbursed: {count, total, fund, account, cash, care: [...]}, remote_care: [{reference, kind,
    kind_name, region, region_name, from_on, to_on, state, state_name}], sharing: [{name, relative, relative_name,
    since, until, state, state_name}], as_of}`: the calendar year to date in fen; names masked; the newest ones of each,
    all of them by GetRemoteCare and GetSharing.
    """

    person_id: Id
    as_of: Date | None = None


@message
class GetRemoteCare:
    """QRY-05: filings for care elsewhere that are good in the months asked for, the newest first.

    `{rows: [{reference, kind, kind_name, region, region_name, from_on, to_on, state, state_name}], totals: {count},
    next, as_of}`.
    """

    person_id: Id
    from_month: Month | None = None
    to_month: Month | None = None
    after: Annotated[str, text(most=200)] = ""
    limit: Count = 50
    as_of: Date | None = None


@message
class GetSharing:
    """QRY-05: who may use the person's account in the months asked for, the newest first; names masked.

    `{rows: [{name, relative, relative_name, since, until, state, state_name}], totals: {count}, next, as_of}`.
    """

    person_id: Id
    from_month: Month | None = None
    to_month: Month | None = None
    after: Annotated[str, text(most=200)] = ""
    limit: Count = 50
    as_of: Date | None = None
