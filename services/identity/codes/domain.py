"""The codes that a mobile is sent for one thing (handbook 13): pauses, the cap of a day, tries, what is good. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from typing import assert_never

from kernel.aggregate import Aggregate
from kernel.calendar import add_minutes
from kernel.context import Context
from services.identity import contract as c

CodeEvent = c.CodeIssued | c.CodeMissed | c.CodeUsed


@dataclass(frozen=True, slots=True)
class CodeRule:
    """City policy `sign_in/sms`: how many minutes a code lives, seconds between two, tries of one, codes of a day for
    one thing, and SMS of a day that strangers may have sent to one mobile, for each purpose apart."""

    minutes: int
    pause_seconds: int
    tries: int
    daily: int
    strangers: int


@dataclass(frozen=True, slots=True)
class Code:
    """The newest code."""

    issue_id: str
    at: str
    sent: bool
    misses: int = 0
    used_by: str | None = None


@dataclass(frozen=True, slots=True)
class Codes:
    """Of one mobile, for one purpose and subject; `today` counts those of the day's stream."""

    newest: Code | None = None
    today: int = 0


def evolve(codes: Codes, happened: CodeEvent) -> Codes:
    """The codes after an event."""
    match happened:
        case c.CodeIssued(issue_id=issue_id, at=at, sent=sent):
            return Codes(Code(issue_id, at, sent), codes.today + 1)
        case c.CodeMissed(issue_id=issue_id):
            return _changed(codes, issue_id, missed=1)
        case c.CodeUsed(issue_id=issue_id, use_id=use_id):
            return _changed(codes, issue_id, used_by=use_id)
        case _:
            assert_never(happened)


def _changed(codes: Codes, issue_id: str, missed: int = 0, used_by: str | None = None) -> Codes:
    code = codes.newest
    if code is None or code.issue_id != issue_id:  # an older one, which is void
        return codes
    return replace(codes, newest=replace(code, misses=code.misses + missed, used_by=used_by or code.used_by))


def codes_after(yesterday: Codes) -> Aggregate[Codes]:
    """The codes of a day: what was issued before midnight is still good, the count begins anew."""
    return Aggregate(replace(yesterday, today=0), evolve)


def issue(codes: Codes, issued: c.CodeIssued, rule: CodeRule) -> list[CodeEvent]:
    """A new code; an older one is void. Raises CodeTooSoon, CodeTooMany."""
    waited = _seconds(codes.newest.at, issued.at) if codes.newest else rule.pause_seconds
    if waited < rule.pause_seconds:
        raise c.CodeTooSoon(seconds=ceil(rule.pause_seconds - waited))
    if codes.today >= rule.daily:
        raise c.CodeTooMany(daily=rule.daily)
    return [issued]


delivered: Aggregate[int] = Aggregate(0, lambda so_far, asked: so_far + asked.sent)
"""How many codes were sent today: to a mobile for one purpose, asked for by strangers; by an account to new mobiles."""


def ask(so_far: int, issued: c.CodeIssued, rule: CodeRule) -> c.CodeAskedByStranger:
    """A stranger asks. Beyond the day's number nothing is sent, which is not told: it would tell that others were."""
    return c.CodeAskedByStranger(issued.issue_id, issued.sent and so_far < rule.strangers, issued.at)


def ask_for_new(so_far: int, issued: c.CodeIssued, rule: CodeRule) -> c.CodeAskedByStranger:
    """An account asks, for a mobile that it does not have yet. What others ask for the mobile is no business of its, so
    that it is told. Raises CodeTooMany."""
    if so_far >= rule.daily:
        raise c.CodeTooMany(daily=rule.daily)
    return c.CodeAskedByStranger(issued.issue_id, issued.sent, issued.at)


def good(codes: Codes, rule: CodeRule, context: Context) -> Code | None:
    """The code that may still be tried; None where there is none."""
    code = codes.newest
    if code is None or code.misses >= rule.tries or context.instant > add_minutes(code.at, rule.minutes):
        return None
    return code


def give(code: Code | None, right: bool, use_id: str, context: Context) -> list[CodeEvent]:
    """A code was given for the act `use_id`. It counts once; the same act may give it again. Raises CodeWrong."""
    if code is None or (code.used_by is not None and code.used_by != use_id):
        raise c.CodeWrong()
    if not (right and code.sent):
        return [c.CodeMissed(code.issue_id, context.instant)]
    return [] if code.used_by else [c.CodeUsed(code.issue_id, use_id, context.instant)]


def _seconds(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()
