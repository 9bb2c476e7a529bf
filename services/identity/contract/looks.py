"""ID-17: who has looked at somebody's data, and what the person says to it. Looks are private, disputes public."""

from dataclasses import field
from typing import Annotated, Literal, TypedDict

from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Count, Date, Id, Instant, Line, Sealed, Text, some, text

__all__ = [
    "DISPUTE",
    "LOOK",
    "MOST_SEEN",
    "AlreadyAnswered",
    "AlreadyDisputed",
    "AnswerDispute",
    "DataSeen",
    "DataUnmasked",
    "DisputeAnswered",
    "DisputeEvent",
    "DisputeLook",
    "DisputeUnknown",
    "FindPerson",
    "GetDisputes",
    "GetLooks",
    "Look",
    "LookDisputed",
    "LookEvent",
    "LookUnknown",
    "NoReason",
    "OwnLook",
    "PersonUnknown",
    "RecordLooks",
    "Seen",
    "Unmask",
    "Unmaskable",
]

LOOK = Category("look", public=False)
"""Streams `look-<person_id>-<day>`. Private: their number is nobody else's to carry."""
DISPUTE = Category("dispute")
"""Streams `dispute-<person_id>-<look>`: a look is disputed once."""

Unmaskable = Literal["name", "id_number", "mobile", "bank_account"]
Reason = Literal["", "window", "hotline", "case", "check", "complaint"]
"""Why an officer looks where no case tells it: 窗口办理, 12333来电, 办件需要, 稽核, 投诉处理."""
StatedReason = Literal["window", "hotline", "case", "check", "complaint"]
MOST_SEEN = 1000
"""People in one `Seen`."""
Action = Annotated[str, text(least=1, most=60)]


class Look(TypedDict):
    """A look: when, by which account in which role and for whom (unit or person; empty for officers), through which
    channel, doing what (an action of the gateway's table of rights), on which case or transfer, for which reason."""

    at: Instant
    account: Id
    role: str
    acting_for: str
    channel: str
    action: Action
    about: str
    reason: Reason


# ------------------------------------------------------------------ private events


@event(LOOK, "DataSeen")
class DataSeen(Event):
    """What others saw of the person's data, as far as one batch of one web process goes; names were masked."""

    person_id: Id
    looks: list[Look]


@event(LOOK, "DataUnmasked")
class DataUnmasked(Event):
    """Somebody was shown these in clear."""

    person_id: Id
    fields: list[Unmaskable]
    look: Look


LookEvent = DataSeen | DataUnmasked

# ------------------------------------------------------------------ public events


@event(DISPUTE, "LookDisputed")
class LookDisputed(Event):
    """The person says that this look had no business there."""

    dispute_id: Id
    person_id: Id
    look_id: Id
    look: Look
    reason: Sealed
    disputed_on: Date


@event(DISPUTE, "DisputeAnswered")
class DisputeAnswered(Event):
    """An auditor has looked into it."""

    dispute_id: Id
    person_id: Id
    justified: bool
    answer: Sealed
    answered_by: Id
    answered_on: Date


DisputeEvent = LookDisputed | DisputeAnswered
EVENTS = [DataSeen, DataUnmasked, LookDisputed, DisputeAnswered]

# ------------------------------------------------------------------ messages


@message
class Seen:
    """A look at several people at once."""

    look: Look
    person_ids: Annotated[list[Id], some(Id, most=MOST_SEEN)]


@message
class RecordLooks:
    """A batch of the web's, once for its command id. Result: `{}`."""

    seen: Annotated[list[Seen], some(Seen, most=1000)]


@message
class Unmask:
    """To be shown in clear; recorded before it is told. A person asks for the own data without a reason.

    Result: the fields asked for, empty where they are not known; never stored with the reply.
    """

    person_id: Id
    fields: Annotated[list[Unmaskable], some(Unmaskable, most=4)]
    reason: Reason = ""
    about: Annotated[str, text(r"[A-Za-z0-9_.:-]*", most=120)] = ""


@message
class DisputeLook:
    """The person disputes a look. Result: `{dispute_id}`."""

    person_id: Id
    look_id: Id
    reason: Annotated[str, text(r"\s*\S[\s\S]*", most=4000, sentence="请写明为什么认为不应查看。")] = field(repr=False)


@message
class AnswerDispute:
    """An auditor answers. Result: `{justified}`."""

    dispute_id: Id
    justified: bool
    answer: Text = field(repr=False)


# ------------------------------------------------------------------ queries


@message
class FindPerson:
    """An officer finds a person by ID number. `{person_id, name, id_number, mobile, bank_account}`, masked."""

    id_number: Line = field(repr=False)
    reason: StatedReason = field()


@message
class GetLooks:
    """Who has looked, the newest first: the person's own, or an auditor's question.

    `{looks: [{look_id, at, who: {account_id, role, name}, acting_for, channel, action, about, reason, unmasked,
    dispute: {state, answer} or None}], next}`; the officer's or agent's name is masked.
    """

    person_id: Id
    after: Annotated[str, text(most=60)] = ""
    limit: Count = 50


@message
class GetDisputes:
    """What waits for an auditor, the oldest first: `{disputes: [{dispute_id, person_id, look_id, look, reason,
    disputed_on}], next}`."""

    after: Annotated[str, text(most=200)] = ""
    limit: Count = 50


# ------------------------------------------------------------------ refusals


class PersonUnknown(Refused):
    """Nobody of that id is in the insured archive."""

    code = "identity_person_unknown"
    sentence = "没有找到该人员的参保档案，请核对身份证号后重试。"
    status = 404


class NoReason(Refused):
    """Another's data are looked at for a reason only."""

    code = "look_without_reason"
    sentence = "查看他人信息须注明事由，请选择窗口办理、来电、办件、稽核或投诉处理后重试。"
    fields = ("reason",)


class LookUnknown(Refused):
    """The person was not looked at under that id."""

    code = "look_unknown"
    sentence = "没有找到这条查看记录，请刷新查看记录后重新选择。"
    status = 404


class OwnLook(Refused):
    """One's own look at one's own data is nobody's business, and whoever looked does not answer for it."""

    code = "look_own"
    sentence = "不能对本人的查看提出异议，查看人也不能答复针对自己的异议，请由其他审计员办理。"
    status = 403


class AlreadyDisputed(Refused):
    """This look is disputed already."""

    code = "look_already_disputed"
    sentence = "您已对这条查看记录提出异议，请在查看记录中查询处理结果。"
    status = 409


class DisputeUnknown(Refused):
    """There is no such dispute."""

    code = "dispute_unknown"
    sentence = "没有找到这条异议，请核对编号后重试。"
    status = 404


class AlreadyAnswered(Refused):
    """The dispute has its answer."""

    code = "dispute_answered"
    sentence = "该异议已经答复，无需重复处理。"
    status = 409
