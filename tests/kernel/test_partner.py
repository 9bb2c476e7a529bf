"""Third parties that answer, refuse, fail, fall silent and come back: a real server and our client."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_hex

import orjson
import pytest

from kernel import partner as module
from kernel.partner import FAILURES_THAT_OPEN, Partner, PartnerDown, PartnerRefused


class Server(ThreadingHTTPServer):
    """Answers with what `plan` says next, the last of it for ever; "silence" answers nothing in time."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.plan: list[int | str] = [200]
        self.body: bytes = b'{"match":true}'
        self.asked: list[tuple[str, str, str]] = []
        self.over = threading.Event()

    def next(self) -> int | str:
        return self.plan.pop(0) if len(self.plan) > 1 else self.plan[0]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, self.headers["Authorization"], self.headers["Idempotency-Key"]))
        status = self.server.next()
        if isinstance(status, str):
            self.server.over.wait(10)
            return
        self.send_response(status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.over.set()
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def partner(server: Server) -> Partner:
    return Partner("face", f"http://127.0.0.1:{server.server_address[1]}/v1", "secret")


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


def test_nobody_there_means_that_it_is_down() -> None:
    with pytest.raises(PartnerDown):
        Partner("face", "http://127.0.0.1:1", "secret").call("/matches", {}, token_hex(4))


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
