"""K6: effects outside happen at least once, recognisably, and only if what caused them holds."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from kernel.clock import instant, system_clock
from kernel.orders import Order, Orders, Sender
from kernel.partner import PartnerDown, PartnerRefused
from kernel.privacy import Sealer, new_key
from kernel.store import connect, transaction

LATER = instant(system_clock() + timedelta(hours=1))


class Outside:
    """What was asked for, in order; fails as often as it is told to."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    def __call__(self, order_id: str, says: Mapping[str, Any]) -> None:
        self.asked.append((order_id, says))
        if self.failures:
            raise self.failures.pop(0)


@pytest.fixture
def orders(mongo: str, database_prefix: str) -> Iterator[Orders]:
    client = connect(mongo)
    made = Orders(client[f"{database_prefix}_orders"], Sealer([new_key()]))
    made.prepare()
    yield made
    client.close()


def sender(orders: Orders, outside: Outside) -> Sender:
    return Sender(orders, "letter", outside, system_clock)


def make_due(orders: Orders) -> None:
    orders._orders.update_many({"open": True}, {"$set": {"due": system_clock()}})


def test_an_order_is_carried_out_and_what_it_said_is_forgotten(orders: Orders) -> None:
    outside = Outside()
    orders.place(Order("one", "letter", {"to": "somebody"}, LATER), None)
    assert "somebody" not in str(orders._orders.find_one())
    assert sender(orders, outside).step()
    assert not sender(orders, outside).step()
    assert outside.asked == [("one", {"to": "somebody"})]
    ended = orders._orders.find_one()
    assert ended is not None
    assert (ended["outcome"], "says" in ended) == ("done", False)


def test_the_same_id_is_one_order(orders: Orders) -> None:
    outside = Outside()
    for _ in range(2):
        orders.place(Order("one", "letter", {}, LATER), None)
    while sender(orders, outside).step():
        pass
    orders.place(Order("one", "letter", {}, LATER), None)
    assert not sender(orders, outside).step()
    assert len(outside.asked) == 1


def test_without_its_cause_nothing_is_done(orders: Orders) -> None:
    with suppress(RuntimeError), transaction(orders._orders.database.client) as session:
        orders.place(Order("one", "letter", {}, LATER), session)
        raise RuntimeError("what caused it did not hold")
    assert not sender(orders, Outside()).step()


def test_what_failed_is_tried_again_with_the_same_id_and_told_meanwhile(orders: Orders) -> None:
    outside = Outside(PartnerDown("letter"), ValueError("ours"))
    orders.place(Order("one", "letter", {}, LATER), None)
    assert not orders.failing("letter")
    for _ in range(3):
        make_due(orders)
        assert sender(orders, outside).step()
    assert [order_id for order_id, _ in outside.asked] == ["one"] * 3
    assert not orders.failing("letter")


def test_while_it_fails_others_can_be_told(orders: Orders) -> None:
    orders.place(Order("one", "letter", {}, LATER), None)
    sender(orders, Outside(PartnerDown("letter"))).step()
    assert orders.failing("letter")
    assert not orders.failing("parcel")


def test_a_refusal_is_final_and_so_is_too_late(orders: Orders) -> None:
    outside = Outside(PartnerRefused("no_such_address"))
    orders.place(Order("one", "letter", {}, LATER), None)
    orders.place(Order("old", "letter", {}, "2026-01-01T00:00:00.000Z"), None)
    while sender(orders, outside).step():
        pass
    make_due(orders)
    assert not sender(orders, outside).step()
    outcomes = {order["_id"]: order["outcome"] for order in orders._orders.find()}
    assert outcomes == {"one": "refused", "old": "late"}


def test_who_placed_an_order_that_runs_out_is_told_until_it_is_seen_to(orders: Orders) -> None:
    outside, told = Outside(), Outside(ValueError("ours"))
    orders.place(Order("old", "letter", {"to": "somebody"}, "2026-01-01T00:00:00.000Z"), None)
    for _ in range(2):
        make_due(orders)
        assert Sender(orders, "letter", outside, system_clock, told).step()
    assert (outside.asked, told.asked) == ([], [("old", {"to": "somebody"})] * 2)
    ended = orders._orders.find_one()
    assert ended is not None
    assert ended["outcome"] == "late"


def test_two_senders_do_not_do_the_same_at_once_and_one_that_died_is_replaced(orders: Orders) -> None:
    orders.place(Order("one", "letter", {}, LATER), None)
    assert orders.claim("letter") is not None  # and dies
    assert orders.claim("letter") is None
    make_due(orders)  # its lease is over
    outside = Outside()
    assert sender(orders, outside).step()
    assert len(outside.asked) == 1
