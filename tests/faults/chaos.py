"""The faults: each kind strikes once when it is called, and checks on the spot what must hold while it lasts."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field

import pika
from pymongo.errors import PyMongoError

from deploy.local import processes
from deploy.local.table import SERVICES
from kernel.rebuild import rebuild
from tests.faults.client import Account
from tests.faults.journal import Journal
from tests.faults.settling import Platform
from tests.faults.stage import Stage, paused
from tests.faults.watching import Tap, catch, published, still_open, writing_transactions

ANSWERING = (*SERVICES, "web")
BUSY_HEARING = ("views", "employer-subscriptions", "records-subscriptions")
HEARING = (*BUSY_HEARING, "cards-subscriptions", "identity-subscriptions", "certificates-subscriptions")
BUSY_RELAYS = ("employer", "records", "cards")
OTHERS_GO_ON_SECONDS = 10
ASK_AGAIN_SECONDS = 0.2


@dataclass(frozen=True)
class Pace:
    """How long things last, in seconds."""

    between: float = 3
    alarm: float = 20
    broker_away: float = 60
    consumer_paused: float = 45
    """Beyond two heartbeats the broker gives up on the consumer, and a copy takes over."""
    relay_paused: float = 8
    """Beyond the relay's lease another one takes over."""
    together: float = 4
    """How long two copies of a process work at the same time."""
    recovery: float = 120
    """By then everything has caught up, or it never will."""


@dataclass
class Strike:
    """A fault that has happened: where, since when it is over, how long until all had caught up, what was wrong."""

    kind: str
    target: str = ""
    over: float = field(default_factory=time.monotonic)
    recovery: float = 0.0
    notes: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


