"""ID-15: who may appoint, in which roles, who confirms it or gives a new password, and how it ends. Pure."""

from collections.abc import Sequence
from typing import cast

from kernel.context import Context
from kernel.refusals import Forbidden
from services.identity import contract as c
from services.identity.account.domain import Account, State
from services.identity.password.domain import Credential, Password

COUNTER = frozenset({"clerk", "reviewer", "admin"})
PROOF_TITLES: dict[c.CounterProof, str] = {"unit_seal": "单位公章", "agent_id": "经办人身份证件"}
ALONE = frozenset({"security", "auditor"})
"""Roles of which an officer has no other beside (handbook 15.2)."""


def only_security(context: Context) -> None:
    """Accounts of agents and officers are kept by security administrators. Raises Forbidden."""
    if context.role != "security":
        raise Forbidden()


def only_administrators(context: Context) -> None:
    """Who looks at an officer as the second one: a security administrator or the city's. Raises Forbidden."""
    if context.role not in ("security", "admin"):
        raise Forbidden()


def check_second(known: Credential, context: Context) -> None:
    """Whether another has asked today that the password be reset. Raises ResetNotAsked, ResetByAnother."""
    asked = known.reset_asked if isinstance(known, Password) else None
    if asked is None or asked.on != context.today:
        raise c.ResetNotAsked()
    if asked.by == context.actor:
        raise c.ResetByAnother()


def another_officer(state: State, context: Context) -> Account:
    """An officer in office, not oneself. Raises AccountUnknown, NotForOneself, AccountEnded."""
    officer = _appointed(state, context)
    if officer.kind != "officer":
        raise c.AccountUnknown()
    return officer


def anothers(state: State, context: Context) -> Account:
    """Whosever account, not the own. Raises AccountUnknown, NotForOneself, AccountEnded."""
    if not isinstance(state, Account):
        raise c.AccountUnknown()
    if state.account_id == context.actor:
        raise c.NotForOneself()
    check_open(state)
    return state


def check_roles(roles: Sequence[str]) -> None:
    """Whether one officer may have all of these. Raises RolesDoNotMix."""
    if len(set(roles)) > 1 and ALONE & set(roles):
        raise c.RolesDoNotMix()


def propose(account_id: str, roles: Sequence[c.OfficerRole], context: Context, *, opening: bool) -> list[c.OfficeEvent]:
    """Roles that an officer is to have, asked by one and waiting for another."""
    return [c.AppointmentProposed(account_id, list(roles), context.actor, opening, context.today)]


def change_roles(roles: Sequence[c.OfficerRole], state: State, context: Context) -> list[c.OfficeEvent]:
    """Other roles: to take away, one is enough; to give, it takes two. Nothing happens where they are the same.

    The roles of now take back what was proposed. Raises as `another_officer`, Forbidden, RolesDoNotMix.
    """
    only_security(context)
    officer = another_officer(state, context)
    check_roles(roles)
    if officer.standing == "proposed":
        return propose(officer.account_id, roles, context, opening=True)
    if not set(roles) <= set(officer.roles):
        return propose(officer.account_id, roles, context, opening=False)
    same = tuple(roles) == officer.roles and officer.proposed is None
    return [] if same else [c.RolesChanged(officer.account_id, list(roles), context.today)]


def confirm(roles: Sequence[c.OfficerRole], is_named: bool, state: State, context: Context) -> list[c.OfficeEvent]:
    """Another administrator confirms what was proposed. `roles` as they were told, in any order; `is_named`: the
    officer at the desk has the name that was proposed.

    Raises as `another_officer`, Forbidden, NoAppointmentWaits, ConfirmedByAnother, AppointmentDiffers.
    """
    only_administrators(context)
    officer = another_officer(state, context)
    if officer.proposed is None:
        raise c.NoAppointmentWaits()
    if officer.proposed.by == context.actor:
        raise c.ConfirmedByAnother()
    if not is_named or set(roles) != set(officer.proposed.roles):
        raise c.AppointmentDiffers()
    wanted = cast("list[c.OfficerRole]", list(officer.proposed.roles))
    if officer.standing == "proposed":
        return [c.AppointmentConfirmed(officer.account_id, wanted, context.today)]
    return [c.RolesChanged(officer.account_id, wanted, context.today)]


