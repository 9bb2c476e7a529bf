"""ID-17: who looks at whose data, written down in batches while nobody waits for it.

A request notes whose data it was answered (`seen`); what is one's own does not count. One thread of the process puts
what was noted into the store four times a second, which is what survives a kill, however long identity takes; another
hands it to identity, tied into parcels: who stands on every page that officers turn is written down once in some
seconds, not once a page. A parcel has an id: it may be handed over twice, and by any process.
"""

import atexit
import logging
import re
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import asdict
from secrets import token_hex
from threading import Event, Lock, Thread
from typing import Any

import orjson
from flask import Response, g, request
from pymongo.database import Database
from pymongo.errors import PyMongoError

from gateway.web.caller import Caller
from kernel.clock import Clock, instant
from kernel.refusals import Refused
from kernel.store import Document, transaction
from services.identity import contract as identity

log = logging.getLogger(__name__)

PERSON_ID = re.compile(rb"P[A-Z2-7]{32}")
"""What a person is called in all that services answer: where it stands, somebody's data are."""
KEEP_SECONDS = 0.25
HAND_OVER_SECONDS = 2.0
LEFT_BEHIND_SECONDS = 10.0
"""A parcel this old has lost its process, or identity was away: whoever finds it hands it over."""
MOST_PEOPLE = 1000
"""In one parcel, or what one look saw: identity writes them down well within the time it has for an answer."""
MOST_LOOKS = 1000
"""In one parcel: what identity takes at once."""
SELF = Caller("service:web", "service", channel="system")


class Journal:
    """The looks of one process on their way to identity."""

    def __init__(self, database: Database[Document], send: Callable[[identity.RecordLooks, str], Any]) -> None:
        self._kept, self._send = database["looks"], send
        self._noted: deque[identity.Seen] = deque()
        self._threads: list[Thread] = []
        self._starting, self._ending = Lock(), Event()

    def note(self, seen: identity.Seen) -> None:
        """Remember a look; it is in the store within a second of a process that has been started."""
        self._noted.append(seen)

    def start(self) -> None:
        """Begin to write down and hand over, also what processes that are gone have left behind."""
        with self._starting:
            if not self._threads:
                steps = (("looks", self._keep_all, KEEP_SECONDS), ("looks-out", self._hand_over_all, HAND_OVER_SECONDS))
                self._threads = [
                    Thread(target=self._run, args=[step, seconds], name=name, daemon=True)
                    for name, step, seconds in steps
                ]
                for thread in self._threads:
                    thread.start()
                atexit.register(self.end)

    def end(self) -> None:
        """In an orderly end nothing is left that was not kept."""
        self._ending.set()
        for thread in self._threads:
            thread.join()
        while self.keep():
            pass

    def keep(self) -> bool:
        """Put what was noted into the store; whether anything was."""
        noted, people = list[identity.Seen](), 0
        while self._noted and people < MOST_PEOPLE:
            noted.append(self._noted.popleft())
            people += len(noted[-1].person_ids)
        if not noted:
            return False
        try:
            self._kept.insert_one({"at": time.time(), "seen": [asdict(one) for one in noted]})
        except PyMongoError:
            self._noted.extendleft(reversed(noted))
            return False
        return True

    def tie(self) -> str | None:
        """Tie what is kept, by whichever process, into a parcel: who was seen again and again is one event of identity.

        The parcel's id; None where nothing is left to tie, or another process is at it.
        """
        parcel, tied, people, looks = token_hex(16), list[Any](), set[str](), 0
        try:
            with transaction(self._kept.database.client) as session:
                for kept in self._kept.find({"parcel": None}, session=session).sort("at").limit(MOST_LOOKS):
                    people |= {person for one in kept["seen"] for person in one["person_ids"]}
                    looks += len(kept["seen"])
                    if tied and (len(people) > MOST_PEOPLE or looks > MOST_LOOKS):
                        break
                    tied.append(kept["_id"])
                told = {"$set": {"parcel": parcel, "tied": time.time()}}
                self._kept.update_many({"_id": {"$in": tied}}, told, session=session)
        except PyMongoError as failed:
            if failed.has_error_label("TransientTransactionError"):
                return None
            raise
        return parcel if tied else None

    def hand_over(self, parcel: str) -> None:
        """Give a parcel to identity and forget it; left for later where identity does not take it."""
        within = [one for kept in self._kept.find({"parcel": parcel}).sort("at") for one in kept["seen"]]
        if not within:  # another process was faster
            return
        try:
            self._send(identity.RecordLooks([identity.Seen(one["look"], one["person_ids"]) for one in within]), parcel)
        except Refused as refused:
            if refused.status != 503:  # one that identity does not take must not keep those behind it
                log.exception("looks were not handed over")
        else:
            self._kept.delete_many({"parcel": parcel})

    def _run(self, step: Callable[[], None], seconds: float) -> None:
        while not self._ending.wait(seconds):
            try:
                step()
            except Exception:  # what is kept stays kept, and the next round tries again
                log.exception("looks wait")

    def _keep_all(self) -> None:
        while self.keep():
            pass

    def _hand_over_all(self) -> None:
        while not self._ending.is_set() and (parcel := self.tie()):
            self.hand_over(parcel)
        for left in self._kept.distinct("parcel", {"tied": {"$lt": time.time() - LEFT_BEHIND_SECONDS}}):
            self.hand_over(left)


# ------------------------------------------------------------------ in a request


def seen(answer: Any) -> Any:
    """Note everybody whose data `answer` holds, and return it."""
    if sees_others(g.caller):
        _seen().update(one.decode() for one in PERSON_ID.findall(orjson.dumps(answer)))
    return answer


def seen_persons(person_ids: Iterable[str]) -> None:
    """Note these people; what is no person id, as an address may hold, is nobody's."""
    if sees_others(g.caller):
        _seen().update(one for one in person_ids if PERSON_ID.fullmatch(one.encode()))


def shows_form() -> None:
    """A page that is shown again with what was refused shows whom it showed before."""
    g.shows_form = True


def sees_others(who: Caller) -> bool:
    """Whether whoever asks may see others at all; who sees only the own record is not kept waiting."""
    return who.signed_in and (who.role != "person" or who.authority is not None)


def _seen() -> set[str]:
    if "seen" not in g:
        g.seen = set()
    return g.seen  # type: ignore[no-any-return]


def note_looks(journal: Journal, clock: Clock, action: str | None, response: Response) -> None:
    """After a request of somebody who sees others: whoever was seen is written down with who saw them, doing what, on
    which case."""
    who: Caller = g.caller
    found = _seen() | {one.decode() for one in PERSON_ID.findall(request.path.encode())}
    found |= {who.on_behalf_of} if who.authority else set()
    if found and (response.status_code < 400 or g.get("shows_form")):
        about = next((v for k, v in (request.view_args or {}).items() if k in ("case_id", "transfer_id")), "")
        look = _look(who, clock, action or "", who.authority.delegation_id if who.authority else about)
        people = sorted(found)
        for first in range(0, len(people), identity.MOST_SEEN):
            journal.note(identity.Seen(look, people[first : first + identity.MOST_SEEN]))


def _look(who: Caller, clock: Clock, action: str, about: str) -> identity.Look:
    return identity.Look(
        at=instant(clock()),
        account=who.account,
        role=who.role,
        acting_for=who.on_behalf_of,
        channel=who.channel,
        action=action,
        about=about,
        reason=g.get("reason", ""),
    )
