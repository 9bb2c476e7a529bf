"""Effects outside (promise K6): an order is written in the transaction of what causes it, and a sender carries it out.

It is carried out at least once, with the order's id as the key by which the other side recognises a repetition. What an
order says is sealed, and forgotten once it has ended. Plain Python: a sender runs in a thread of any kind.
"""

import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from pymongo import ASCENDING, IndexModel, ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import PyMongoError

from kernel.clock import Clock, instant, system_clock
from kernel.partner import PartnerDown, PartnerRefused
from kernel.privacy import Sealer
from kernel.store import Document
from kernel.telemetry import without_values

log = logging.getLogger(__name__)

POLL_SECONDS = 0.25
LEASE_SECONDS = 30
LONGEST_PAUSE = 10.0
FAILING_SECONDS = 30
KEPT_SECONDS = 30 * 86_400
INDEXES = [
    IndexModel([("kind", ASCENDING), ("due", ASCENDING)], name="open", partialFilterExpression={"open": True}),
    IndexModel([("ended_at", ASCENDING)], name="ended", expireAfterSeconds=KEPT_SECONDS),
]

CarryOut = Callable[[str, Mapping[str, Any]], None]
"""Takes the order's id and what it says. Raises PartnerDown (tried again later) or PartnerRefused (never again).

The callback for an order that ran out takes the same, and is called at least once, too.
"""


@dataclass(frozen=True)
class Order:
    """What to do outside. `until` is the instant after which it is of no use; the same id is one order."""

    order_id: str
    kind: str
    says: Mapping[str, Any]
    until: str


class Orders:
    """`{_id, kind, says (sealed), until, due, tries, open}`; ended: `{_id, kind, outcome, ended_at}`.

    `until` is held against the deployment's clock; when to try again against the system's, which no rehearsal moves.
    """

    def __init__(self, database: Database[Document], sealer: Sealer) -> None:
        self._orders = database["orders"]
        self._sealer = sealer

    def prepare(self) -> None:
        """Create the indexes."""
        self._orders.create_indexes(INDEXES)

    def place(self, order: Order, session: ClientSession | None) -> None:
        """Write it in the transaction of `session`; nothing happens where it is there already."""
        placed = {
            "kind": order.kind,
            "says": self._sealer.seal(orjson.dumps(order.says).decode()),
            "until": order.until,
            "due": system_clock(),
            "tries": 0,
            "open": True,
        }
        self._orders.update_one({"_id": order.order_id}, {"$setOnInsert": placed}, upsert=True, session=session)

    def failing(self, kind: str) -> bool:
        """Whether an order of this kind has failed lately and is still open: whoever waits for one should be told."""
        recently = system_clock() - timedelta(seconds=FAILING_SECONDS)
        return (
            self._orders.find_one({"open": True, "kind": kind, "failed_at": {"$gt": recently}}, {"_id": 1}) is not None
        )

    def claim(self, kind: str) -> Document | None:
        """The order that is due first, leased to one sender for LEASE_SECONDS; None where none is due."""
        now = system_clock()
        return self._orders.find_one_and_update(
            {"open": True, "kind": kind, "due": {"$lte": now}},
            {"$set": {"due": now + timedelta(seconds=LEASE_SECONDS)}, "$inc": {"tries": 1}},
            sort=[("due", ASCENDING)],
            return_document=ReturnDocument.AFTER,
        )

    def says(self, claimed: Document) -> Mapping[str, Any]:
        """What a claimed order says."""
        said: Mapping[str, Any] = orjson.loads(self._sealer.open(claimed["says"]))
        return said

    def end(self, claimed: Document, outcome: str) -> None:
        """It was carried out ("done"), refused ("refused") or came too late ("late"): only that is kept."""
        ended = {"kind": claimed["kind"], "tries": claimed["tries"], "outcome": outcome, "ended_at": system_clock()}
        self._orders.replace_one({"_id": claimed["_id"]}, ended)

    def put_off(self, claimed: Document, due: datetime) -> None:
        """It failed and is tried again at `due`."""
        self._orders.update_one({"_id": claimed["_id"]}, {"$set": {"due": due, "failed_at": system_clock()}})


class Sender:
    """Carries out the orders of one kind, one after another; several senders of a kind share them."""

    def __init__(
        self, orders: Orders, kind: str, carry_out: CarryOut, clock: Clock, expired: CarryOut | None = None
    ) -> None:
        self._orders, self._kind, self._carry_out, self._clock = orders, kind, carry_out, clock
        self._expired = expired
        self._stopping = False

    def run(self) -> None:
        """Until told to stop; a store that is away is waited for."""
        while not self._stopping:
            try:
                idle = not self.step()
            except PyMongoError as outage:
                log.warning("orders wait: %s", type(outage).__name__)
                idle = True
            if idle:
                time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """End after the order in hand."""
        self._stopping = True

    def step(self) -> bool:
        """Carry out the order that is due, or end it where its time has run out; False where none is due."""
        claimed = self._orders.claim(self._kind)
        if claimed is None:
            return False
        late = claimed["until"] < instant(self._clock())
        see_to = self._expired if late else self._carry_out
        try:
            if see_to:
                see_to(claimed["_id"], self._orders.says(claimed))
            self._orders.end(claimed, "late" if late else "done")
        except PartnerRefused as refused:
            log.warning("order refused: %s %s", self._kind, refused.code)
            self._orders.end(claimed, "refused")
        except PartnerDown:
            self._later(claimed)
        except PyMongoError:
            raise
        except Exception as error:
            log.error("order failed: %s %s", self._kind, without_values(error))
            self._later(claimed)
        return True

    def _later(self, claimed: Document) -> None:
        pause = min(LONGEST_PAUSE, 0.5 * 2 ** min(claimed["tries"], 6)) * random.uniform(0.5, 1)
        self._orders.put_off(claimed, system_clock() + timedelta(seconds=pause))
