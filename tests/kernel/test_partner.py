"""Third parties that answer, refuse, fail, fall silent and come back: a real server and our client."""

from collections.abc import Iterator
from contextlib import nullcontext
from secrets import token_hex

import orjson
import pytest

from kernel import partner as module
from kernel.partner import FAILURES_THAT_OPEN, HURRIED_FAILURES_THAT_OPEN, Partner, PartnerDown, PartnerRefused
from tests.kernel.third_party import Server, third_party


@pytest.fixture
def server() -> Iterator[Server]:
    with third_party() as made:
        yield made


@pytest.fixture
def partner(server: Server) -> Partner:
    return Partner("face", server.address, "secret")


def test_it_is_asked_with_our_secret_and_the_acts_own_key(server: Server, partner: Partner) -> None:
    assert partner.call("/matches", {"a": 1}, "key") == {"match": True}
    assert server.asked == [("/v1/matches", "Bearer secret", "key")]


def test_a_gateway_error_is_tried_once_more_with_the_same_key(server: Server, partner: Partner) -> None:
    server.plan = [503, 200]
    assert partner.call("/matches", {}, "key") == {"match": True}
    assert [key for _, _, key in server.asked] == ["key", "key"]


@pytest.mark.parametrize("status", [500, 503, 429])
def test_an_error_of_its_own_means_that_it_is_down(server: Server, partner: Partner, status: int) -> None:
    server.plan = [status]
    with pytest.raises(PartnerDown):
        partner.call("/matches", {}, "key")


def test_a_refusal_has_its_code_and_is_not_tried_again(server: Server, partner: Partner) -> None:
    server.plan, server.body = [422], b'{"code":"no_such_number"}'
    with pytest.raises(PartnerRefused) as refused:
        partner.call("/matches", {}, "key")
    assert (refused.value.code, len(server.asked)) == ("no_such_number", 1)


@pytest.mark.parametrize("body", [b"<html>", b"[]", b""])
def test_an_answer_that_is_none_means_that_it_is_down(server: Server, partner: Partner, body: bytes) -> None:
    server.body = body
    with pytest.raises(PartnerDown):
        partner.call("/matches", {}, "key")


def test_silence_is_waited_for_no_longer_than_our_callers_wait(server: Server, partner: Partner) -> None:
    assert (module.CONNECT_SECONDS + module.ANSWER_SECONDS) * (1 + module.RETRIES) < 10
    server.plan = ["silence"]
    with pytest.raises(PartnerDown):
        partner.call("/matches", {}, "key")


def test_in_a_hurry_it_is_asked_once_and_left_alone_after_three_failures_by_who_is_in_a_hurry(
    server: Server, partner: Partner
) -> None:
    assert partner.reached(within=5)
    server.plan = ["silence"] * HURRIED_FAILURES_THAT_OPEN + [200]
    for _ in range(HURRIED_FAILURES_THAT_OPEN + 2):
        with pytest.raises(PartnerDown):
            partner.call("/matches", {}, "key", within=0.05)
    assert len(server.asked) == HURRIED_FAILURES_THAT_OPEN
    assert not partner.reached(within=5)
    assert partner.up
    assert partner.call("/matches", {}, "key") == {"match": True}


def test_an_answer_in_time_begins_the_count_of_a_hurry_anew(server: Server, partner: Partner) -> None:
    server.plan = [500, 500, 200, 500, 500, 200]
    for failing in (True, True, False, True, True, False):
        with pytest.raises(PartnerDown) if failing else nullcontext():
            partner.call("/matches", {}, "key", within=5)
    assert partner.reached(within=5)


@pytest.mark.parametrize(("status", "reached"), [(200, True), (404, True), (503, False)])
def test_whatever_it_answers_to_a_question_for_its_health_is_a_sign_of_life(
    server: Server, partner: Partner, status: int, reached: bool
) -> None:
    server.health = status
    assert partner.reached(within=5) is reached


def test_nobody_there_means_that_it_is_down() -> None:
    with pytest.raises(PartnerDown):
        Partner("face", "http://127.0.0.1:1", "secret").call("/matches", {}, token_hex(4))
    assert not Partner("face", "http://127.0.0.1:1", "secret").reached(within=1)


def test_after_five_failures_it_is_left_alone_for_a_while(server: Server, partner: Partner) -> None:
    server.plan = [500]
    for _ in range(FAILURES_THAT_OPEN + 3):
        with pytest.raises(PartnerDown):
            partner.call("/matches", {}, "key")
    assert len(server.asked) == FAILURES_THAT_OPEN


def test_refusals_are_no_failures(server: Server, partner: Partner) -> None:
    server.plan, server.body = [422], orjson.dumps({"code": "no"})
    for _ in range(FAILURES_THAT_OPEN + 3):
        with pytest.raises(PartnerRefused):
            partner.call("/matches", {}, "key")
    assert len(server.asked) == FAILURES_THAT_OPEN + 3
