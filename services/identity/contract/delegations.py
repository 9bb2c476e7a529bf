"""ID-16: acting for another 代办: an agent with written authority, a guardian for a child."""

from dataclasses import field
from typing import Annotated, Literal

from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Count, Date, Id, Line, some

__all__ = [
    "DELEGATION",
    "AuthorityConfirmed",
    "AuthorityEnded",
    "AuthorityGiven",
    "AuthorityOver",
    "AuthorityUnknown",
    "ConfirmAuthority",
    "DelegationEvent",
    "DelegationKind",
    "DelegationMatter",
    "EndAuthority",
    "GetAuthorities",
    "GetAuthority",
    "GiveAuthority",
    "NotAChild",
    "OneselfAsDelegate",
    "PeriodNotAllowed",
    "Proof",
    "ProofsMissing",
    "RegisterAuthority",
    "SecondOfficerNeeded",
]

DELEGATION = Category("delegation")
"""Streams `delegation-<principal's person_id>-<id>`."""

DelegationKind = Literal["agent", "guardian"]
"""受托人 with an adult's written authority; 监护人 of a child."""
DelegationMatter = Literal["records", "card", "transfer", "certificates"]
"""What authority is given for: 查询, 社保卡, 关系转移, 参保证明."""
Proof = Literal["principal_id", "delegate_id", "authority", "relation"]
"""What an officer has seen: both identity documents, and the written authority 委托书 or the proof of guardianship
(户口簿, 出生医学证明)."""
Matters = Annotated[list[DelegationMatter], some(DelegationMatter, most=4)]

# ------------------------------------------------------------------ public events


@event(DELEGATION, "AuthorityGiven")
class AuthorityGiven(Event):
    """`delegate` may act for `principal` (both person ids) in these matters from `begins_on` through `ends_on`, once it
    is confirmed: by the delegate where it was given online, by a second officer where it was given at a window."""

    delegation_id: Id
    kind: DelegationKind
    principal: Id
    delegate: Id
    matters: list[DelegationMatter]
    begins_on: Date
    ends_on: Date
    way: Literal["online", "window"]
    proofs: list[Proof]
    entered_by: Id


@event(DELEGATION, "AuthorityConfirmed")
class AuthorityConfirmed(Event):
    """From now on it holds."""

    delegation_id: Id
    principal: Id
    delegate: Id
    confirmed_by: Id
    confirmed_on: Date


@event(DELEGATION, "AuthorityEnded")
class AuthorityEnded(Event):
    """Ended before its last day by one of the two, or by an officer."""

    delegation_id: Id
    principal: Id
    delegate: Id
    by: Literal["principal", "delegate", "officer"]
    ended_on: Date


DelegationEvent = AuthorityGiven | AuthorityConfirmed | AuthorityEnded
EVENTS = [AuthorityGiven, AuthorityConfirmed, AuthorityEnded]

# ------------------------------------------------------------------ messages


@message
class GiveAuthority:
    """The signed-in person authorises another, who must confirm. Result: `{delegation_id}`."""

    matters: Matters
    begins_on: Date
    ends_on: Date
    delegate_id_number: Line = field(repr=False)
    delegate_name: Line = field(repr=False)


@message
class RegisterAuthority:
    """An officer registers authority after seeing its proofs; a second officer confirms. Result: `{delegation_id}`."""

    kind: DelegationKind
    matters: Matters
    begins_on: Date
    ends_on: Date
    proofs: Annotated[list[Proof], some(Proof, least=0, most=4)]
    principal_id_number: Line = field(repr=False)
    principal_name: Line = field(repr=False)
    delegate_id_number: Line = field(repr=False)
    delegate_name: Line = field(repr=False)


@message
class ConfirmAuthority:
    """The delegate takes it on, or a second officer agrees. Result: `{}`."""

    delegation_id: Id


@message
class EndAuthority:
    """终止, at any time. Result: `{}`."""

    delegation_id: Id


# ------------------------------------------------------------------ queries


@message
class GetAuthority:
    """What the asking delegate may do now: `{delegation_id, kind, principal, matters, ends_on}`.

    Raises AuthorityUnknown, AuthorityOver.
    """

    delegation_id: Id


@message
class GetAuthorities:
    """Of a person, as principal and as delegate, the newest first: `{authorities: [{delegation_id, as, kind, name,
    matters, begins_on, ends_on, way, state, ended_on}], next}`; `name` is the other one's, masked. `state` is waiting,
    in_force, not_yet, over or ended."""

    person_id: Id
    after: Annotated[str, Line] = ""
    limit: Count = 50


# ------------------------------------------------------------------ refusals


class OneselfAsDelegate(Refused):
    """Nobody authorises oneself."""

    code = "delegation_oneself"
    sentence = "委托人与受托人不能是同一人，请核对受托人的身份证号。"
    fields = ("delegate_id_number",)


class PeriodNotAllowed(Refused):
    """The period begins in the past, ends before it begins, or is longer than the city allows."""

    code = "delegation_period"
    sentence = "委托期限不正确：应从今天或以后开始，结束日不早于开始日，最长{days}天。请修改后重新提交。"
    fields = ("begins_on", "ends_on")


class NotAChild(Refused):
    """A guardian acts for somebody under 18."""

    code = "delegation_not_a_child"
    sentence = "被监护人已满18周岁，不能按监护办理。请由本人委托，或提供其他监护证明到窗口咨询。"
    fields = ("principal_id_number",)


class ProofsMissing(Refused):
    """Something has not been seen. `titles` in Chinese."""

    code = "delegation_proofs_missing"
    sentence = "缺少材料：{titles}。请核验后重新提交。"
    fields = ("proofs",)


class SecondOfficerNeeded(Refused):
    """Who registered an authority does not confirm it (four eyes)."""

    code = "delegation_second_officer"
    sentence = "您是该委托的登记人，不能确认，请由其他工作人员确认。"
    status = 403


class AuthorityUnknown(Refused):
    """There is no such authority, or not for the asker."""

    code = "authority_unknown"
    sentence = "没有找到该委托，请核对委托编号后重试。"
    status = 404


class AuthorityOver(Refused):
    """It holds no more, or not yet; `stands` says it in Chinese."""

    code = "authority_over"
    sentence = "该委托{stands}，不能代办。如需代办，请委托人重新办理委托。"
    status = 403
