"""Reading the views: one document found by its key, after waiting, where asked, for what its reader has just done."""

import time
from dataclasses import dataclass

from pymongo.database import Database

from kernel.readmodel import Generations, ReadModel
from kernel.refusals import Refused
from kernel.store import Document

LONGEST_WAIT_SECONDS = 2.0
LOOK_AGAIN_SECONDS = (0.02, 0.2)
"""The first pause, and the longest: they grow, so that many who wait for a busy view do not make it busier."""
PART_SECONDS = 60.0
PARTS_REMEMBERED = 20_000


class PlaceNotKnown(Refused):
    """`wait_for` is not `<service>/<stream>:<version>`."""

    code = "wait_for"
    sentence = "参数wait_for不正确，请使用提交后返回的值。"
    status = 400


@dataclass(frozen=True)
class Place:
    """A version of a service's stream."""

    source: str
    stream: str
    version: int


def place_of(text: str) -> Place:
    """The place that `<service>/<stream>:<version>` names. Raises PlaceNotKnown."""
    where, _, version = text.rpartition(":")
    source, _, stream = where.partition("/")
    if not (source and stream and version.isascii() and version.isdigit() and len(version) < 10):
        raise PlaceNotKnown()
    return Place(source, stream, int(version))


class Views:
    """The gateway's read models, as the web reads them."""

    def __init__(self, database: Database[Document]) -> None:
        self.database = database
        self._known: dict[str, Generations] = {}
        self._parts: dict[tuple[str, str], tuple[float, Document]] = {}

    def get(self, model: ReadModel, key: str) -> Document | None:
        """One document: one find_one."""
        return self.generations(model).get(key)

    def caught_up(self, model: ReadModel, place: Place) -> bool:
        """Whether the view has taken in `place`; waits for it up to two seconds (promise K7)."""
        generations, deadline = self.generations(model), time.monotonic() + LONGEST_WAIT_SECONDS
        pause, longest = LOOK_AGAIN_SECONDS
        while generations.position(place.source, place.stream) < place.version:
            if time.monotonic() > deadline:
                return False
            time.sleep(pause)
            pause = min(pause * 1.5, longest)
        return True

    def parts(self, model: ReadModel, part: str, keys: set[str]) -> dict[str, Document]:
        """A part of documents that seldom changes, remembered for a minute; empty where there is none yet."""
        now = time.monotonic()
        known = {key: kept[1] for key in keys if (kept := self._parts.get((part, key))) and kept[0] > now}
        if asked := keys - known.keys():
            found = self.generations(model).serving().find({"_id": {"$in": sorted(asked)}}, {part: 1})
            learned = {document["_id"]: document[part] for document in found if part in document}
            if len(self._parts) > PARTS_REMEMBERED:
                self._parts = {}
            self._parts |= {(part, key): (now + PART_SECONDS, value) for key, value in learned.items()}
            known |= {key: learned.get(key, {}) for key in asked}
        return known

    def generations(self, model: ReadModel) -> Generations:
        """Where the model's documents are."""
        if model.name not in self._known:
            self._known[model.name] = Generations(self.database, model)
        return self._known[model.name]
