"""Signing in through a platform (ID-22): sent there, come back, linked the first time, signed in from then on."""

import hashlib
from dataclasses import asdict, dataclass
from typing import Any

from kernel.calendar import add_seconds
from kernel.commands import execute_across, first_reply
from kernel.context import Context
from kernel.identifiers import normalise
from kernel.privacy import lookup_hash, mask, person_id
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.account.domain import Account, account, login
from services.identity.account.logins import login_id
from services.identity.identity import Identity
from services.identity.platforms import domain
from services.identity.platforms.connect import STATE_SECONDS, Passed, begin, finish, sealed, unsealed
from services.identity.platforms.domain import links, owner
from services.identity.proof.proving import Try, prove_face
from services.identity.session.keeping import Arrival, open_session, opened_before, times_barred, without_command
from services.identity.session.recent import check_recent

Reply = dict[str, Any]


@dataclass(frozen=True)
class Platform:
    """As the city offers it: `kind` is `person` or `unit`."""

    code: str
    name: str
    kind: str


def start(service: Identity, command: c.StartPlatformSignIn, context: Context) -> Reply:
    """Raises PlatformNotOffered."""
    platform = _platform(service, command.platform)
    remembered = {"until": add_seconds(context.instant, STATE_SECONDS), "public": command.public_computer}
    address = service.settings.service_urls[platform.code]
    return _answer(begin(platform.code, address, _here(service), remembered, service.sealer))


def come_back(service: Identity, command: c.FinishPlatformSignIn, context: Context) -> Reply:
    """Raises PlatformAnswerWrong, PlatformDown, PlatformStranger, PlatformTaken."""
    if repeated := opened_before(service, context):
        return repeated
    state = unsealed("state", command.state, service.sealer, context.instant)
    platform = _platform(service, state["platform"])
    issuer = service.settings.service_urls[platform.code]
    passed = finish(service.partners[platform.code], issuer, _here(service), command.code, state)
    account_id = _account_of(service, platform, passed, context)
    barred = times_barred(service, account_id, context)
    linked, _ = service.store.state(_subject_stream(service, platform, passed.subject), owner)
    if linked == account_id:
        return open_session(service, account_id, Arrival("platform", barred, command.source, state["public"]), context)
    if linked is not None:
        raise c.PlatformTaken()
    kept = {"platform": platform.code, "passed": asdict(passed), "public": state["public"], "until": state["until"]}
    return _answer(
        {
            "link": sealed("link", kept, service.sealer),
            "platform_name": platform.name,
            "passed": _shown(platform, passed),
            "next": "face" if platform.kind == "person" else "agent_check",
        }
    )


def link(service: Identity, command: c.LinkPlatform, context: Context) -> Reply:
    """Raises PlatformNotAgreed, PlatformAnswerWrong, PlatformStranger, PlatformTaken, and what a face match raises."""
    if repeated := opened_before(service, context):
        return repeated
    kept = unsealed("link", command.link, service.sealer, context.instant)
    if not command.agreed:
        raise c.PlatformNotAgreed()
    platform, passed = _platform(service, kept["platform"]), Passed(**kept["passed"])
    account_id = _account_of(service, platform, passed, context)
    barred = times_barred(service, account_id, context)
    if platform.kind == "person":
        prove_face(service, Try(account_id, "face", signed_in=False), command.image, context)
    mine, theirs = c.PLATFORM.stream("of", account_id), _subject_stream(service, platform, passed.subject)
    linked = c.PlatformLinked(platform.code, _subject(service, platform, passed.subject), account_id, context.instant)

    def decide(unit: Unit) -> Reply:
        events = domain.link(unit.load(mine, links), unit.load(theirs, owner), linked)
        if not events:
            raise c.PlatformAnswerWrong()  # it was agreed to before: what came back then is used up
        unit.append(mine, events)
        unit.append(theirs, events)
        return unit.reply(mine)

    execute_across(service.store, decide, without_command(context))
    return open_session(service, account_id, Arrival("platform", barred, command.source, kept["public"]), context)


def unlink(service: Identity, command: c.UnlinkPlatform, context: Context) -> Reply:
    """Raises PlatformNotLinked, and as `check_recent`."""
    if repeated := first_reply(service.store, context):
        return repeated
    check_recent(service, command.session_id, command.password, context)
    return execute_across(
        service.store, lambda unit: _unlink(unit, context.actor, [command.platform], context), context
    )


