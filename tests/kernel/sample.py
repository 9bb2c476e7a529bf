"""A service small enough to try the kernel's promises on: tallies that are added to."""

from dataclasses import dataclass

from kernel.aggregate import Aggregate
from kernel.events import Category, Contract, Event, Fact, event, message
from kernel.readmodel import ReadModel
from kernel.refusals import Refused
from kernel.schema import Count, Id

TALLY = Category("tally")
SECRET = Category("secret", public=False)
ECHO = Category("echo")


@event(TALLY, "Added")
class Added(Event):
    amount: Count


@event(SECRET, "Whispered")
class Whispered(Event):
    amount: Count


@event(ECHO, "Echoed")
class Echoed(Event):
    amount: Count


@message
class Add:
    tally: Id
    amount: Count


class TooMuch(Refused):
    code = "sample_too_much"
    sentence = "最多只能加到{most}。"
    status = 409


CONTRACT = Contract("sample", [Added, Whispered])
ECHOES = Contract("echoes", [Echoed])


@dataclass(frozen=True)
class Total:
    """How often and how much was added."""

    times: int = 0
    amount: int = 0


def evolve(total: Total, happened: Event) -> Total:
    return Total(total.times + 1, total.amount + happened.amount)  # type: ignore[attr-defined]


tally: Aggregate[Total] = Aggregate(Total(), evolve)


def add(amount: int, total: Total, most: int = 10**9) -> list[Event]:
    """Add, as long as the total stays within `most`."""
    if total.amount + amount > most:
        raise TooMuch(most=most)
    return [Added(amount)]


def fold(document: dict, fact: Fact) -> dict:
    """Totals, and the versions in the order in which they were applied."""
    if fact.event.amount == 666:  # type: ignore[attr-defined]
        raise ArithmeticError("an amount nobody can add")
    return {
        "amount": document.get("amount", 0) + fact.event.amount,  # type: ignore[attr-defined]
        "versions": [*document.get("versions", []), fact.version],
    }


totals = ReadModel("totals", 1, [CONTRACT.source(TALLY)], keys=lambda fact: [fact.stream], fold=fold)
