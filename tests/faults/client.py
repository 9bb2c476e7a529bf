"""A client of the gateway's API: signed in, and stubborn. A command is sent with one key until it is answered."""

import random
import secrets
from collections.abc import Callable, Mapping, Sequence
from threading import Event, Lock, Thread
from typing import Any

import orjson
import urllib3
from urllib3.exceptions import HTTPError

from gateway.web.acting import KEY_HEADER, id_of_submission
from tests.faults.journal import Journal, Sent

NO_CONNECTION = 0
UNAUTHENTICATED, TOO_MANY = 401, 429
LONGEST_TRY_SECONDS = 20
AGAIN_SECONDS = 0.3

Answer = tuple[int, Any]
"""HTTP status (0: no connection, or none that lasted), and the JSON that came."""


class Account:
    """Someone who signs in, and again whenever the token has run out. Several clients may share it."""

    def __init__(self, address: str, login: str, password: str) -> None:
        self.address = address
        self._login, self._password = login, password
        self._http = urllib3.PoolManager(maxsize=16, timeout=urllib3.Timeout(connect=2, read=LONGEST_TRY_SECONDS))
        self._lock = Lock()
        self._token = ""
        self.account_id = ""

    def get(self, path: str) -> Answer:
        """The answer to a question, asked once."""
        return self._signed_in("GET", path, None, "")

    def post(self, path: str, body: Mapping[str, Any], key: str) -> Answer:
        """The answer to a command, sent once."""
        return self._signed_in("POST", path, body, key)

    def send(self, path: str, body: Mapping[str, Any]) -> Any:
        """The reply to a command while nothing is in the way. AssertionError where there is none."""
        ask = self.post if self._login else self._exchange
        status, answer = ask(path, body, secrets.token_hex(8))
        assert status == 200, f"{path} was answered {status} {answer}"
        return answer

    def upload(self, path: str, name: str, content: bytes) -> Any:
        """The reply to a file, sent while nothing is in the way. AssertionError where there is none."""
        self._sign_in("")
        headers = {"Authorization": f"Bearer {self._token}", KEY_HEADER: secrets.token_hex(8)}
        answer = self._http.request(
            "POST", f"{self.address}/api/v1{path}", fields={"file": (name, content)}, headers=headers
        )
        assert answer.status == 200, f"{path} was answered {answer.status} {answer.data!r}"
        return orjson.loads(answer.data)

    def _signed_in(self, method: str, path: str, body: Mapping[str, Any] | None, key: str) -> Answer:
        token = self._token
        if token:
            status, answer = self._request(method, path, body, {"Authorization": f"Bearer {token}", KEY_HEADER: key})
            if status != UNAUTHENTICATED:
                return status, answer
        if (failed := self._sign_in(token)) is not None:
            return failed
        return self._request(method, path, body, {"Authorization": f"Bearer {self._token}", KEY_HEADER: key})

    def _sign_in(self, outworn: str) -> Answer | None:
        """Get a new token, unless another client has meanwhile; what was answered where there is none."""
        with self._lock:
            if self._token != outworn:
                return None
            status, answer = self._exchange("/sign-in", {"login": self._login, "password": self._password}, "")
            if status != 200:
                return status, answer
            self._token, self.account_id = answer["access_token"], answer["account_id"]
            return None

    def _exchange(self, path: str, body: Mapping[str, Any], _key: str) -> Answer:
        return self._request("POST", path, body, {})

    def _request(self, method: str, path: str, body: Mapping[str, Any] | None, headers: dict[str, str]) -> Answer:
        sent = None if body is None else orjson.dumps(body)
        headers = {name: value for name, value in headers.items() if value} | {"Content-Type": "application/json"}
        url = f"{self.address}/api/v1{path}"
        try:
            answer = self._http.request(method, url, body=sent, headers=headers, retries=False)
            return answer.status, orjson.loads(answer.data)
        except (HTTPError, orjson.JSONDecodeError):
            return NO_CONNECTION, None


Act = Callable[["Client"], None]


class Client(Thread):
    """Does one act after the other until it is told to stop; what it has begun it brings to an end."""

    def __init__(
        self, name: str, account: Account, acts: Sequence[tuple[Act, int]], journal: Journal, seed: int, stop: Event
    ) -> None:
        super().__init__(name=name)
        self.account = account
        self.chance = random.Random(f"{seed}/{name}")
        self._acts, self._weights = zip(*acts, strict=True)
        self._journal = journal
        self._ending = stop
        self._given_up = Event()
        self.known: dict[str, list[Any]] = {}
        """What it remembers from one act to the next."""

    def run(self) -> None:
        while not self._ending.wait(self.chance.uniform(0.05, 0.4)):
            (act,) = self.chance.choices(self._acts, self._weights)
            act(self)

    def give_up(self) -> None:
        """Stop repeating what is not answered."""
        self._given_up.set()

    def ask(self, path: str) -> Any:
        """The answer to a question, or None where there is none."""
        status, answer = self.account.get(path)
        return answer if status == 200 else None

    def command(self, service: str, command: type, path: str, body: Mapping[str, Any] | None = None) -> Sent:
        """Send a command until it is acknowledged or refused."""
        while not self.account.account_id and not self._given_up.is_set():
            if self.account.get("/me")[0] != 200:
                self._given_up.wait(AGAIN_SECONDS)
        key = f"{self.name}-{self.chance.getrandbits(64):x}"
        command_id = id_of_submission(self.account.account_id, command.__name__, key)
        sent = self._journal.begin(Sent(self.name, service, command.__name__, command_id, dict(body or {})))
        while not self._given_up.is_set():
            sent.tries += 1
            sent.answered(*self.account.post(path, body or {}, key))
            if sent.ended is not None:
                break
            self._given_up.wait(AGAIN_SECONDS)
        return sent
