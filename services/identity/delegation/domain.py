"""Authority to act for another: given, confirmed, ended. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, assert_never

from kernel.aggregate import Aggregate
from kernel.calendar import add_days, days_between, same_day_in
from kernel.context import Context
from kernel.refusals import Forbidden
from services.identity import contract as c

OFFICERS = frozenset({"clerk", "reviewer", "admin"})
SECOND_OFFICERS = frozenset({"reviewer", "admin"})
ADULT_MONTHS = 18 * 12
NEEDED: dict[c.DelegationKind, tuple[c.Proof, ...]] = {
    "agent": ("principal_id", "delegate_id", "authority"),
    "guardian": ("principal_id", "delegate_id", "relation"),
}
PROOF_TITLES: dict[c.Proof, str] = {
    "principal_id": "委托人（被监护人）身份证件",
    "delegate_id": "受托人（监护人）身份证件",
    "authority": "书面委托书",
    "relation": "监护关系证明",
}


@dataclass(frozen=True, slots=True)
class NoAuthority:
    """Nothing was given under this id."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Given; it holds between its days once it is confirmed and until it is ended."""

    given: c.AuthorityGiven
    confirmed: bool = False
    ended_on: str | None = None

    def state(self, today: str) -> str:
        """`ended`, `waiting` (for its confirmation), `not_yet`, `over` or `in_force` on a day."""
        if self.ended_on:
            return "ended"
        if today > self.given.ends_on:
            return "over"
        if not self.confirmed:
            return "waiting"
        return "not_yet" if today < self.given.begins_on else "in_force"


State = NoAuthority | Authority


def evolve(state: State, happened: c.DelegationEvent) -> State:
    """The authority after an event."""
    if isinstance(happened, c.AuthorityGiven):
        return Authority(happened)
    if isinstance(state, NoAuthority):
        raise ValueError(f"{happened.type} happened to an authority that nobody gave")
    match happened:
        case c.AuthorityConfirmed():
            return replace(state, confirmed=True)
        case c.AuthorityEnded():
            return replace(state, ended_on=happened.ended_on)
        case _:
            assert_never(happened)


authority: Aggregate[State] = Aggregate(NoAuthority(), evolve)

# ------------------------------------------------------------------ giving


@dataclass(frozen=True, slots=True)
class Wanted:
    """An authority about to be given: both person ids, and the day on which the principal was born."""

    kind: c.DelegationKind
    principal: str
    delegate: str
    matters: Sequence[c.DelegationMatter]
    begins_on: str
    ends_on: str
    principal_born: str = ""


def give(wanted: Wanted, longest: int, context: Context) -> list[c.DelegationEvent]:
    """Online, by the principal. `longest` is the city's longest period in days.

    Raises Forbidden, OneselfAsDelegate, PeriodNotAllowed.
    """
    if context.role != "person" or context.on_behalf_of != wanted.principal:
        raise Forbidden()
    _check(wanted, longest, context)
    return [_given(wanted, "online", [], context)]


def register(wanted: Wanted, proofs: Sequence[c.Proof], longest: int, context: Context) -> list[c.DelegationEvent]:
    """At a window, by an officer who has seen the proofs. A guardian's ends when the child comes of age.

    Raises Forbidden, ProofsMissing, NotAChild beside what `give` does.
    """
    if context.role not in OFFICERS:
        raise Forbidden()
    missing = [PROOF_TITLES[proof] for proof in NEEDED[wanted.kind] if proof not in proofs]
    if missing:
        raise c.ProofsMissing(titles="、".join(missing))
    if wanted.kind == "guardian":
        last_day = add_days(same_day_in(wanted.principal_born, ADULT_MONTHS), -1)
        if wanted.begins_on > last_day:
            raise c.NotAChild()
        wanted = replace(wanted, ends_on=min(wanted.ends_on, last_day))
        longest = ADULT_MONTHS * 31
    _check(wanted, longest, context)
    return [_given(wanted, "window", list(proofs), context)]


def _check(wanted: Wanted, longest: int, context: Context) -> None:
    if wanted.principal == wanted.delegate:
        raise c.OneselfAsDelegate()
    in_order = context.today <= wanted.begins_on <= wanted.ends_on
    if not in_order or days_between(wanted.begins_on, wanted.ends_on) >= longest:
        raise c.PeriodNotAllowed(days=longest)


def _given(wanted: Wanted, way: str, proofs: list[c.Proof], context: Context) -> c.AuthorityGiven:
    return c.AuthorityGiven(
        f"{wanted.principal}-{context.new_id('delegation')[:12]}",
        wanted.kind,
        wanted.principal,
        wanted.delegate,
        list(dict.fromkeys(wanted.matters)),
        wanted.begins_on,
        wanted.ends_on,
        way,  # type: ignore[arg-type]
        proofs,
        context.actor,
    )


# ------------------------------------------------------------------ confirming, ending, using


def confirm(state: State, context: Context) -> list[c.DelegationEvent]:
    """By the delegate where it was given online, by a second officer where it was registered; again changes nothing.

    Raises AuthorityUnknown, AuthorityOver, Forbidden, SecondOfficerNeeded.
    """
    known = _known(state)
    given = known.given
    if given.way == "window":
        if context.role not in SECOND_OFFICERS:
            raise Forbidden()
        if context.actor == given.entered_by:
            raise c.SecondOfficerNeeded()
    elif context.role != "person" or context.on_behalf_of != given.delegate:
        raise c.AuthorityUnknown()
    if known.state(context.today) in ("ended", "over"):
        raise _over(known, context.today)
    if known.confirmed:
        return []
    who = (given.delegation_id, given.principal, given.delegate)
    return [c.AuthorityConfirmed(*who, context.actor, context.today)]


def end(state: State, context: Context) -> list[c.DelegationEvent]:
    """By the principal, the delegate or an officer; again changes nothing. Raises AuthorityUnknown."""
    known = _known(state)
    given = known.given
    by = {given.principal: "principal", given.delegate: "delegate"}.get(context.on_behalf_of)
    if context.role in OFFICERS:
        by = "officer"
    elif context.role != "person" or by is None:
        raise c.AuthorityUnknown()
    if known.ended_on:
        return []
    return [c.AuthorityEnded(given.delegation_id, given.principal, given.delegate, by, context.today)]  # type: ignore[arg-type]


def end_with_account(state: State, person: str, context: Context) -> list[c.DelegationEvent]:
    """One of the two has given up the account; what is over already stays as it is. Raises AuthorityUnknown."""
    known = _known(state)
    given = known.given
    if known.state(context.today) in ("ended", "over"):
        return []
    by: Literal["principal", "delegate"] = "principal" if person == given.principal else "delegate"
    return [c.AuthorityEnded(given.delegation_id, given.principal, given.delegate, by, context.today)]


def in_force(state: State, context: Context) -> c.AuthorityGiven:
    """What the asking delegate may use now. Raises AuthorityUnknown, AuthorityOver."""
    known = _known(state)
    if context.role != "person" or context.on_behalf_of != known.given.delegate:
        raise c.AuthorityUnknown()
    if known.state(context.today) != "in_force":
        raise _over(known, context.today)
    return known.given


def _known(state: State) -> Authority:
    if isinstance(state, NoAuthority):
        raise c.AuthorityUnknown()
    return state


def _over(known: Authority, today: str) -> c.AuthorityOver:
    stands = {
        "ended": f"已于{known.ended_on}终止",
        "over": f"已于{known.given.ends_on}到期",
        "not_yet": f"从{known.given.begins_on}起生效",
        "waiting": "尚未确认",
    }
    return c.AuthorityOver(stands=stands[known.state(today)])
