"""A second factor: prepared, enrolled by its first code, used code by code, taken away. Pure."""

from dataclasses import dataclass, field, replace
from typing import assert_never

from kernel.aggregate import Aggregate
from kernel.context import Context
from services.identity import contract as c
from services.identity.password.lock import LockRule, PasswordLock, attempt, minutes_left

FactorEvent = (
    c.SecondFactorPrepared
    | c.SecondFactorEnrolled
    | c.SecondFactorUsed
    | c.SecondFactorMissed
    | c.FactorRemovalAsked
    | c.SecondFactorRemoved
)


@dataclass(frozen=True, slots=True)
class RemovalAsked:
    """By whom, for what sealed reason and on which day it was asked that it be taken away."""

    by: str
    reason: str
    on: str


@dataclass(frozen=True, slots=True)
class Factor:
    """`secret` is sealed; None where there is none. Wrong codes lock it as wrong passwords lock a password."""

    secret: str | None = None
    enrolled: bool = False
    last_step: int = -1
    lock: PasswordLock = field(default_factory=PasswordLock)
    removal: RemovalAsked | None = None


def evolve(factor: Factor, happened: FactorEvent) -> Factor:
    """The factor after an event."""
    match happened:
        case c.SecondFactorPrepared():
            return Factor(happened.secret, lock=factor.lock, removal=factor.removal)
        case c.SecondFactorEnrolled() | c.SecondFactorUsed():
            return Factor(factor.secret, True, happened.step, removal=factor.removal)
        case c.SecondFactorMissed():
            failures = 0 if factor.lock.locked_until else factor.lock.failures
            return replace(factor, lock=PasswordLock(failures + 1, happened.locked_until))
        case c.FactorRemovalAsked(by=by, reason=reason, asked_on=on):
            return replace(factor, removal=RemovalAsked(by, reason, on))
        case c.SecondFactorRemoved():
            return Factor()
        case _:
            assert_never(happened)


second_factor: Aggregate[Factor] = Aggregate(Factor(), evolve)


def check_none(factor: Factor) -> None:
    """Whether none is enrolled. Raises SecondFactorThere."""
    if factor.enrolled:
        raise c.SecondFactorThere()


def prepare(factor: Factor, account_id: str, secret: str, context: Context) -> list[FactorEvent]:
    """A new secret; one that was prepared and never used is replaced. Raises SecondFactorThere."""
    check_none(factor)
    return [c.SecondFactorPrepared(account_id, secret, context.instant)]


def give(factor: Factor, account_id: str, step: int | None, rule: LockRule, context: Context) -> list[FactorEvent]:
    """A code was given that is the one of `step`; None: of none. Each is good once, and none before one that was used.

    A wrong one is an event, not a refusal. Raises SecondFactorNotPrepared, SecondFactorLocked.
    """
    if factor.secret is None:
        raise c.SecondFactorNotPrepared()
    right = step is not None and step > factor.last_step
    tried, outcome = attempt(factor.lock, context.instant, right, rule)
    if outcome == "refused":
        raise c.SecondFactorLocked(minutes=minutes_left(factor.lock, context.instant))
    if outcome != "ok" or step is None:
        return [c.SecondFactorMissed(account_id, context.instant, tried.locked_until)]
    given = c.SecondFactorUsed if factor.enrolled else c.SecondFactorEnrolled
    return [given(account_id, step, context.instant)]


def ask_removal(factor: Factor, account_id: str, reason: str, context: Context) -> list[FactorEvent]:
    """A security administrator asks, for a sealed reason, that it be taken away. Raises NoSecondFactor."""
    if factor.secret is None:
        raise c.NoSecondFactor()
    return [c.FactorRemovalAsked(account_id, context.actor, reason, context.today)]


def remove(factor: Factor, account_id: str, is_named: bool, context: Context) -> list[FactorEvent]:
    """Another administrator, with its owner at the desk, takes away what it was asked for today. `is_named`: the
    name on the ID card is the account's. Raises RemovalNotAsked, RemovalByAnother, RemovalNameDiffers."""
    asked = factor.removal
    if asked is None or asked.on != context.today:
        raise c.RemovalNotAsked()
    if asked.by == context.actor:
        raise c.RemovalByAnother()
    if not is_named:
        raise c.RemovalNameDiffers()
    return take_away(factor, account_id, asked.reason, context)


def take_away(factor: Factor, account_id: str, reason: str, context: Context) -> list[FactorEvent]:
    """Whoever enrolled it: nothing where there is none, prepared or enrolled."""
    there = factor.secret is not None
    return [c.SecondFactorRemoved(account_id, context.actor, reason, context.instant)] if there else []
