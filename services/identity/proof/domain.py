"""What an account's owner has proved, and which level that is worth (handbook 13). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from kernel.aggregate import Aggregate
from kernel.calendar import add_minutes
from kernel.clock import business_date
from kernel.context import Context
from services.identity import contract as c

HIGHEST = 3


@dataclass(frozen=True, slots=True)
class ProofRule:
    """City policy `proof/rule`: tries of a day that may miss, by each means; levels of queries and of changes; for how
    many minutes the last six digits lift level 2 to 3 (0: never); for how many minutes a proof opens what asks for it
    anew (ID-12)."""

    daily: int
    query: int
    change: int
    lift_minutes: int
    fresh_minutes: int


# ------------------------------------------------------------------ what was proved

Proofs = Mapping[c.ProofMeans, str]
"""When it was last proved (UTC), by means."""


def evolve(proofs: Proofs, happened: c.ProofGiven) -> Proofs:
    """What is proved after an event."""
    return {**proofs, happened.means: happened.at}


proofs: Aggregate[Proofs] = Aggregate({}, evolve)


def level(known: Proofs, rule: ProofRule, context: Context, lost_since: str | None = None) -> int:
    """The real-name level, 0 to 3. While a card is lost (`lost_since` a day), proofs before it are worth 2 at most."""

    def worth(means: c.ProofMeans) -> int:
        stale = lost_since is not None and _day(known[means]) < lost_since
        return min(c.PROOF_LEVELS[means], 2) if stale else c.PROOF_LEVELS[means]

    reached = max((worth(means) for means in known), default=0)
    lifted = "bank_account" in known and context.instant <= add_minutes(known["bank_account"], rule.lift_minutes)
    return HIGHEST if reached == 2 and rule.lift_minutes and lifted else reached


def is_fresh(known: Proofs, rule: ProofRule, context: Context, lost_since: str | None = None) -> bool:
    """Whether what was proved within `rule.fresh_minutes` is worth a change by itself."""
    lately = {means: at for means, at in known.items() if context.instant <= add_minutes(at, rule.fresh_minutes)}
    return level(lately, rule, context, lost_since) >= rule.change


def _day(at: str) -> str:
    return business_date(datetime.fromisoformat(at))


def prove(account_id: str, person_id: str, means: c.ProofMeans, context: Context) -> list[c.ProofGiven]:
    """It matched."""
    return [c.ProofGiven(account_id, person_id, means, c.PROOF_LEVELS[means], context.instant)]


# ------------------------------------------------------------------ what was tried in vain


@dataclass(frozen=True, slots=True)
class Misses:
    """How often each means has missed today."""

    by_means: Mapping[c.ProofMeans, int] = field(default_factory=dict)


def evolve_misses(misses: Misses, happened: c.ProofMissed) -> Misses:
    """The count after another one."""
    match happened:
        case c.ProofMissed(means=means):
            return Misses({**misses.by_means, means: misses.by_means.get(means, 0) + 1})
        case _:
            assert_never(happened)


misses: Aggregate[Misses] = Aggregate(Misses(), evolve_misses)


def check_tries(tried: Misses, means: c.ProofMeans, most: int, others: str) -> None:
    """Raises ProofTooMany where no more are taken today."""
    if tried.by_means.get(means, 0) >= most:
        raise c.ProofTooMany(daily=most, others=others)


def miss(account_id: str, means: c.ProofMeans, context: Context) -> list[c.ProofMissed]:
    """It did not match."""
    return [c.ProofMissed(account_id, means, context.instant)]
