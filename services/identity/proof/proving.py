"""Proving who one is (ID-04): each means compares something with what the archive or a provider knows."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from kernel.commands import execute, first_reply
from kernel.context import Context
from kernel.identifiers import Mobile, WrongNumber, bank_number_fault, mobile, normalise, upgraded_resident_id
from kernel.partner import Partner, PartnerDown
from kernel.refusals import Forbidden, Refused
from services.identity import contract as c
from services.identity.account.domain import Account, account, login
from services.identity.account.logins import person_named
from services.identity.codes.sending import CodeFor, check_code, send_code
from services.identity.identity import Identity
from services.identity.proof import domain
from services.identity.proof.domain import misses, proofs
from services.identity.proof.levels import offered, others, rule_of
from services.identity.proof.pace import ANSWERED_WITHIN, REACHED_WITHIN
from services.identity.proof.providers import FaceAnswer, Whom, check_bank_card, match_face

Reply = dict[str, Any]
OFFICERS = ("clerk", "reviewer")
LAST_DIGITS = 6


@dataclass(frozen=True)
class Owner:
    """Whose account it is, with what the archive knows; texts are opened, "" where it knows nothing."""

    account_id: str
    person_id: str
    whom: Whom
    mobile: str
    bank_account: str


@dataclass(frozen=True)
class Try:
    """Of `means`, for an account (or a person who has none). What is tried by somebody who has not signed in is counted
    apart, so that no stranger uses up the owner's own tries."""

    who: str
    means: c.ProofMeans
    signed_in: bool = True

    def misses(self, day: str) -> str:
        """The stream of a day's misses."""
        return c.PROOF_TRY.stream(*((self.who, day) if self.signed_in else (self.who, "stranger", day)))

    @property
    def within(self) -> float | None:
        """How many seconds a provider has; None for its usual time."""
        return None if self.signed_in else ANSWERED_WITHIN


def prove_by_face(service: Identity, command: c.ProveByFace, context: Context) -> Reply:
    """Level 3. Raises ProofRefused, ProofTooMany, ProofNotOffered, ProviderDown, NobodyToProve."""
    return prove_face(service, Try(context.actor, "face"), command.image, context)


def prove_face(service: Identity, tried: Try, image: str, context: Context) -> Reply:
    """The same for an account that nobody may have signed in to yet."""
    if repeated := first_reply(service.store, context):
        return repeated
    owner = _owner_of_try(service, tried, context)
    return _prove(
        service, owner, tried, context, lambda: face_of(service, owner, image, context, tried.within) == "same"
    )


def prove_by_bank_card(service: Identity, command: c.ProveByBankCard, context: Context) -> Reply:
    """Level 2. Raises WrongBankCard, WrongMobile and what `prove_by_face` raises."""
    return prove_card(service, Try(context.actor, "bank_card"), command, context)


def prove_card(service: Identity, tried: Try, told: c.ProveByBankCard, context: Context) -> Reply:
    """The same for an account that nobody may have signed in to yet."""
    if repeated := first_reply(service.store, context):
        return repeated
    number, phone = card_told(told.number, told.mobile)
    owner = _owner_of_try(service, tried, context)

    def matches() -> bool:
        provider = _provider(service, "bank_card", context)
        return check_bank_card(provider, owner.whom, number, phone, context.new_id("bank card"), tried.within)

    return _prove(service, owner, tried, context, matches)


def send_proof_code(service: Identity, _command: c.SendProofCode, context: Context) -> Reply:
    """To the mobile that the archive knows. Raises ProofNotOffered, and what `send_code` raises."""
    if repeated := first_reply(service.store, context):
        return repeated
    owner = owner_of(service, context.actor)
    _check_offered(service, "mobile", bool(owner.mobile), context)
    return send_code(service, CodeFor("proof", owner.account_id, owner.mobile), context)


def prove_by_mobile(service: Identity, command: c.ProveByMobile, context: Context) -> Reply:
    """Level 1. Raises CodeWrong, ProofNotOffered, NobodyToProve."""
    if repeated := first_reply(service.store, context):
        return repeated
    owner = owner_of(service, context.actor)
    _check_offered(service, "mobile", bool(owner.mobile), context)
    check_code(service, CodeFor("proof", owner.account_id, owner.mobile), command, context)
    return _given(service, owner, "mobile", context)


def prove_by_bank_account(service: Identity, command: c.ProveByBankAccount, context: Context) -> Reply:
    """Level 1; where the city says so it lifts level 2 to 3 for a while. Raises what `prove_by_face` does."""
    if repeated := first_reply(service.store, context):
        return repeated
    owner = owner_of(service, context.actor)
    _check_offered(service, "bank_account", len(owner.bank_account) >= LAST_DIGITS, context)
    known, typed = owner.bank_account[-LAST_DIGITS:], normalise(command.last_six)
    tried = Try(owner.account_id, "bank_account")
    return _prove(service, owner, tried, context, lambda: hmac.compare_digest(known, typed))


def prove_at_window(service: Identity, command: c.ProveAtWindow, context: Context) -> Reply:
    """Level 3: an officer has seen person and document (ID-24). Raises Forbidden, WrongIdNumber, NobodyToProve."""
    if context.role not in OFFICERS:
        raise Forbidden()
    if repeated := first_reply(service.store, context):
        return repeated
    person, _ = person_named(command.number, context.today, service.settings.person_id_key)
    account_id, _ = service.store.state(c.LOGIN.stream(person), login)
    if account_id is None:
        raise c.NobodyToProve()
    return _given(service, owner_of(service, account_id), "window", context)


