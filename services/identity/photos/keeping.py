"""Keeping photos: looked at away from the event loop, sealed with the account's key, beside the log."""

import base64
import binascii
from typing import Any

from eventlet import tpool

from kernel.aggregate import Aggregate
from kernel.commands import execute_across
from kernel.context import Context
from kernel.privacy import Sealer
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.identity import Identity
from services.identity.photos.looking import PhotoRule, accepted

Reply = dict[str, Any]
SIDES: dict[c.PhotoSide, str] = {"front": "人像面", "back": "国徽面"}

kept: Aggregate[dict[str, str]] = Aggregate({}, lambda known, event: {**known, event.side: event.at})
"""When each side was last taken."""


def keep_photo(service: Identity, command: c.KeepPhoto, context: Context) -> Reply:
    """ID-03. Raises PhotoNotAnImage, PhotoTooLarge, PhotoTooSmall, PhotoBlurred, PhotoCutOff."""
    rule = PhotoRule(**service.city.policy.at("proof/photos", context.today).values)
    # Nothing of the store is touched in the other thread: its connections belong to this one.
    sealer = service.account_keys.sealer(context.actor)
    sealed = tpool.execute(_sealed, sealer, command.content, rule)
    stream, name = c.PHOTO.stream(context.actor), f"{context.actor}:{command.side}"

    def decide(unit: Unit) -> Reply:
        unit.load(stream, kept)
        unit.append(stream, [c.PhotoKept(context.actor, command.side, context.instant)])
        picture = {"_id": name, "content": sealed}
        service.database["photos"].replace_one({"_id": name}, picture, upsert=True, session=unit.session)
        return unit.reply(stream, side=command.side)

    return execute_across(service.store, decide, context)


def get_photos(service: Identity, context: Context) -> Reply:
    """See `GetPhotos`."""
    known, _ = service.store.state(c.PHOTO.stream(context.actor), kept)
    return {
        "photos": [{"side": side, "name": SIDES[side], "kept_at": known[side]} for side in SIDES if side in known],
        "missing": [side for side in SIDES if side not in known],
    }


def get_photo(service: Identity, query: c.GetPhoto, context: Context) -> Reply:
    """See `GetPhoto`. Raises PhotoNone."""
    found = service.database["photos"].find_one({"_id": f"{context.actor}:{query.side}"})
    if found is None:
        raise c.PhotoNone()
    content = service.account_keys.sealer(context.actor).open_bytes(found["content"])
    return {"media_type": "image/jpeg", "content": base64.b64encode(content).decode()}


def end_with_account(service: Identity, unit: Unit, account_id: str) -> None:
    """An account that is closed has no photos (ID-13): unreadable without its key, they are not kept either."""
    names = [f"{account_id}:{side}" for side in SIDES]
    service.database["photos"].delete_many({"_id": {"$in": names}}, session=unit.session)


def _sealed(sealer: Sealer, content: str, rule: PhotoRule) -> bytes:
    try:
        picture = accepted(base64.b64decode(content, validate=True), rule)
    except binascii.Error:
        raise c.PhotoNotAnImage() from None
    return sealer.seal_bytes(picture)
