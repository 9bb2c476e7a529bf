"""Who may do what: role × action × condition, in this one table. What is not granted here is denied.

The services check again what belongs to whom; this table keeps everyone else from asking at all.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from flask import Flask, request

from gateway.web.acting import caller, path_values
from gateway.web.caller import NOBODY, Caller
from gateway.web.duties import check_duties
from gateway.web.levels import check_level
from kernel.refusals import Forbidden, Refused, Unauthenticated

Condition = Callable[[Caller, Mapping[str, str]], bool]
View = TypeVar("View", bound=Callable[..., object])


def always(_caller: Caller, _path: Mapping[str, str]) -> bool:
    """No condition."""
    return True


def declares(who: Caller, _path: Mapping[str, str]) -> bool:
    """An agent who does more than look (ID-14)."""
    return _duty(who) != "viewer"


def own_unit(who: Caller, path: Mapping[str, str]) -> bool:
    """The unit in the address is the one the agent acts for."""
    return path["unit_id"] == who.on_behalf_of


def declares_for_unit(who: Caller, path: Mapping[str, str]) -> bool:
    """Both of these."""
    return own_unit(who, path) and declares(who, path)


def manages(who: Caller, _path: Mapping[str, str]) -> bool:
    """The agent keeps the unit's other agents."""
    return _duty(who) == "manager"


def manages_unit(who: Caller, path: Mapping[str, str]) -> bool:
    """Both of these."""
    return own_unit(who, path) and manages(who, path)


def _duty(agent: Caller) -> str:
    return agent.roles[1] if len(agent.roles) > 1 else "manager"


PERSON = {"person": always}
AGENT = {"agent": always}
OFFICERS = {"clerk": always, "reviewer": always, "admin": always}
REVIEWERS = {"reviewer": always, "admin": always}
APPLICANTS = {**PERSON, **AGENT, **OFFICERS}
SECURITY = {"security": always}
AUDITOR = {"auditor": always}
UNIT = {"agent": own_unit, **OFFICERS}
SIGNED_IN = {**PERSON, **AGENT, **OFFICERS, **SECURITY, **AUDITOR}
ANYONE = {NOBODY: always, **SIGNED_IN}

RIGHTS: Mapping[str, Mapping[str, Condition]] = {
    "look around": ANYONE,
    "sign in": ANYONE,
    "verify a certificate": ANYONE,
    "know oneself": SIGNED_IN,
    "know own account": SIGNED_IN,
    "read own messages": SIGNED_IN,
    "keep own sessions": SIGNED_IN,
    "do a duty": SIGNED_IN,
    "confirm a sign-in": PERSON,
    "change own password": SIGNED_IN,
    # a person, for themself
    "complete own details": PERSON,
    "report misuse": PERSON,
    "keep own account": PERSON,
    "change where money and codes go": PERSON,
    "activate own card": PERSON,
    "see own record": PERSON,
    "see own looks": PERSON,
    "see own wards": PERSON,
    "give authority": PERSON,
    "act for another": PERSON,
    "prove oneself": PERSON,
    "report own card lost": PERSON,
    "move own relation": PERSON,
    "check own base": PERSON,
    "pay own contributions": PERSON,
    "have a certificate made": PERSON,
    # a unit's agent
    "know own unit": AGENT,
    "declare for own unit": {"agent": declares},
    "keep own unit's agents": {"agent": manages},
    "see a unit": UNIT,
    "declare for a unit": {"agent": declares_for_unit},
    "activate a unit": {**PERSON, **OFFICERS},
    "see own cases": {**PERSON, **AGENT},
    "apply for a matter": {**PERSON, "agent": declares, **OFFICERS},
    "see a case": APPLICANTS,
    "go on with a case": {**PERSON, "agent": declares, **OFFICERS},
    "follow a staff file": AGENT,
    # officers
    "see the work list": OFFICERS,
    "see colleagues": {**OFFICERS, **SECURITY, **AUDITOR},
    "serve a unit": OFFICERS,
    "see the figures": OFFICERS,
    "watch the system": {"admin": always},
    "operate": {"admin": always},
    "see a person": OFFICERS,
    "unmask a person": OFFICERS,
    "register authority": OFFICERS,
    "confirm authority": {**PERSON, **REVIEWERS},
    "end authority": {**PERSON, **OFFICERS},
    "work on a case": OFFICERS,
    "decide a case": REVIEWERS,
    "move a relation at a window": OFFICERS,
    "have a certificate made at a window": OFFICERS,
    "collect contributions": OFFICERS,
    "carry a transfer on": OFFICERS,
    "care for cards": OFFICERS,
    "prove somebody at a window": {"clerk": always, "reviewer": always},
    "unlock a sign-in": {**OFFICERS, **SECURITY},
    "withdraw a certificate": REVIEWERS,
    # who keeps the others' accounts, and who watches them
    "keep accounts": SECURITY,
    "give an officer a new password": {"admin": always, **SECURITY},
    "confirm an appointment": {"admin": always, **SECURITY},
    "take a second factor away": {"admin": always, **SECURITY},
    "keep own agents": {"agent": manages_unit},
    "see agents": {"agent": manages_unit, **OFFICERS, **SECURITY},
    "reset at the counter": OFFICERS,
    "see accounts": {**SECURITY, **AUDITOR},
    "audit looks": AUDITOR,
}


DELEGABLE: Mapping[str, str] = {
    "see own record": "records",
    "report own card lost": "card",
    "activate own card": "card",
    "move own relation": "transfer",
    "have a certificate made": "certificates",
}
"""What a person may have done by another, by the matter of the authority (ID-16). Nothing else can be."""
FOR_ANYBODY = ("look around", "verify a certificate")


class OutsideAuthority(Refused):
    """ID-16: the authority is not for this matter."""

    code = "outside_authority"
    sentence = "您受托的事项不包括此项，不能代办。请由本人办理，或请委托人补办委托。"
    status = 403


def needs(action: str) -> Callable[[View], View]:
    """Declare what a route does; without it nobody gets in."""
    if action not in RIGHTS:
        raise ValueError(f"no such action: {action}")

    def declare(view: View) -> View:
        view.action = action  # type: ignore[attr-defined]
        return view

    return declare


def action_of(app: Flask, endpoint: str) -> str | None:
    """What the route behind `endpoint` does; None where it was not declared."""
    return getattr(app.view_functions[endpoint], "action", None)


def allowed(who: Caller, action: str | None, path: Mapping[str, str]) -> bool:
    """Whether the table grants it."""
    condition = RIGHTS.get(action or "", {}).get(who.role)
    return condition is not None and condition(who, path)


def within_authority(who: Caller, action: str | None) -> bool:
    """Whether who acts for another may do this for them."""
    if who.authority is None or action in FOR_ANYBODY:
        return True
    return DELEGABLE.get(action or "") in who.authority.matters


def for_themself(who: Caller) -> bool:
    """Whether a person asks for themself: what belongs to others, to whom they are guardian, is told to no delegate."""
    return who.role == "person" and who.authority is None


def check_right(app: Flask) -> None:
    """Before anything else of a request: may this caller do this?

    Raises Unauthenticated, Forbidden, OutsideAuthority, DutyFirst, ProofNeeded.
    """
    if request.endpoint is None:
        return  # there is no such address; Flask says so
    action = action_of(app, request.endpoint)
    if not allowed(caller(), action, path_values()):
        raise Forbidden() if caller().signed_in else Unauthenticated()
    if not within_authority(caller(), action):
        raise OutsideAuthority()
    check_duties(caller(), action)
    check_level(caller(), action)
