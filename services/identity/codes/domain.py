"""The codes that a mobile is sent for one thing (handbook 13): pauses, the caps of a day, tries, what is good. Pure."""

from collections.abc import Mapping
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

    def most(self, known: bool, before: int) -> int:
        """How many SMS a mobile is sent in a day for one purpose by askers like this one: by whom the account is
        `known`, or by strangers, of whom one network, which has asked `before` so often, has no more than half."""
        if known:
            return self.daily
        return self.strangers if before < self.strangers / 2 else 0


@dataclass(frozen=True, slots=True)
class Code:
    """One code."""

    at: str
    sent: bool
    misses: int = 0
    used_by: str | None = None


Codes = Mapping[str, Code]
"""Those of a day that one asker had sent to a mobile for one thing, by the id of their issue, oldest first. None makes
another void: whoever else sits behind the same address may have asked for it."""


def evolve(known: Codes, happened: CodeEvent) -> Codes:
    """The codes after an event."""
    match happened:
        case c.CodeIssued(issue_id=issue_id, at=at, sent=sent):
            return {**known, issue_id: Code(at, sent)}
        case c.CodeMissed(issue_id=issue_id):
            code = known[issue_id]
            return {**known, issue_id: replace(code, misses=code.misses + 1)}
        case c.CodeUsed(issue_id=issue_id, use_id=use_id):
            return {**known, issue_id: replace(known[issue_id], used_by=use_id)}
        case _:
            assert_never(happened)


codes: Aggregate[Codes] = Aggregate({}, evolve)


def issue(known: Codes, issued: c.CodeIssued, rule: CodeRule) -> list[CodeEvent]:
    """Another code. Raises CodeTooSoon, CodeTooMany, which tell of the asker's own asking alone."""
    newest = list(known.values())[-1] if known else None
    waited = _seconds(newest.at, issued.at) if newest else rule.pause_seconds
    if waited < rule.pause_seconds:
        raise c.CodeTooSoon(seconds=ceil(rule.pause_seconds - waited))
    if len(known) >= rule.daily:
        raise c.CodeTooMany(daily=rule.daily)
    return [issued]


delivered: Aggregate[int] = Aggregate(0, lambda so_far, asked: so_far + asked.sent)
"""How many codes were sent today: to a mobile for one purpose, by askers of one kind; by an account to new mobiles."""


def ask(so_far: int, issued: c.CodeIssued, most: int) -> c.CodeAskedByStranger:
    """Somebody asks who has not signed in. Beyond the day's number nothing is sent, which is not told: it would tell
    that others were."""
    return c.CodeAskedByStranger(issued.issue_id, issued.sent and so_far < most, issued.at)


def ask_for_new(so_far: int, issued: c.CodeIssued, most: int) -> c.CodeAskedByStranger:
    """An account asks, for a mobile that it does not have yet. What others ask for the mobile is no business of its, so
    that it is told. Raises CodeTooMany."""
    if so_far >= most:
        raise c.CodeTooMany(daily=most)
    return c.CodeAskedByStranger(issued.issue_id, issued.sent, issued.at)


def good(code: Code | None, rule: CodeRule, context: Context) -> Code | None:
    """The code if it may still be tried."""
    if code is None or code.misses >= rule.tries or context.instant > add_minutes(code.at, rule.minutes):
        return None
    return code


def give(issue_id: str, code: Code | None, right: bool, use_id: str, context: Context) -> list[CodeEvent]:
    """A code was given for the act `use_id`. It counts once; the same act may give it again. Raises CodeWrong."""
    if code is None or (code.used_by is not None and code.used_by != use_id):
        raise c.CodeWrong()
    if not (right and code.sent):
        return [c.CodeMissed(issue_id, context.instant)]
    return [] if code.used_by else [c.CodeUsed(issue_id, use_id, context.instant)]


def _seconds(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()
