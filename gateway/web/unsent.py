"""What was typed into a form whose session had ended: kept for that account alone, for whom signs in again to send.

It is sealed, stands in no address, and is never sent by itself: its form is shown again, filled in, and whoever typed
it sends it. Files are not kept, nor any form that asks for a secret.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import orjson
from flask import g, request, session
from pymongo import ASCENDING
from pymongo.database import Database
from werkzeug.datastructures import ImmutableMultiDict

from gateway.web.version import OWN_ADDRESS, page_of
from kernel.calendar import add_seconds
from kernel.clock import Clock, instant
from kernel.privacy import Sealer, Unreadable
from kernel.slips import make_slip, read_slip
from kernel.store import Document

SECONDS = 1800
MOST_BYTES = 64 * 1024
SECRETS = frozenset({"password", "password_again", "old_password", "medical_password", "code", "last_six", "captcha"})
"""A form that asks for one of them is not kept at all: what else stands on it is short, or as secret."""
LEFT = "left_form"
"""In what a page's script sends for who has left a form alone: where the form would have been sent to."""
OF_THE_SESSION = frozenset({"csrf", "key", "go_on", LEFT})
"""What the page has its own of when it is shown again."""
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Kept:
    """A form as it was typed: where it is sent to, on which page it stood, names and values; `authority` is the id of
    the one under which somebody acted for another. Under it alone the form is shown again."""

    address: str
    page: str
    typed: Pairs
    authority: str = ""


class Unsent:
    """The newest form of each account, kept in the store for half an hour, so that all processes know it."""

    def __init__(self, sealer: Sealer, clock: Clock, database: Database[Document]) -> None:
        self._sealer, self._clock = sealer, clock
        self._forms = database["unsent"]
        self._prepared = False

    def keep(self, account: str, form: Kept) -> None:
        """Keep it, in the place of an older one."""
        if not self._prepared:
            self._forms.create_index([("at", ASCENDING)], expireAfterSeconds=2 * SECONDS)
            self._prepared = True
        until = add_seconds(instant(self._clock()), SECONDS)
        says = {"address": form.address, "page": form.page, "typed": form.typed, "authority": form.authority}
        slip = make_slip(self._sealer, _purpose(account), until, says)
        # The store sweeps by its own clock; until when it is good, the slip says by ours.
        self._forms.update_one({"_id": account}, {"$set": {"slip": slip}, "$currentDate": {"at": True}}, upsert=True)

    def of(self, account: str) -> Kept | None:
        """What is kept for it and still good."""
        found = self._forms.find_one({"_id": account})
        try:
            says = read_slip(self._sealer, _purpose(account), found["slip"], instant(self._clock())) if found else None
        except Unreadable:
            return None
        if not says:
            return None
        typed = [(name, value) for name, value in says["typed"]]
        return Kept(says["address"], says["page"], typed, says.get("authority", ""))

    def drop(self, account: str) -> None:
        """Keep it no longer."""
        self._forms.delete_one({"_id": account})


def _purpose(account: str) -> str:
    return f"unsent {account}"


def keep_typed(unsent: Unsent) -> bool:
    """Keep what was typed into the form at hand, whose session has ended; whether there was anything that could be.

    A form of another site carries no token of that session, and puts no words into anybody's mouth.
    """
    account, csrf, authority = session.get("left_as", ("", "", ""))
    if not csrf or request.form.get("csrf") != csrf:
        return False
    pairs = kept_of(request.form.items(multi=True))
    address = request.form.get(LEFT, request.full_path.rstrip("?"))
    if not pairs or len(orjson.dumps(pairs)) > MOST_BYTES or not OWN_ADDRESS.fullmatch(address):
        return False
    unsent.keep(account, Kept(address, page_of(address), pairs, authority))
    return True


def kept_of(sent: Iterable[tuple[str, str]]) -> Pairs:
    """What of a form is kept: nothing where it asks for a secret, or where nothing was typed."""
    pairs = [(name, value) for name, value in sent if name not in OF_THE_SESSION]
    names = {name for name, value in pairs if value} - {"do"}
    return pairs if names and SECRETS.isdisjoint(name for name, _ in pairs) else []


def take_up(kept: Kept) -> None:
    """From here on the request is the kept form, which is shown again and not sent: see acting.NotSentYet."""
    g.taken_up = kept
    request.form = ImmutableMultiDict(kept.typed)