class Chaos:
    """Strikes at a platform on stage while clients work."""

    def __init__(
        self,
        stage: Stage,
        platform: Platform,
        journal: Journal,
        readers: Sequence[tuple[Account, str]],
        seed: int,
        pace: Pace,
    ) -> None:
        self.stage, self.platform, self.journal, self.pace = stage, platform, journal, pace
        self.readers = readers
        """Questions that must be answered whatever happens to the broker: who asks, and the address."""
        self.chance = random.Random(seed)

    def strike(self, kind: str) -> Strike:
        """Let a fault of that kind happen, and wait until everything has caught up."""
        struck = Strike(kind)
        try:
            KINDS[kind](self, struck)
            self._recover(struck)
        except processes.NotReady as never:
            struck.wrong.append(f"{kind} ({struck.target}): {never}")
        struck.recovery = time.monotonic() - struck.over
        return struck

    def _recover(self, struck: Strike) -> None:
        """Until every service answers, and what was committed by now is published and applied by everybody."""
        self._until(struck, "answering", lambda: all(map(self.stage.answers, ANSWERING)))
        commits = self.platform.commits()
        self._until(struck, "published", lambda: all(published(self.stage, n) >= c for n, c in commits.items()))
        heads = self.platform.heads()
        self._until(struck, "heard", lambda: not self.platform.unheard(heads))

    def _until(self, struck: Strike, what: str, condition: Callable[[], bool]) -> None:
        def holds() -> bool:
            try:
                return condition()
            except PyMongoError:
                return False  # the store is on its way up

        processes.wait_until(holds, what, self.pace.recovery)
        struck.notes.append(f"{what} after {time.monotonic() - struck.over:.1f} s")

    # processes

    def service(self, struck: Strike) -> None:
        """The HTTP side of a service, or the gateway, dies."""
        struck.target = self.chance.choice(ANSWERING)
        self._kill(struck)

    def transaction(self, struck: Strike) -> None:
        """A process dies inside a transaction that has written; what waits for its streams goes on in time."""
        struck.target = "employer"
        pid, inside = self.stage.pid("employer"), list[object]()

        def has_written() -> bool:
            inside[:] = writing_transactions(self.stage, pid)
            return bool(inside)

        catch(pid, has_written)
        waiting = self.journal.under_way("employer")
        self._kill(struck)
        processes.wait_until(lambda: not still_open(self.stage, inside), "the transaction's end", 30)
        struck.notes.append(f"streams held for {time.monotonic() - struck.over:.1f} s")
        processes.wait_until(lambda: all(sent.ended for sent in waiting), "answers to what was under way", 60)
        longest = max(((sent.ended or 0) - struck.over for sent in waiting), default=0.0)
        struck.notes.append(f"{len(waiting)} commands under way, answered within {longest:.1f} s")
        if longest > OTHERS_GO_ON_SECONDS:
            struck.wrong.append(f"a command waited {longest:.1f} s for a process that had died inside a transaction")

    def batch(self, struck: Strike) -> None:
        """A subscriber dies with a batch written and not committed."""
        struck.target = self.chance.choice(BUSY_HEARING)
        pid = self.stage.pid(struck.target)
        catch(pid, lambda: bool(writing_transactions(self.stage, pid)))
        self._kill(struck)

    def relay(self, struck: Strike) -> None:
        """A relay dies between publishing and marking."""
        service = self.chance.choice(BUSY_RELAYS)
        struck.target = f"{service}-relay"
        pid = self.stage.pid(struck.target)
        with closing(Tap(self.stage, service)) as tap:
            catch(pid, lambda: tap.last() > published(self.stage, service))
            struck.notes.append(f"{tap.last() - published(self.stage, service)} commits out and not marked")
            self._kill(struck)

    def two_relays(self, struck: Strike) -> None:
        """The relay that holds the lease sleeps for longer, a second one takes over, the first wakes up and dies."""
        struck.target = f"{self.chance.choice(BUSY_RELAYS)}-relay"
        pid = self.stage.pid(struck.target)
        with self.stage.copy(struck.target):
            with paused(pid):
                self._last(struck, self.pace.relay_paused)
            self._last(struck, self.pace.together)
            self._kill(struck)
            self._last(struck, self.pace.together)

    def consumer(self, struck: Strike) -> None:
        """The active consumer sleeps while a copy stands by, and wakes up with what it had taken."""
        struck.target = self.chance.choice(HEARING)
        pid = self.stage.pid(struck.target)
        with self.stage.copy(struck.target):
            self._last(struck, self.pace.together)
            with paused(pid):
                self._last(struck, self.pace.consumer_paused)
            self._last(struck, self.pace.together)

    def several(self, struck: Strike) -> None:
        """Several processes die at the same moment, whichever they are."""
        targets = self.chance.sample(sorted([*self.stage.programs, "mongod", "rabbitmq"]), 4)
        struck.target = "+".join(targets)
        struck.over = time.monotonic()
        for target in targets:
            self.stage.kill(target)

    # stores

    def mongod(self, struck: Strike) -> None:
        """The store of everybody dies."""
        struck.target = "mongod"
        self._kill(struck)

    def broker(self, struck: Strike) -> None:
        """The broker dies."""
        struck.target = "rabbitmq"
        self._kill(struck)

    def broker_away(self, struck: Strike) -> None:
        """The broker is stopped for a while."""
        struck.target = "rabbitmq"
        with self.stage.held("rabbitmq"):
            self._last(struck, self.pace.broker_away)

    def alarm(self, struck: Strike) -> None:
        """The broker is short of memory: nobody can publish."""
        struck.target = "rabbitmq"
        with self.stage.broker.alarm():
            self._last(struck, self.pace.alarm)

    def messages(self, struck: Strike) -> None:
        """Messages are deleted from a queue before they are taken."""
        struck.target = self.chance.choice(BUSY_HEARING)
        queues = [subscriber.queue for subscriber in self.platform.subscribers if subscriber.program == struck.target]
        deleted = list[int]()
        with self.stage.held(struck.target), closing(self._connection()) as connection:
            channel = connection.channel()

            def some_are_there() -> bool:
                deleted.extend(channel.queue_purge(queue).method.message_count for queue in queues)
                return sum(deleted) > 0

            processes.wait_until(some_are_there, "messages to delete", 60)
        struck.over = time.monotonic()
        struck.notes.append(f"{sum(deleted)} messages deleted")

    def rebuild(self, struck: Strike) -> None:
        """No fault: a read model is built anew beside the one that serves, while events pour in."""
        struck.target = self.chance.choice(sorted(self.platform.projections))
        done = rebuild(*self.platform.projections[struck.target])
        struck.over = time.monotonic()
        struck.notes.append(f"{done.events} events, {done.documents} documents in {done.seconds:.1f} s")
        struck.wrong += [f"{struck.target}: {key} differs from its events" for key in done.different]

    # what they are made of

    def _kill(self, struck: Strike) -> None:
        struck.over = time.monotonic()
        self.stage.kill(struck.target)

    def _connection(self) -> pika.BlockingConnection:
        return pika.BlockingConnection(pika.URLParameters(self.stage.settings.amqp_uri))

    def _last(self, struck: Strike, seconds: float) -> None:
        """For some time: questions are answered, and commands that are begun now are answered without a failure."""
        began = time.monotonic()
        ends, asked, unanswered = began + seconds, 0, list[str]()
        while time.monotonic() < ends:
            account, path = self.readers[asked % len(self.readers)]
            status, _ = account.get(path)
            asked += 1
            if status != 200:
                unanswered.append(f"{path} was answered {status}")
            time.sleep(ASK_AGAIN_SECONDS)
        begun = [sent for sent in self.journal if sent.begun >= began]
        accepted = sum(sent.acknowledged for sent in begun)
        struck.over = time.monotonic()
        struck.notes.append(f"{struck.over - began:.0f} s: {asked} questions, {accepted} commands accepted")
        failed = [f"{sent.command} had to be repeated: {sent.failures}" for sent in begun if sent.failures]
        nothing = [] if accepted else ["no command was accepted"]
        struck.wrong += [f"{struck.kind} ({struck.target}): {wrong}" for wrong in unanswered + failed + nothing]


KINDS: Mapping[str, Callable[[Chaos, Strike], None]] = {
    "service": Chaos.service,
    "transaction": Chaos.transaction,
    "batch": Chaos.batch,
    "relay": Chaos.relay,
    "two-relays": Chaos.two_relays,
    "consumer": Chaos.consumer,
    "several": Chaos.several,
    "mongod": Chaos.mongod,
    "broker": Chaos.broker,
    "broker-away": Chaos.broker_away,
    "alarm": Chaos.alarm,
    "messages": Chaos.messages,
    "rebuild": Chaos.rebuild,
}


def schedule(kills: int, seed: int) -> list[str]:
    """So many kinds in a random order, each of them as often as any other, give or take one."""
    chance, kinds = random.Random(seed), list[str]()
    while len(kinds) < kills:
        kinds += chance.sample(sorted(KINDS), len(KINDS))
    return kinds[:kills]
