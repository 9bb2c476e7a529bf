"""The life of one card 社会保障卡, from the order to the day it is void (handbook 10.1). Pure.

A temporary loss lapses by the calendar alone: `standing` tells what a card is on a day, no event says so.
"""

from dataclasses import dataclass, replace
from typing import assert_never

from kernel.aggregate import Aggregate
from kernel.calendar import add_days
from kernel.context import Context
from kernel.refusals import Forbidden
from services.cards import contract as c

OFFICERS = frozenset({"clerk", "reviewer", "admin"})
PROOF_NAMES: dict[c.Proof, str] = {"id_card": "居民身份证", "photo": "一寸照片", "police_receipt": "公安机关报案回执"}

# ------------------------------------------------------------------ state


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a card whatever state it is in; `number` is sealed, days are those of each step."""

    card_id: str
    person_id: str
    ordered_on: str
    made_on: str | None = None
    number: str | None = None
    collected_on: str | None = None
    activated_on: str | None = None


@dataclass(frozen=True, slots=True)
class NoCard:
    """Never ordered."""


@dataclass(frozen=True, slots=True)
class InProduction:
    """制卡中; with `known.made_on`, made and waiting for its holder."""

    known: Known


@dataclass(frozen=True, slots=True)
class ToActivate:
    """待激活: handed over."""

    known: Known


@dataclass(frozen=True, slots=True)
class Active:
    """正常."""

    known: Known


@dataclass(frozen=True, slots=True)
class LostTemporarily:
    """临时挂失, until the end of the day `until`."""

    known: Known
    since: str
    until: str
    channel: str


@dataclass(frozen=True, slots=True)
class LostFormally:
    """正式挂失, for good."""

    known: Known
    since: str
    channel: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """注销."""

    known: Known
    since: str
    reason: c.CancelReason


Ordered = InProduction | ToActivate | Active | LostTemporarily | LostFormally | Cancelled
Card = NoCard | Ordered
Usable = ToActivate | Active
LaterEvent = c.CardMade | c.CardCollected | c.CardActivated | c.CardLost | c.CardLossCancelled | c.CardCancelled


@dataclass(frozen=True, slots=True)
class LossRules:
    """The city's rules for a loss: days a temporary one lasts, whether a formal one is taken online, what to show."""

    temporary_days: int
    formal_online: bool
    proofs: tuple[c.Proof, ...]


def evolve(card: Card, happened: c.CardEvent) -> Card:
    """The card after an event."""
    if isinstance(happened, c.CardOrdered):
        return InProduction(Known(happened.card_id, happened.person_id, happened.ordered_on))
    if isinstance(card, NoCard):
        raise ValueError(f"{happened.type} happened to a card that was never ordered")
    return _evolve(card.known, happened)


def _evolve(known: Known, happened: LaterEvent) -> Card:
    match happened:
        case c.CardMade():
            return InProduction(replace(known, made_on=happened.made_on, number=happened.number))
        case c.CardCollected():
            return ToActivate(replace(known, collected_on=happened.collected_on))
        case c.CardActivated():
            return Active(replace(known, activated_on=happened.activated_on))
        case c.CardLost():
            if happened.lapses_on is None:
                return LostFormally(known, happened.lost_on, happened.channel)
            return LostTemporarily(known, happened.lost_on, happened.lapses_on, happened.channel)
        case c.CardLossCancelled():
            return in_hand(known)
        case c.CardCancelled():
            return Cancelled(known, happened.cancelled_on, happened.reason)
        case _:
            assert_never(happened)


card: Aggregate[Card] = Aggregate(NoCard(), evolve)


def in_hand(known: Known) -> Usable:
    """A card that its holder has and that is not lost."""
    return Active(known) if known.activated_on else ToActivate(known)


def standing(card: Card, today: str) -> Card:
    """The card as it stands on a day: a temporary loss that has lapsed is none."""
    if isinstance(card, LostTemporarily) and card.until < today:
        return in_hand(card.known)
    return card


def state_name(card: Ordered) -> str:
    """The state in Chinese, as handbook 10.1 calls it."""
    match card:
        case InProduction():
            return "已制成，待领取" if card.known.made_on else "制卡中"
        case ToActivate():
            return "待激活"
        case Active():
            return "正常"
        case LostTemporarily():
            return "临时挂失"
        case LostFormally():
            return "正式挂失"
        case Cancelled():
            return "注销"
        case _:
            assert_never(card)


# ------------------------------------------------------------------ ordering


def first_card_id(person_id: str) -> str:
    """The id of a person's first card: being worked out, it can be ordered only once."""
    return f"{person_id}-1"


def order_on_enrolment(card: Card, person_id: str, context: Context) -> list[c.CardEvent]:
    """A person who is enrolled for the first time gets a card; later enrolments order nothing (CRD-01)."""
    return _order(person_id, "first_enrolment", context) if isinstance(card, NoCard) else []


