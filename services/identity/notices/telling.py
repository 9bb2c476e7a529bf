"""Noting what the owner of an account should know, and telling the mobile of it where that is urgent."""

from itertools import islice
from typing import Any

from kernel.commands import execute
from kernel.context import Context
from kernel.events import Event
from kernel.privacy import Sealer, lookup_hash
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.account.domain import Account, account
from services.identity.codes.texts import notify
from services.identity.identity import Identity
from services.identity.notices import domain
from services.identity.notices.domain import places

MOST_SHOWN = 100
WAYS: dict[c.WayIn, str] = {"passkey": "通行密钥", "totp": "身份验证器"}
WAY_ADDED = "您的账户于{today}新增了{way}。如非本人操作，请立即登录后报告“非本人操作”，或拨打12333。"
KINDS: dict[c.WayIn, str] = {"passkey": "passkey_added", "totp": "totp_added"}


def note_place(service: Identity, opened: c.SessionOpened, source: str, context: Context) -> None:
    """The place that a session is about to be opened from; noted once for the account."""
    place = _place(service, opened.account_id, source)
    means, at = opened.means[0], context.instant
    seen = c.PlaceSeen(
        opened.account_id, opened.session_id, place, opened.source, means, opened.channel, news=True, at=at
    )
    stream = c.NOTICE.stream(opened.account_id)
    execute(service.store, stream, places, lambda known: domain.see(known, seen), context)


def knows_place(service: Identity, account_id: str, source: str) -> bool:
    """Whether the account was signed in from this place before."""
    known, _ = service.store.state(c.NOTICE.stream(account_id), places)
    return _place(service, account_id, source) in known


def _place(service: Identity, account_id: str, source: str) -> str:
    return lookup_hash(f"{account_id}/{source}", service.settings.person_id_key, "place")


def tell_of_way_in(service: Identity, unit: Unit, account_id: str, way: c.WayIn) -> None:
    """A new way in, within the transaction that adds it; the account's mobile is told, where it has one."""
    unit.append(c.NOTICE.stream(account_id), [c.WayInAdded(account_id, way, unit.context.instant)])
    owner = unit.load(c.ACCOUNT.stream(account_id), account)
    if isinstance(owner, Account) and owner.mobile:
        mobile = service.account_keys.sealer(account_id).open(owner.mobile)
        says = WAY_ADDED.format(today=unit.context.today, way=WAYS[way])
        notify(service, mobile, says, unit.context, unit.session)


def get_notices(service: Identity, context: Context) -> dict[str, Any]:
    """See `GetNotices`."""
    events, _ = service.store.load(c.NOTICE.stream(context.actor))
    sealer = service.account_keys.sealer(context.actor)
    told = filter(None, (_shown(happened, sealer) for happened in reversed(events)))
    return {"notices": list(islice(told, MOST_SHOWN))}


def _shown(happened: Event, sealer: Sealer) -> dict[str, str] | None:
    """None for what is no news."""
    match happened:
        case c.PlaceSeen(news=True):
            about = {name: getattr(happened, name) for name in ("at", "session_id", "means", "channel")}
            return {"kind": "signed_in_elsewhere", **about, "source": sealer.open(happened.source)}
        case c.WayInAdded(way=way, at=at):
            return {"kind": KINDS[way], "at": at, "session_id": "", "means": "", "channel": "", "source": ""}
        case _:
            return None
