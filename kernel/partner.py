"""Calls to a third party over HTTP: time limits, few retries with jitter, a circuit breaker, and two ways to fail.

A partner speaks JSON: `POST <url><path>` with `Authorization: Bearer <secret>` and an `Idempotency-Key` that makes a
repeated call recognisable. 2xx is an answer, 4xx a refusal `{code}`, anything else, and silence, means it is down.
"""

import re
from typing import Any

import orjson
import urllib3
from circuitbreaker import CircuitBreaker
from urllib3.exceptions import HTTPError
from urllib3.util import make_headers

CONNECT_SECONDS = 1.0
ANSWER_SECONDS = 2.5
"""Twice this stays below what our own callers wait for."""
RETRIES = 1
FAILURES_THAT_OPEN = 5
HURRIED_FAILURES_THAT_OPEN = 3
"""Fewer: each of them is a person who gets no answer."""
OPEN_SECONDS = 15
CONNECTIONS = 16
GATEWAY_ERRORS = (502, 503, 504)
ONCE = urllib3.Retry(total=0, redirect=0, raise_on_status=False)


class PartnerDown(Exception):
    """It does not answer, answers with a server error, or has failed too often to be asked again yet."""


class PartnerRefused(Exception):
    """It answered no: `code` is its reason, in its own words. Asking again gives the same answer."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Partner:
    """One third party. A process keeps one of each, so that the breaker and the connections are shared."""

    def __init__(self, name: str, url: str, secret: str) -> None:
        self.name = name
        self._url = url
        self._secret = secret
        self._breaker = CircuitBreaker(FAILURES_THAT_OPEN, OPEN_SECONDS, PartnerDown, name)
        self._hurried = CircuitBreaker(HURRIED_FAILURES_THAT_OPEN, OPEN_SECONDS, PartnerDown, f"{name} in a hurry")
        retries = urllib3.Retry(
            total=RETRIES,
            redirect=0,
            backoff_factor=0.1,
            backoff_jitter=0.2,
            status_forcelist=GATEWAY_ERRORS,
            allowed_methods=None,  # the Idempotency-Key makes a POST safe to repeat
            raise_on_status=False,
        )
        limits = urllib3.Timeout(connect=CONNECT_SECONDS, read=ANSWER_SECONDS)
        self._http = urllib3.PoolManager(maxsize=CONNECTIONS, timeout=limits, retries=retries)

    @property
    def up(self) -> bool:
        """Whether it may be asked: false for a while after it has failed several times in a row."""
        return not self._breaker.opened

    def reached(self, within: float) -> bool:
        """Whether it can be asked in a hurry: it has not been too slow several times in a row, and answers `/health`
        within so many seconds, asked once. A 404 is an answer, too."""
        if not self.up or self._hurried.opened:
            return False
        try:
            self._ask("/health", None, {}, within)
        except PartnerDown:
            return False
        return True

    def call(self, path: str, body: dict[str, Any], key: str, within: float | None = None) -> dict[str, Any]:
        """What it answers to `body`. Raises PartnerDown, PartnerRefused.

        Where it has to answer `within` so many seconds, it is asked once and a breaker of its own counts the failures:
        callers that have more time can go on asking a partner that is well but slow.
        """
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        return self._guarded(path, orjson.dumps(body), headers, within)

    def send_form(self, path: str, form: str, client: str) -> dict[str, Any]:
        """The same for a form, as OAuth has it, with `client` and our secret as Basic credentials (RFC 6749, 2.3.1)."""
        headers = make_headers(basic_auth=f"{client}:{self._secret}")
        form_type = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._guarded(path, form.encode(), {"Authorization": headers["authorization"], **form_type})

    def get(self, path: str) -> dict[str, Any]:
        """What it shows openly, such as its public keys. Raises PartnerDown, PartnerRefused."""
        return self._guarded(path, None, {})

    def _guarded(
        self, path: str, body: bytes | None, headers: dict[str, str], within: float | None = None
    ) -> dict[str, Any]:
        hurried = within is not None
        if not self.up or (hurried and self._hurried.opened):
            raise PartnerDown(self.name)
        with self._hurried if hurried else self._breaker:
            answer = self._ask(path, body, headers, within)
        if answer.status >= 300:
            raise PartnerRefused(_code(answer))
        return self._read(answer)

    def _ask(
        self, path: str, body: bytes | None, headers: dict[str, str], within: float | None
    ) -> urllib3.BaseHTTPResponse:
        method = "GET" if body is None else "POST"
        known = {"Authorization": f"Bearer {self._secret}", "Accept": "application/json"}
        hurry: dict[str, Any] = {} if within is None else {"timeout": urllib3.Timeout(total=within), "retries": ONCE}
        try:
            answer = self._http.request(method, self._url + path, body=body, headers=known | headers, **hurry)
        except HTTPError:
            raise PartnerDown(self.name) from None
        if answer.status >= 500 or answer.status in (408, 429):
            raise PartnerDown(self.name)
        return answer

    def _read(self, answer: urllib3.BaseHTTPResponse) -> dict[str, Any]:
        try:
            told = orjson.loads(answer.data)
        except orjson.JSONDecodeError:
            raise PartnerDown(self.name) from None
        if not isinstance(told, dict):
            raise PartnerDown(self.name)
        return told


def _code(answer: urllib3.BaseHTTPResponse) -> str:
    try:
        told = orjson.loads(answer.data)
    except orjson.JSONDecodeError:
        told = {}
    known = str(told.get("code") or told.get("error")) if isinstance(told, dict) else ""
    # It is logged: a word, never a sentence that may quote what was sent.
    return known if re.fullmatch("[a-z0-9_]{1,40}", known) else str(answer.status)