def end_appointment(reason: c.EndReason, state: State, asker: Account | None, context: Context) -> list[c.OfficeEvent]:
    """停用, by a security administrator, or by a manager of the agent's unit. Raises as `_appointed`, Forbidden."""
    if context.role == "agent" and isinstance(state, Account) and state.kind == "agent":
        may_keep_agents(state.unit_id or "", asker, context)
    else:
        only_security(context)
    officer = _appointed(state, context)
    return [c.AppointmentEnded(officer.account_id, reason, context.today)]


def check_open(owner: Account) -> None:
    """Whether an account still opens anything. Raises AccountEnded."""
    if owner.ended_on:
        raise c.AccountEnded(ended_on=owner.ended_on)


# ------------------------------------------------------------------ agents of units


def duty_of(agent: Account) -> str:
    """What the agent does for the unit; those of before there were duties do everything."""
    return agent.roles[1] if len(agent.roles) > 1 else "manager"


def may_keep_agents(unit_id: str, asker: Account | None, context: Context) -> None:
    """A security administrator, or a manager of the unit. Raises Forbidden."""
    own = asker is not None and asker.unit_id == unit_id and not asker.ended_on
    if context.role == "agent" and own and asker is not None and duty_of(asker) == "manager":
        return
    only_security(context)


def may_see_agents(unit_id: str, asker: Account | None, context: Context) -> None:
    """The same, and officers at the counter. Raises Forbidden."""
    if context.role not in COUNTER:
        may_keep_agents(unit_id, asker, context)


def check_counter_proofs(proofs: Sequence[c.CounterProof], context: Context) -> None:
    """Whether an officer has seen what a unit's reset needs. Raises Forbidden, CounterProofsMissing."""
    if context.role not in COUNTER:
        raise Forbidden()
    missing = [title for proof, title in PROOF_TITLES.items() if proof not in proofs]
    if missing:
        raise c.CounterProofsMissing(titles="、".join(missing))


def activate(state: State, context: Context) -> list[c.UnitAccountEvent]:
    """激活 with the approval of its case. Raises AccountUnknown."""
    agent = _applied(state)
    return [c.AgentActivated(agent.account_id, agent.unit_id or "", context.today)]


def refuse(state: State, context: Context) -> list[c.UnitAccountEvent]:
    """Nothing came of its case. Raises AccountUnknown."""
    agent = _applied(state)
    return [c.AgentRefused(agent.account_id, agent.unit_id or "", context.today)]


def _applied(state: State) -> Account:
    if not isinstance(state, Account) or state.standing != "applied":
        raise c.AccountUnknown()
    return state


def stands(status: str, due_on: str) -> str:
    """Where a registration stands, for somebody who tries to sign in; `status` is of kernel.cases.life."""
    told = {
        "submitted": f"注册申请待审核，应于{due_on}前办结",
        "under_review": f"注册申请审核中，应于{due_on}前办结",
        "material_wanted": "注册申请需要补正材料，请将材料送到服务窗口",
        "rejected": "注册申请审核不通过，请核对材料后重新注册",
        "withdrawn": "注册申请已撤回，请重新注册",
    }
    return told[status]


def agent_in_office(state: State) -> Account:
    """An agent whose account opens something. Raises AccountUnknown, AccountEnded."""
    if not isinstance(state, Account) or state.kind != "agent":
        raise c.AccountUnknown()
    check_open(state)
    return state


def _appointed(state: State, context: Context) -> Account:
    """An officer or agent in office, not oneself. Raises AccountUnknown, NotForOneself, AccountEnded."""
    if not isinstance(state, Account) or state.kind == "person":
        raise c.AccountUnknown()
    return anothers(state, context)
