"""ID-14: the accounts of units' agents 经办人: what each may do, and a new password at the counter."""

from dataclasses import field
from typing import Annotated, Literal

from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Date, Id, Line, some, text

__all__ = [
    "UNIT_AGENTS",
    "AgentDuty",
    "AgentOpened",
    "AppointAgent",
    "CounterProof",
    "CounterProofsMissing",
    "GetAgents",
    "ResetAgentPassword",
    "UnitShut",
    "UnitUnknown",
]

UNIT_AGENTS = Category("unit-agents", public=False)
"""`unit-agents-<unit>`: whose accounts end with the unit."""

AgentDuty = Literal["manager", "declarer", "viewer"]
"""单位管理员 keeps the unit's other agents beside declaring, 经办人 declares, 查询员 only looks."""
AgentName = Annotated[str, text(r"[A-Za-z0-9]{0,20}", sentence="经办人编号由字母或数字组成，最多20位。")]
CounterProof = Literal["unit_seal", "agent_id"]
"""What the officer has seen: the unit's seal 单位公章 on the request, the agent's ID card."""

# ------------------------------------------------------------------ private events


@event(UNIT_AGENTS, "AgentOpened")
class AgentOpened(Event):
    """An account was opened for an agent of the unit."""

    unit_id: Id
    account_id: Id


@event(UNIT_AGENTS, "UnitShut")
class UnitShut(Event):
    """The unit was closed (EMP-07): its agents' accounts ended, and no other is opened."""

    unit_id: Id
    shut_on: Date


EVENTS = [AgentOpened, UnitShut]

# ------------------------------------------------------------------ messages


@message
class AppointAgent:
    """An account for a unit's agent 经办人, opened by a security administrator or by a manager of the unit.

    Result: `{account_id, login, password}`. The login is the unit number, or `<unit number>/<agent>` where `agent`
    tells several agents apart; the credit code does in place of the number. The password is an initial one, told once
    and never stored, good for the hours of the policy `sign_in/first_password`.
    """

    unit_id: Id
    name: Line = field(repr=False)
    mobile: Line = field(repr=False)
    agent: AgentName = ""
    duty: AgentDuty = "manager"


@message
class ResetAgentPassword:
    """ID-10 at the counter: an officer sets an initial password, after seeing seal and ID card; sessions end.

    Result: `{account_id, password}`. The password is told once and never stored; it must be changed first of all.
    """

    account_id: Id
    proofs: Annotated[list[CounterProof], some(CounterProof, least=0, most=2)]


# ------------------------------------------------------------------ queries


@message
class GetAgents:
    """The agents of a unit, for officers and the unit's managers.

    `{agents: [{account_id, name, mobile, duty, registered_on, ended_on}]}`, names and mobiles masked.
    """

    unit_id: Id


# ------------------------------------------------------------------ refusals


class UnitUnknown(Refused):
    """No unit has this number."""

    code = "account_unit_unknown"
    sentence = "没有找到该单位社保编号，请核对后重试。新开户单位请先办理单位参保登记。"
    fields = ("unit_id",)


class CounterProofsMissing(Refused):
    """ID-10: a unit's password is reset after seal and ID card were checked. `titles` of what is missing."""

    code = "counter_proofs_missing"
    sentence = "请先核验{titles}，再重置密码。"
    fields = ("proofs",)
