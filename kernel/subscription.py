"""Subscriptions as nameko extensions: what a process hears from others and what it makes of it, and what it sends out.

`Reaction` and `Projection` are dependency providers that run a `Listener`, `Sending` one that runs a `Sender`. nameko's
stock event handler acknowledges an event whose handler raised, and runs the messages of one queue side by side; neither
may happen here.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from nameko.extensions import DependencyProvider

from kernel.effects import Folding, React, Reacting
from kernel.events import Source
from kernel.http import Wired
from kernel.inbox import Effect
from kernel.listener import BATCH, Listener
from kernel.orders import Sender
from kernel.readmodel import ReadModel
from kernel.rebuild import rebuild_if_asked
from kernel.service import Service


class Subscription(DependencyProvider):
    """One queue, one inbox, one effect. Not used itself: see `Reaction` and `Projection`."""

    sources: Sequence[Source]
    subscription: str
    batch = BATCH
    listener: "Listener | None" = None

    def effect(self, service: Service) -> Effect:
        """What is done with the events."""
        raise NotImplementedError

    def looking_on(self, service: Service) -> Effect:
        """The effect for an operator who looks at the inbox: nothing is rebuilt for it."""
        return self.effect(service)

    def start(self) -> None:
        self.container.spawn_managed_thread(self._run)

    def _run(self) -> None:
        service = next(d for d in self.container.dependencies if isinstance(d, Wired)).made
        self.listener = Listener(service, self.subscription, self.sources, self.effect(service), self.batch)
        self.listener.run()

    def stop(self) -> None:
        if self.listener is not None:
            self.listener.stop()


class Reaction(Subscription):
    """`react(unit, fact, service)` for each event of `sources`, `batch` of them in one transaction with the inbox.

    A transaction has few seconds: a reaction that does much for one event asks for a small batch.
    """

    def __init__(self, name: str, sources: Sequence[Source], react: React, batch: int = BATCH) -> None:
        self.subscription, self.sources, self.react, self.batch = name, sources, react, batch

    def effect(self, service: Service) -> Effect:
        return Reacting(service, self.subscription, self.react)


class Projection(Subscription):
    """Keeps a read model; rebuilds it first where its version has changed."""

    def __init__(self, model: ReadModel) -> None:
        self.subscription, self.sources, self.model = model.name, model.sources, model

    def effect(self, service: Service) -> Effect:
        rebuild_if_asked(service, self.model)
        return self.looking_on(service)

    def looking_on(self, service: Service) -> Effect:
        return Folding(service.database, self.model)


SeeTo = Callable[[Any, str, Mapping[str, Any]], None]
"""`(service, order_id, says)`"""


class Sending(DependencyProvider):
    """Carries out the orders of one kind: `carry_out(service, order_id, says)`, see kernel.orders.CarryOut.

    `expired`, called alike, undoes what was decided in the hope of an order that ran out.
    """

    sender: "Sender | None" = None

    def __init__(self, kind: str, carry_out: SeeTo, expired: SeeTo | None = None) -> None:
        self.kind, self.carry_out, self.expired = kind, carry_out, expired

    def start(self) -> None:
        self.container.spawn_managed_thread(self._run)

    def _run(self) -> None:
        service = next(d for d in self.container.dependencies if isinstance(d, Wired)).made
        expired = partial(self.expired, service) if self.expired else None
        self.sender = Sender(service.orders, self.kind, partial(self.carry_out, service), service.clock, expired)
        self.sender.run()

    def stop(self) -> None:
        if self.sender is not None:
            self.sender.stop()