def issue_first_card(command: c.IssueFirstCard, card: Card, context: Context) -> list[c.CardEvent]:
    """The same by an officer's hand, for someone who was enrolled before this platform began. Raises CardExists."""
    _officer(context)
    if not isinstance(card, NoCard):
        raise c.CardExists()
    return _order(command.person_id, "application", context)


def _order(person_id: str, reason: c.OrderReason, context: Context) -> list[c.CardEvent]:
    return [c.CardOrdered(first_card_id(person_id), person_id, reason, context.today)]


# ------------------------------------------------------------------ from the maker to the holder


def make(card: Card, number: str, context: Context) -> list[c.CardEvent]:
    """Booked in from the maker; `number` is sealed. Raises CardNotReady."""
    _officer(context)
    ordered = _theirs(card, context)
    if not isinstance(ordered, InProduction) or ordered.known.made_on:
        raise _not_ready(ordered)
    return [c.CardMade(ordered.known.card_id, ordered.known.person_id, number, context.today)]


def hand_over(card: Card, context: Context) -> list[c.CardEvent]:
    """Handed to its holder. Raises CardNotReady."""
    _officer(context)
    made = _theirs(card, context)
    if not isinstance(made, InProduction) or not made.known.made_on:
        raise _not_ready(made)
    return [c.CardCollected(made.known.card_id, made.known.person_id, context.today)]


def activate(card: Card, context: Context) -> list[c.CardEvent]:
    """The social side is switched on, by the holder or an officer. Raises CardNotReady."""
    collected = _theirs(card, context)
    if not isinstance(collected, ToActivate):
        raise _not_ready(collected)
    return [c.CardActivated(collected.known.card_id, collected.known.person_id, context.today)]


# ------------------------------------------------------------------ loss


def report_loss(command: c.ReportLoss, card: Card, rules: LossRules, context: Context) -> list[c.CardEvent]:
    """挂失 (CRD-02): at any hour; a formal loss in person, or online where the city takes it.

    Raises CardNotInHand, CardAlreadyLost, CardFormallyLost, CardVoid, FormalLossAtWindow, ProofsMissing.
    """
    held = _theirs(card, context)
    match held:
        case InProduction():
            raise c.CardNotInHand(state=state_name(held))
        case LostFormally():
            raise c.CardFormallyLost(since=held.since)
        case Cancelled():
            raise c.CardVoid(since=held.since)
        case LostTemporarily() if command.kind == "temp":
            raise c.CardAlreadyLost(since=held.since, until=held.until)
        case _:
            pass
    if command.kind == "formal":
        _check_formal(command, rules, context)
    lapses_on = lapse_of_loss(rules, context.today) if command.kind == "temp" else None
    known = held.known
    return [c.CardLost(known.card_id, known.person_id, command.kind, context.channel, context.today, lapses_on)]


def lapse_of_loss(rules: LossRules, lost_on: str) -> str:
    """The day at whose end a temporary loss lapses, so that it protects for the full number of days."""
    return add_days(lost_on, rules.temporary_days)


def _check_formal(command: c.ReportLoss, rules: LossRules, context: Context) -> None:
    if context.role not in OFFICERS:
        if not rules.formal_online:
            raise c.FormalLossAtWindow()
        return
    missing = [PROOF_NAMES[proof] for proof in rules.proofs if proof not in command.proofs]
    if missing:
        raise c.ProofsMissing(missing="、".join(missing))


def cancel_loss(card: Card, context: Context) -> list[c.CardEvent]:
    """解挂: the holder found it again. Raises CardNotLost, CardFormallyLost, CardVoid."""
    lost = _theirs(card, context)
    match lost:
        case LostFormally():
            raise c.CardFormallyLost(since=lost.since)
        case Cancelled():
            raise c.CardVoid(since=lost.since)
        case LostTemporarily():
            return [c.CardLossCancelled(lost.known.card_id, lost.known.person_id, context.today)]
        case _:
            raise c.CardNotLost()


# ------------------------------------------------------------------ the end


def cancel(command: c.CancelCard, card: Card, context: Context) -> list[c.CardEvent]:
    """注销, from any state. Raises CardVoid when it is already."""
    _officer(context)
    voided = _theirs(card, context)
    if isinstance(voided, Cancelled):
        raise c.CardVoid(since=voided.since)
    return [c.CardCancelled(voided.known.card_id, voided.known.person_id, command.reason, context.today)]


# ------------------------------------------------------------------ who may


def _officer(context: Context) -> None:
    if context.role not in OFFICERS:
        raise Forbidden()


def _theirs(card: Card, context: Context) -> Ordered:
    """The card as it stands today, if it is the asker's own or the asker is an officer. Raises NoCard, Forbidden."""
    if context.role != "person":
        _officer(context)
    found = standing(card, context.today)
    if isinstance(found, NoCard) or (context.role == "person" and found.known.person_id != context.on_behalf_of):
        raise c.NoCard()
    return found


def _not_ready(card: Ordered) -> c.CardNotReady:
    return c.CardNotReady(state=state_name(card))