def unlink_all(unit: Unit, account_id: str, context: Context, since: str = "") -> None:
    """End every link of an account made from `since` (UTC) on, within the transaction that closes it (ID-13) or shuts
    others out (ID-20)."""
    known = unit.load(c.PLATFORM.stream("of", account_id), links)
    newer = [name for name, linked in known.by_platform.items() if linked.at >= since]
    _unlink(unit, account_id, newer, context)


def get_platforms(service: Identity, context: Context) -> Reply:
    """See `GetPlatforms`."""
    known, _ = service.store.state(c.PLATFORM.stream("of", context.actor), links)
    offered = [Platform(**one) for one in service.city["platforms"]]
    names = {platform.code: platform.name for platform in offered}
    return {
        "offered": [{"platform": one.code, "name": one.name, "kind": one.kind} for one in offered],
        "linked": [
            {"platform": code, "name": names.get(code, code), "at": linked.at}
            for code, linked in known.by_platform.items()
        ],
    }


# ------------------------------------------------------------------ what they share


def _unlink(unit: Unit, account_id: str, platforms: list[str], context: Context) -> Reply:
    mine = c.PLATFORM.stream("of", account_id)
    for platform in platforms:
        events = domain.unlink(unit.load(mine, links), platform, context)
        unit.append(mine, events)
        for event in events:
            theirs = c.PLATFORM.stream(platform, event.subject)
            unit.load(theirs, owner)
            unit.append(theirs, [event])
    return unit.reply(mine)


def _account_of(service: Identity, platform: Platform, passed: Passed, context: Context) -> str:
    """The account here of whom the platform names. Raises PlatformStranger."""
    found = _person(service, passed) if platform.kind == "person" else _agent(service, passed, context)
    if found is None:
        raise c.PlatformStranger()
    return found


def _person(service: Identity, passed: Passed) -> str | None:
    if not passed.id_number:
        return None
    person = person_id(normalise(passed.id_number), service.settings.person_id_key)
    return service.store.state(c.LOGIN.stream(person), login)[0]


def _agent(service: Identity, passed: Passed, context: Context) -> str | None:
    """The agent check: name and mobile as the unit's agents are registered."""
    typed = login_id(passed.credit_code or "?", context.today, service.settings.person_id_key)
    first, _ = service.store.state(c.LOGIN.stream(typed), login)
    unit_id = _account(service, first).unit_id if first else None
    agents = service.agents.get(unit_id) if unit_id else None
    for account_id in agents["account_ids"] if agents else ():
        known, sealer = _account(service, account_id), service.account_keys.sealer(account_id)
        if known.ended_on:
            continue  # who left and came again has an account of each time
        told = [normalise(sealer.open(text)) if text else "" for text in (known.name, known.mobile)]
        if told == [normalise(passed.name), normalise(passed.mobile)]:
            return str(account_id)
    return None


def _account(service: Identity, account_id: str) -> Account:
    known, _ = service.store.state(c.ACCOUNT.stream(account_id), account)
    if not isinstance(known, Account):
        raise TypeError(f"a login without an account: {account_id}")
    return known


def _shown(platform: Platform, passed: Passed) -> list[dict[str, str]]:
    """What is passed on, as it is shown before it is agreed to."""
    if platform.kind == "person":
        return [
            {"name": "姓名", "value": mask("name", passed.name)},
            {"name": "身份证号", "value": mask("id", passed.id_number)},
        ]
    return [
        {"name": "统一社会信用代码", "value": passed.credit_code},
        {"name": "经办人姓名", "value": mask("name", passed.name)},
        {"name": "经办人手机号", "value": mask("phone", passed.mobile)},
    ]


def _platform(service: Identity, code: str) -> Platform:
    found = next((one for one in service.city["platforms"] if one["code"] == code), None)
    if found is None or code not in service.partners:
        raise c.PlatformNotOffered()
    return Platform(**found)


def _subject(service: Identity, platform: Platform, subject: str) -> str:
    exact = hashlib.sha256(f"{platform.code}:{subject}".encode()).hexdigest()  # a keyed hash of ours takes A for a
    return lookup_hash(exact, service.settings.person_id_key, "platform")


def _subject_stream(service: Identity, platform: Platform, subject: str) -> str:
    return c.PLATFORM.stream(platform.code, _subject(service, platform, subject))


def _here(service: Identity) -> str:
    return service.settings.service_urls["public"]


def _answer(result: Reply) -> Reply:
    """An answer for which nothing was stored."""
    return {"result": result, "stream": "", "version": 0}
