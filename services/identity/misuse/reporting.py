"""Reporting what one has not done oneself (ID-20): the trail goes with the case, so that an officer sees it."""

import json
from itertools import islice
from typing import Any

from kernel.calendar import add_minutes
from kernel.cases import CASE
from kernel.cases.effects import Effect, Entered, Filing
from kernel.cases.life import Application
from kernel.commands import execute_across
from kernel.context import Context
from kernel.refusals import NotFound
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.account.domain import login
from services.identity.details.changing import own_account
from services.identity.identity import Identity
from services.identity.passkeys.keeping import remove_all as remove_passkeys
from services.identity.password.domain import Password, credential, distrust
from services.identity.platforms.signing_in import unlink_all
from services.identity.second_factor.domain import second_factor, take_away
from services.identity.second_factor.duty import STRONG
from services.identity.session.domain import sessions, stream_of
from services.identity.session.ending import end_sessions

Reply = dict[str, Any]
DAYS_OF_TRAIL = 30
LOOKED_INTO = "已核查账户异常并答复本人"


def report_misuse(service: Identity, command: c.ReportMisuse, context: Context) -> Reply:
    """Raises Forbidden, NotFound."""
    owner, person = own_account(service, context), context.on_behalf_of
    form = c.MisuseReport(command.about, command.reference, command.note)
    case_id = service.desk.new_case_id(person, context)
    application = _application(service, Filing(c.MISUSE, person, case_id, form), owner.account_id)
    proved = _proved(service, owner.account_id, context)

    def decide(unit: Unit) -> Reply:
        stays = secure(unit, owner.account_id, command.keep, proved)
        opened = service.desk.submit(unit, application, c.MISUSE)
        return unit.reply(CASE.stream(case_id), case_id=case_id, second_factor_stays=stays, **opened)

    return execute_across(service.store, decide, context)


def misuse_effects(service: Identity) -> dict[str, Effect]:
    """What the matter does beyond its case."""

    def look_through(filing: Filing, context: Context) -> Entered:
        """Handed in as any other matter, by the office for somebody who calls, too: every session ends."""
        account_id, _ = service.store.state(c.LOGIN.stream(filing.applicant), login)
        if account_id is None:
            raise NotFound()
        proved = _proved(service, account_id, context)
        return Entered(_application(service, filing, account_id), lambda unit: _shut(unit, account_id, proved))

    def look_into(_unit: Unit, _application: Application) -> str:
        return LOOKED_INTO

    def told(application: Application) -> dict[str, Any]:
        return {"form": _readable(service, json.loads(service.sealer.open(application.form)))}

    return {c.MISUSE.code: Effect(look_into, look_through=look_through, told=told)}


def _application(service: Identity, filing: Filing, account_id: str) -> Application:
    return filing.applied(service.sealer, filing.applicant, trail=trail(service, account_id))


def secure(unit: Unit, account_id: str, keep: str | None, proved: bool) -> bool:
    """Nobody but the session `keep` goes on, and the password opens nothing until it is changed or reset.

    Whoever was in may have left a way back. Who signed in with a second factor, or has `proved` who it is, ends all of
    them. The password alone may be a thief's: it ends the passkeys and links of late, which a thief may have
    added, but no second factor, whosoever it is: it would open what that keeps shut. Then no session goes on, either,
    and True is returned: a proof comes first (a password set anew by face, say), and the report again.
    """
    strong = proved or _is_strong(unit, keep)
    stream = c.SECOND_FACTOR.stream(account_id)
    factor = unit.load(stream, second_factor)
    stays = factor.enrolled and not strong
    if not stays:
        unit.append(stream, take_away(factor, account_id, "", unit.context))
    stream = c.CREDENTIAL.stream(account_id)
    unit.append(stream, distrust(unit.load(stream, credential), account_id, unit.context.today))
    since = "" if strong else add_minutes(unit.context.instant, -DAYS_OF_TRAIL * 24 * 60)
    remove_passkeys(unit, account_id, since)
    unlink_all(unit, account_id, unit.context, since)
    end_sessions(unit, account_id, "not_me", None if stays else keep)
    return stays


def _shut(unit: Unit, account_id: str, proved: bool) -> None:
    secure(unit, account_id, None, proved)


def _proved(service: Identity, account_id: str, context: Context) -> bool:
    """Whether the password was forgotten and set anew of late by who had just proved who it is: a proof alone says
    nothing about who types a password that somebody may have stolen before, nor does one that was long ago."""
    known, _ = service.store.state(c.CREDENTIAL.stream(account_id), credential)
    return isinstance(known, Password) and context.instant <= (known.proved_until or "")


def _is_strong(unit: Unit, session_id: str | None) -> bool:
    """Whether the session has given more than a password."""
    known = unit.load(stream_of(session_id), sessions).get(session_id) if session_id else None
    return known is not None and bool(STRONG & set(known.means))


def trail(service: Identity, account_id: str) -> list[dict[str, str]]:
    """The account's sign-ins of late, newest first: `{session_id, at, channel, means, source}`.

    `source` stays sealed with the account's own key: once that is destroyed, the case tells it no more (ID-13).
    """
    days = islice(service.store.streams(c.SESSION.stream(account_id, ""), newest_first=True), DAYS_OF_TRAIL)
    found = [session for _, events in days for session in sessions.after(events).values()]
    return [
        {
            "session_id": session.session_id,
            "at": session.opened_at,
            "channel": session.channel,
            "means": "、".join(session.means),
            "source": session.source,
        }
        for session in sorted(found, key=lambda one: one.opened_at, reverse=True)
    ]


def _readable(service: Identity, form: dict[str, Any]) -> dict[str, Any]:
    """The form as it is shown, with what the account's key still opens of the trail."""

    def source(one: dict[str, str]) -> str:
        sealer = service.account_keys.find(one["session_id"].split(".")[0])
        return sealer.open(one["source"]) if sealer and one["source"] else ""

    return {**form, "trail": [{**one, "source": source(one)} for one in form.get("trail", [])]}
