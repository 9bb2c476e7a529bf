"""Decisions about people who pay for themselves: what they may do follows from where they stand. Pure.

A relation of one's own is the enrolment with SELF; it is decided like any other, and stands beside those with units.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kernel.aggregate import Aggregate
from kernel.events import Event
from kernel.money import yuan
from kernel.refusals import Invalid, Refused
from services.records import contract as c
from services.records.contract import payer_refusals as r
from services.records.contributions.rules import FEN_PER_YUAN, declared_wage
from services.records.enrolment.domain import Relation, enrol, stop

Relations = Mapping[str, Relation]
"""By unit id; SELF among them."""

# ------------------------------------------------------------------ self-service


@dataclass(frozen=True, slots=True)
class Payer:
    """Self-service of one person: open since a moment where `opened_on` is there. Sealed: account, contact."""

    opened_on: str = ""
    opened_in: str = ""
    """The session it was opened in, in which it may not be used yet."""
    bank_account: str = ""
    contact: str = ""


def evolve(state: Payer, event: Event) -> Payer:
    """The payer after the event."""
    match event:
        case c.SelfServiceOpened():
            return Payer(event.opened_on, event.session, event.bank_account, state.contact)
        case c.SelfServiceClosed():
            return Payer(contact=state.contact)
        case c.ContactAddressChanged():
            return replace(state, contact=event.contact)
    raise ValueError(f"{event.type} is no event of a payer")


payer: Aggregate[Payer] = Aggregate(Payer(), evolve)


def open_self_service(wanted: c.SelfServiceOpened, state: Payer, relations: Relations) -> list[Event]:
    """ENR-07. Raises NotIndividualPayer, SelfServiceOpenAlready."""
    if not is_individual_payer(relations):
        raise r.NotIndividualPayer()
    if state.opened_on:
        raise r.SelfServiceOpenAlready(since=state.opened_on)
    return [wanted]


def close_self_service(person_id: str, state: Payer, today: str) -> list[Event]:
    """It ends with the account that opened it; nothing happens where it is not open."""
    return [c.SelfServiceClosed(person_id, today)] if state.opened_on else []


def check_open(state: Payer) -> None:
    """Raises SelfServiceNotOpen."""
    if not state.opened_on:
        raise r.SelfServiceNotOpen()


def check_last_six(given: str, account: str) -> None:
    """Raises LastSixWrong."""
    if not hmac.compare_digest(given, account[-6:]):
        raise r.LastSixWrong()


# ------------------------------------------------------------------ where somebody stands


def own(relations: Relations) -> Relation:
    """The relation in which the person pays."""
    return relations.get(c.SELF, Relation())


def employed_on(relations: Relations, lines: Sequence[c.Line] = c.LINES) -> tuple[str, list[c.Line]] | None:
    """The unit that insures the person on some of the lines, and which; None where there is none."""
    for unit_id, relation in relations.items():
        found = [line for line in relation.active() if line in lines]
        if unit_id != c.SELF and found:
            return unit_id, found
    return None


def is_individual_payer(relations: Relations) -> bool:
    """个人缴费窗口人员: whoever has a relation of his own that is not closed, and no unit now."""
    statuses = {own(relations).status(line) for line in own(relations).lines}
    return bool(statuses & {"active", "suspended"}) and employed_on(relations) is None


def action(relations: Relations, retired: bool) -> tuple[Literal["join", "stop", "none"], Refused | None]:
    """What is offered: who is enrolled may interrupt, who is not may join, whom a unit insures neither (ENR-05)."""
    if own(relations).active():
        return "stop", None
    if retired:
        return "none", c.PersonDrawsPension()
    employed = employed_on(relations)
    return ("none", _employed(*employed)) if employed else ("join", None)


def _employed(unit_id: str, lines: Sequence[c.Line]) -> Refused:
    return r.EmployedNow(unit_id=unit_id, lines=_named(lines))


def _named(lines: Sequence[c.Line]) -> str:
    return "、".join(c.LINE_NAMES[line] for line in lines)


# ------------------------------------------------------------------ joining and leaving


def join(wanted: c.PersonEnrolled, relations: Relations, *, retired: bool, offered: Sequence[str]) -> list[Event]:
    """灵活就业参保, or 重新参保 after a stop. Raises FlexibleAlready, EmployedNow and what enrolment objects to."""
    doubled = [line for line in wanted.lines if line in own(relations).active()]
    if doubled:
        raise r.FlexibleAlready(lines=_named(doubled))
    employed = employed_on(relations, wanted.lines)
    if employed:
        raise _employed(*employed)
    return _whole(enrol(wanted, own(relations), retired=retired, offered=offered))


def restart(wanted: c.PersonEnrolled, relations: Relations, *, retired: bool, offered: Sequence[str]) -> list[Event]:
    """ENR-06: what was stopped last goes on with the wage it had. `wanted` names neither lines nor wage.

    Raises RestartNotStopped beside what `join` does.
    """
    relation = own(relations)
    stopped = [line for line in relation.lines if relation.status(line) == "suspended"]
    if relation.active() or not stopped:
        raise r.RestartNotStopped()
    last = max(spell.paid_through or "" for line in stopped if (spell := relation.last(line)))
    lines = [line for line in stopped if (spell := relation.last(line)) and spell.paid_through == last]
    spell = relation.last(lines[0])
    wage = spell.wage_in(last) if spell else 0
    again = c.PersonEnrolled(wanted.person_id, c.SELF, lines, wanted.start_month, wage, wanted.participant)
    return join(again, relations, retired=retired, offered=offered)


def interrupt(wanted: c.PersonStopped, relations: Relations) -> list[Event]:
    """中断, 停止参保 of all lines one pays for. `wanted` names no lines. Raises FlexibleNotActive, StopBeforeStart."""
    active = list(own(relations).active())
    if not active:
        raise r.FlexibleNotActive()
    about = (wanted.person_id, c.SELF, active, wanted.stop_month, wanted.paid_through, wanted.reason)
    return _whole(stop(c.PersonStopped(*about), own(relations)))


def _whole(events: Sequence[Event]) -> list[Event]:
    """All of it or nothing: the person is here and can be told. Raises the first objection."""
    for event in events:
        if isinstance(event, c.EnrolmentRefused):
            raise c.PayerRefused(sentence=event.sentence)
    return list(events)


# ------------------------------------------------------------------ the wage


def whole_wage(text: str, floor: int, ceiling: int) -> int:
    """The declared wage in fen (ENR-09). Raises WageNotWhole, WageBelowFloor, WageAboveCeiling with both figures."""
    bounds = {"floor": yuan(floor), "ceiling": yuan(ceiling)}
    match declared_wage(text, floor, ceiling):
        case "integer":
            raise r.WageNotWhole(**bounds)
        case "below_floor":
            raise r.WageBelowFloor(**bounds)
        case "above_ceiling":
            raise r.WageAboveCeiling(**bounds)
    return int(text) * FEN_PER_YUAN


def set_wage(person_id: str, wage_fen: int, from_month: str, relations: Relations) -> list[Event]:
    """From that month on; nothing where it is the wage already. Raises NotIndividualPayer."""
    if not is_individual_payer(relations):
        raise r.NotIndividualPayer()
    open_spells = own(relations).active()
    if not open_spells:
        raise r.FlexibleNotActive()
    changed = [line for line, spell in open_spells.items() if spell.wage_in(from_month) != wage_fen]
    return [c.ContributionWageSet(person_id, c.SELF, changed, wage_fen, from_month)] if changed else []


# ------------------------------------------------------------------ the address


def contact(address: str, postcode: str, phone: str | None) -> dict[str, str]:
    """通讯地址 as it is kept; `phone` None where it is wrong. Raises Invalid naming each wrong field (ENR-08)."""
    wrong = {}
    if len(address.strip()) < 5:
        wrong["form.address"] = ["请填写完整的通讯地址，不少于5个字。"]
    if not (len(postcode) == 6 and postcode.isascii() and postcode.isdigit()):
        wrong["form.postcode"] = ["邮政编码应为6位数字，请重新填写。"]
    if phone is None:
        wrong["form.phone"] = ["请填写11位手机号码，或带区号的固定电话，例如0755-12345678。"]
    if wrong:
        raise Invalid(errors=wrong)
    return {"address": address.strip(), "postcode": postcode, "phone": str(phone)}
