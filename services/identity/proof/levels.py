"""The real-name level of an account, for whoever needs to know; and the ways to a higher one."""

from collections.abc import Collection
from typing import Any

from kernel.calendar import add_minutes
from kernel.context import Context
from services.identity import contract as c
from services.identity.account.domain import Account, account
from services.identity.identity import Identity
from services.identity.proof import domain
from services.identity.proof.domain import ProofRule, proofs

PROVIDERS = {"face": "face", "bank_card": "bank_card", "mobile": "sms"}


def level_of(service: Identity, account_id: str, context: Context) -> int:
    """0 (nothing proved yet) to 3."""
    known, _ = service.store.state(c.PROOF.stream(account_id), proofs)
    if not known:
        return 0
    return domain.level(known, rule_of(service, context), context, _lost_since(service, account_id, context))


def proved_anew(
    service: Identity, account_id: str, context: Context, by: Collection[c.ProofMeans] = tuple(c.PROOF_LEVELS)
) -> bool:
    """Whether the owner has proved of late who it is, `by` one of these: a session that stands open does not, nor a
    password."""
    known, _ = service.store.state(c.PROOF.stream(account_id), proofs)
    known = {means: at for means, at in known.items() if means in by}
    return domain.is_fresh(known, rule_of(service, context), context, _lost_since(service, account_id, context))


def good_until(service: Identity, account_id: str, by: Collection[c.ProofMeans], context: Context) -> str | None:
    """How long what is done now counts as done by who has proved of late, `by` one of these; None where nobody has."""
    if not proved_anew(service, account_id, context, by):
        return None
    return add_minutes(context.instant, rule_of(service, context).fresh_minutes)


def check_proved_anew(service: Identity, account_id: str, context: Context) -> None:
    """ID-12, for what would let whoever knows the password take the account over. Raises ProofNeeded."""
    if not proved_anew(service, account_id, context):
        rule = rule_of(service, context)
        enough = [
            way for way in offered(service, context) if c.PROOF_LEVELS[way] >= rule.change and works(service, way)
        ]
        raise c.ProofNeeded(told="、".join(c.PROOF_NAMES[way] for way in enough))


def _lost_since(service: Identity, account_id: str, context: Context) -> str | None:
    owner, _ = service.store.state(c.ACCOUNT.stream(account_id), account)
    losses = owner.losses_on(context.today).values() if isinstance(owner, Account) else ()
    return max((loss.since for loss in losses), default=None)


def rule_of(service: Identity, context: Context) -> ProofRule:
    """The city's policy `proof/rule`."""
    return ProofRule(**service.city.policy.at("proof/rule", context.today).values)


def offered(service: Identity, context: Context) -> list[c.ProofMeans]:
    """The means that the city offers; a window always."""
    flags = service.city.policy.at("proof/means", context.today).values
    return [means for means in c.PROOF_LEVELS if means == "window" or flags[means]]


def works(service: Identity, means: c.ProofMeans) -> bool:
    """Whether the provider behind these means is not known to be down."""
    name = PROVIDERS.get(means)
    return name is None or (name in service.partners and service.partners[name].up)


def others(service: Identity, means: c.ProofMeans | None, context: Context) -> str:
    """The other ways, as a sentence lists them."""
    ways = (c.PROOF_NAMES[way] for way in offered(service, context) if way != means and works(service, way))
    return "、".join(ways)


def get_proofs(service: Identity, context: Context) -> dict[str, Any]:
    """See `GetProofs`."""
    known, _ = service.store.state(c.PROOF.stream(context.actor), proofs)
    rule = rule_of(service, context)
    return {
        "level": level_of(service, context.actor, context),
        "levels_needed": {"query": rule.query, "change": rule.change},
        "proved_anew": proved_anew(service, context.actor, context),
        "proofs": [
            {"means": means, "name": c.PROOF_NAMES[means], "level": c.PROOF_LEVELS[means], "at": at}
            for means, at in known.items()
        ],
        "ways": [
            {
                "means": means,
                "name": c.PROOF_NAMES[means],
                "level": c.PROOF_LEVELS[means],
                "available": works(service, means),
            }
            for means in offered(service, context)
        ],
    }
