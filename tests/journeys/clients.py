"""Clients of the web: a program that speaks the API, and a browser without scripts."""

import html
import io
import json
import re
import time
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, TypeVar

import requests
from requests.adapters import HTTPAdapter

T = TypeVar("T")
NUMERALS = "零一二三四五六七八九十"


def until(condition: Callable[[], T], what: str = "", seconds: float = 30) -> T:
    """What `condition` returns once it is true; fails when it is not in time."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.05)
    return found


@dataclass(frozen=True)
class Answer:
    """What the web answered."""

    status: int
    json: Any
    content: bytes
    headers: Mapping[str, str]

    @property
    def ok(self) -> Any:
        """The JSON of a success; fails, naming the problem, for anything else."""
        assert self.status == 200, (self.status, self.content.decode("utf-8", "replace")[:500])
        return self.json

    @property
    def result(self) -> dict[str, Any]:
        """The result in a command's reply."""
        return dict(self.ok["result"])

    def refused(self, code: str, status: int | None = None) -> dict[str, Any]:
        """The problem, which must have that code, a Chinese sentence, and no trace of how it came about."""
        assert self.status >= 400, (self.status, self.json)
        assert self.headers["Content-Type"] == "application/problem+json"
        problem = dict(self.json)
        assert (problem["code"], problem["status"]) == (code, self.status), problem
        assert status is None or self.status == status, problem
        assert re.search(r"[\u4e00-\u9fff]{4}.*[。?？]", problem["detail"]), problem
        assert {"type", "title"} <= problem.keys()
        assert "Traceback" not in self.content.decode()
        return problem


def solved(text: str) -> str:
    """The answer to the question in words that a text holds."""
    found = re.search("([一二三四五六七八九十]+)加([一二三四五六七八九十]+)等于几", text)
    assert found, text
    return str(NUMERALS.index(found[1]) + NUMERALS.index(found[2]))


class Api:
    """A client of the JSON API, as whoever the token says."""

    def __init__(self, address: str, token: str | None = None, channel: str = "", source: str = "") -> None:
        self._address = f"{address}/api/v1"
        self._session = requests.Session()
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"
        if source:
            self._session.mount("http://", _From(source))
        if channel:
            self._session.headers["X-Channel"] = channel

    @property
    def headers(self) -> MutableMapping[str, str | bytes]:
        """What goes with every request."""
        return self._session.headers

    def get(self, path: str, **query: Any) -> Answer:
        """`GET`."""
        return _answer(self._session.get(self._address + path, params=query, timeout=30))

    def post(self, path: str, body: Any = None, key: str | None = None, **options: Any) -> Answer:
        """`POST` of JSON; `key` is the Idempotency-Key."""
        headers = {**({"Idempotency-Key": key} if key else {}), **options.pop("headers", {})}
        if body is not None:
            options["json"] = body
        return _answer(self._session.post(self._address + path, headers=headers, timeout=60, **options))

    def captcha(self) -> dict[str, str]:
        """A question in words, answered."""
        asked = self.get("/captcha", form="words").ok
        return {"token": asked["token"], "answer": solved(asked["question"])}

    def answered(self, path: str, body: dict[str, Any]) -> Answer:
        """`POST` with an answered question."""
        return self.post(path, {**body, "captcha": self.captcha()})

    def after(self, reply: Answer, path: str, **query: Any) -> dict[str, Any]:
        """A view's page that shows what `reply` tells: a read waits two seconds; a busy machine may need more."""

        def page() -> dict[str, Any] | None:
            found: dict[str, Any] = self.get(path, wait_for=reply.ok["wait_for"], **query).ok
            return found if found["caught_up"] else None

        return until(page, path)

    def upload(self, path: str, content: bytes, name: str = "staff.csv", key: str | None = None) -> Answer:
        """`POST` of a file."""
        return self.post(path, key=key, files={"file": (name, io.BytesIO(content))})


class Browser:
    """Walks pages as a person without scripts does: opens addresses, fills in the forms it finds, follows on."""

    def __init__(self, address: str, source: str = "") -> None:
        self._address = address
        self._session = requests.Session()
        if source:
            self._session.mount("http://", _From(source))
        self.at, self.status, self.text = "", 0, ""
        self.headers: Mapping[str, str] = {}
        self.cookies: list[str] = []
        """Every cookie as it was set."""

    def open(self, path: str) -> str:
        """Go to an address; its text."""
        return self._show(self._session.get(self._address + path, timeout=30))

    def send(
        self,
        fields: Mapping[str, Any],
        action: str = "",
        files: Mapping[str, tuple[str, bytes]] | None = None,
        **hidden: str,
    ) -> str:
        """Fill in the form of the page (the one that goes to `action`) and send it, hidden fields and all."""
        form = self._form(action)
        sent = {**form.hidden, **hidden, **fields}
        return self._show(self._session.post(self._address + form.action, data=sent, files=files, timeout=60))

    def leave(self, fields: Mapping[str, Any], form: str = "") -> str:
        """Send what a page's script does for who has left it alone: its token, what stands in the form that goes to
        `form`, and where that would have been sent to."""
        found = self._form(form)
        sent = {**found.hidden, **fields, "left_form": found.action}
        return self._show(self._session.post(f"{self._address}/idle", data=sent, timeout=60))

    def link(self, words: str) -> str:
        """Where the link with these words leads."""
        found = re.search(rf'<a [^>]*href="([^"]+)"[^>]*>[^<]*{re.escape(words)}', self.text)
        assert found, f"no link {words}: {self.text}"
        return html.unescape(found[1])

    def _form(self, action: str) -> "_Form":
        forms = _Forms.of(self.text, self.at)
        wanted = [form for form in forms if action in form.action and not form.action.endswith("/sign-out")]
        assert wanted, f"no form {action} on {self.at}: {self.text}"
        return wanted[0]

    def _show(self, response: requests.Response) -> str:
        self.at = response.url.removeprefix(self._address)
        self.status, self.text, self.headers = response.status_code, response.text, response.headers
        self.cookies += [
            answer.headers["Set-Cookie"] for answer in (*response.history, response) if "Set-Cookie" in answer.headers
        ]
        assert self.status != 500, self.text
        return self.text


@dataclass
class _Form:
    action: str
    hidden: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    """The forms of a page and their hidden fields."""

    def __init__(self, at: str) -> None:
        super().__init__()
        self._at, self.found = at, list[_Form]()

    @classmethod
    def of(cls, text: str, at: str) -> list[_Form]:
        parser = cls(at)
        parser.feed(text)
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(_Form(given.get("action") or self._at))
        if tag == "input" and given.get("type") == "hidden" and self.found:
            self.found[-1].hidden[given["name"]] = given["value"]


class _From(HTTPAdapter):
    """Connects from another address of this machine, as if from another one."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        super().init_poolmanager(*given, **named, source_address=(self._address, 0))


def _answer(response: requests.Response) -> Answer:
    is_json = "json" in response.headers.get("Content-Type", "")
    body = json.loads(response.content) if is_json else None
    return Answer(response.status_code, body, response.content, response.headers)