# ------------------------------------------------------------------ what they share


def card_told(typed: str, phone: str) -> tuple[str, str]:
    """A bank card's number and the mobile the bank knows, as they are kept. Raises WrongBankCard, WrongMobile."""
    reached = mobile(phone)
    if bank_number_fault(typed):
        raise c.WrongBankCard()
    if not isinstance(reached, Mobile):
        raise c.WrongMobile()
    return normalise(typed), reached.number


def prove_nobody(service: Identity, tried: Try, context: Context) -> NoReturn:
    """What somebody without an account is told: the same as who has one and does not match, and counted alike.

    Raises ProofNotOffered, ProofTooMany, ProviderDown, ProofRefused.
    """
    alternatives = _check_tries(service, tried, context)
    note_miss(service, tried, context)
    raise c.ProofRefused(others=alternatives)


def check_reached(service: Identity, means: c.ProofMeans, alternatives: str) -> None:
    """Whether the means' provider answers at present, asked before anybody is looked up. Raises ProviderDown."""
    if means not in service.partners or not service.partners[means].reached(REACHED_WITHIN):
        raise c.ProviderDown(others=alternatives)


def owner_of(service: Identity, account_id: str) -> Owner:
    """The account's owner with what the archive knows. Raises NobodyToProve."""
    known, _ = service.store.state(c.ACCOUNT.stream(account_id), account)
    archived = service.archive.get(known.person_id) if isinstance(known, Account) and known.person_id else None
    if not archived or "name" not in archived or not isinstance(known, Account) or known.person_id is None:
        raise c.NobodyToProve()
    parts = ("id_number", "name", "mobile", "bank_account")
    opened = {part: service.sealer.open(archived[part]) if archived[part] else "" for part in parts}
    whom = Whom(_of_today(opened["id_number"]), opened["name"])
    return Owner(account_id, known.person_id, whom, _plain(opened["mobile"]), opened["bank_account"])


def _owner_of_try(service: Identity, tried: Try, context: Context) -> Owner:
    """Who has not signed in hears nothing of an account whose owner the archive does not know: see `prove_nobody`."""
    try:
        return owner_of(service, tried.who)
    except c.NobodyToProve:
        if tried.signed_in:
            raise
        prove_nobody(service, tried, context)


def face_of(service: Identity, owner: Owner, image: str, context: Context, within: float | None = None) -> FaceAnswer:
    """What the provider says of a live picture. Raises ProviderDown, ProofNotOffered."""
    provider = _provider(service, "face", context)
    try:
        return match_face(provider, owner.whom, image, context.new_id("face"), within)
    except PartnerDown:
        raise c.ProviderDown(others=others(service, "face", context)) from None


def note_miss(service: Identity, tried: Try, context: Context) -> None:
    """One more miss; of those that come at once each is counted. Raises ProofTooMany."""
    own = replace(context, command_id=None, command_hash=None)
    most, alternatives = rule_of(service, context).daily, others(service, tried.means, context)

    def decide(missed: domain.Misses) -> list[c.ProofMissed]:
        domain.check_tries(missed, tried.means, most, alternatives)
        return domain.miss(tried.who, tried.means, context)

    execute(service.store, tried.misses(context.today), misses, decide, own)


def _prove(service: Identity, owner: Owner, tried: Try, context: Context, matches: Callable[[], bool]) -> Reply:
    alternatives = _check_tries(service, tried, context)
    try:
        matched = matches()
    except (PartnerDown, c.ProviderDown):
        raise _silence(tried, alternatives) from None
    if not matched:
        note_miss(service, tried, context)
        raise c.ProofRefused(others=alternatives)
    return _given(service, owner, tried.means, context)


def _silence(tried: Try, alternatives: str) -> Refused:
    """What is told of a provider that fell silent, which is nobody's miss. A stranger hears nothing of it: it was asked
    about an account there is."""
    return (c.ProviderDown if tried.signed_in else c.ProofRefused)(others=alternatives)


def _check_tries(service: Identity, tried: Try, context: Context) -> str:
    """The other ways, for whoever is refused. Raises ProofNotOffered, ProofTooMany; not signed in, ProviderDown."""
    _check_offered(service, tried.means, True, context)
    missed, _ = service.store.state(tried.misses(context.today), misses)
    alternatives = others(service, tried.means, context)
    domain.check_tries(missed, tried.means, rule_of(service, context).daily, alternatives)
    if not tried.signed_in:
        check_reached(service, tried.means, alternatives)
    return alternatives


def _given(service: Identity, owner: Owner, means: c.ProofMeans, context: Context) -> Reply:
    return execute(
        service.store,
        c.PROOF.stream(owner.account_id),
        proofs,
        lambda _: domain.prove(owner.account_id, owner.person_id, means, context),
        context,
        result=lambda _: {"means": means, "level": c.PROOF_LEVELS[means]},
    )


def _check_offered(service: Identity, means: c.ProofMeans, known: bool, context: Context) -> None:
    if means not in offered(service, context) or not known:
        raise c.ProofNotOffered(others=others(service, means, context))


def _provider(service: Identity, name: c.ProofMeans, context: Context) -> Partner:
    if name not in service.partners:
        raise c.ProviderDown(others=others(service, name, context))
    return service.partners[name]


def _of_today(number: str) -> str:
    """The number as providers know it: an old one of 15 digits has been given 18."""
    upgraded = upgraded_resident_id(number, "9999-12-31")
    return number if isinstance(upgraded, WrongNumber) else upgraded.number


def _plain(phone: str) -> str:
    found = mobile(phone)
    return found.number if isinstance(found, Mobile) else ""
