"""Proofs that take seconds: few at once in a process, and never all of them from one network."""

from contextlib import ExitStack

import pytest
from flask import Flask, Response

from gateway.web.crowd import AT_ONCE, OF_ONE_NETWORK, place
from gateway.web.limits import in_vain
from kernel.refusals import Busy


def come(there: ExitStack, address: str) -> None:
    """Somebody from an address takes a place, until `there` ends."""
    with Flask(__name__).test_request_context(environ_base={"REMOTE_ADDR": address}):
        there.enter_context(place())


def test_one_network_does_not_take_all_places() -> None:
    with ExitStack() as there:
        for host in range(OF_ONE_NETWORK):
            come(there, f"2001:db8:1:2::{host}")
        with pytest.raises(Busy):
            come(there, "2001:db8:1:3::9")
        come(there, "203.0.113.7")


def test_a_process_has_so_many_places_and_who_leaves_makes_room() -> None:
    with ExitStack() as there:
        for host in range(AT_ONCE):
            come(there, f"203.0.113.{host}")
        with pytest.raises(Busy):
            come(there, "198.51.100.1")
    with ExitStack() as there:
        come(there, "198.51.100.1")


@pytest.mark.parametrize(
    ("status", "code", "counts"),
    [(422, "proof_refused", True), (503, "busy", True), (503, "provider_down", False), (200, "", False)],
)
def test_who_finds_no_place_has_tried_in_vain(status: int, code: str, counts: bool) -> None:
    assert in_vain(Response(f'{{"code": "{code}"}}', status)) is counts
