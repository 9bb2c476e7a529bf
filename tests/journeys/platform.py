"""The whole platform, every process as in production, on a store and a broker of its own; and its clients."""

import html
import io
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, TypeVar

import requests
from requests.adapters import HTTPAdapter

from tests.journeys.city import City, Known, id_number

REPOSITORY = Path(__file__).parents[2]
START_SECONDS = 180
NOW = "2026-11-18T02:00:00+00:00"
"""Wednesday, 10 o'clock in Shanghai: journeys do not depend on the day they are tried."""
T = TypeVar("T")


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

    def get(self, path: str, **query: Any) -> Answer:
        """`GET`."""
        return _answer(self._session.get(self._address + path, params=query, timeout=30))

    def post(self, path: str, body: Any = None, key: str | None = None, **options: Any) -> Answer:
        """`POST` of JSON; `key` is the Idempotency-Key."""
        headers = {**({"Idempotency-Key": key} if key else {}), **options.pop("headers", {})}
        if body is not None:
            options["json"] = body
        return _answer(self._session.post(self._address + path, headers=headers, timeout=60, **options))

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

    def __init__(self, address: str) -> None:
        self._address = address
        self._session = requests.Session()
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


@dataclass
class Platform:
    """A running platform. Its clock stands at NOW when it starts and goes on from there."""

    directory: Path
    city: City
    environment: Mapping[str, str]
    address: str = ""
    accounts: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Login and password by who it is."""
    tokens: dict[tuple[str, str], tuple[str, float]] = field(default_factory=dict)
    """Access tokens by who has signed in when, and until when they are good for."""
    strangers: int = 0

    def start(self) -> subprocess.Popen[bytes]:
        """Start it and wait until everything answers."""
        self.directory.mkdir(parents=True)
        self.set_clock(NOW)
        log = (self.directory / "run.log").open("wb")
        command = self._command(self.environment, "deploy.local.run")
        running = subprocess.Popen(command, cwd=REPOSITORY, stdout=log, stderr=subprocess.STDOUT)
        log.close()
        ready = self.directory / "ready"
        until(lambda: ready.exists() or running.poll() is not None, f"{self.directory}/run.log", START_SECONDS)
        self.address = ready.read_text().strip()
        return running

    def operate(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a module of ours as an operator would."""
        command = self._command({**self._kept(), **self.environment}, *arguments)
        return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)

    def _command(self, environment: Mapping[str, str], *arguments: str) -> list[str]:
        """A module of ours, with these added to the environment that is ours as well."""
        given = [f"{name}={value}" for name, value in environment.items()]
        return ["env", *given, sys.executable, "-W", "ignore", "-m", *arguments]

    # time

    def set_clock(self, instant: str) -> None:
        """Let it be `instant` now."""
        moved = datetime.fromisoformat(instant) - datetime.now(UTC)
        (self.directory / "clock.new").write_text(f"{moved.total_seconds()}")
        (self.directory / "clock.new").replace(self.directory / "clock")

    @contextmanager
    def at(self, day: str, hour: int = 10) -> Iterator[None]:
        """That hour in Shanghai of another day, for a while. Who does something then signs in then."""
        before = (self.directory / "clock").read_text()
        self.set_clock(f"{day}T{hour:02d}:00:00+08:00")
        try:
            yield
        finally:
            (self.directory / "clock.new").write_text(before)
            (self.directory / "clock.new").replace(self.directory / "clock")

    @contextmanager
    def held(self, program: str) -> Iterator[None]:
        """One program down for a while."""
        hold, health = self.directory / "hold" / program, f"{self._kept()[program.upper() + '_URL']}/health"
        hold.touch()
        try:
            until(lambda: not _listens(health), f"{program} is down")
            yield
        finally:
            hold.unlink()

    def _kept(self) -> dict[str, str]:
        return dict(json.loads((self.directory / "environment.json").read_text()))

    # who

    def anyone(self) -> Api:
        """Somebody without an account."""
        return Api(self.address)

    def browser(self, who: str = "") -> Browser:
        """A browser, signed in by the form where `who` is given."""
        browser = Browser(self.address)
        if who:
            login, password = self.accounts[who]
            browser.open("/sign-in")
            browser.send({"login": login, "password": password})
            assert "退出" in browser.text, browser.text
        return browser

    def as_(self, who: str, channel: str = "") -> Api:
        """A client signed in as `admin`, `clerk`, `reviewer`, `second_reviewer`, `agent`, `other_agent`."""
        clock = (self.directory / "clock").read_text()
        known = self.tokens.get((who, clock))
        if known is None or known[1] < time.monotonic():
            login, password = self.accounts[who]
            reply = self.anyone().post("/sign-in", {"login": login, "password": password}).ok
            known = self.tokens[who, clock] = (reply["access_token"], time.monotonic() + reply["expires_in"] / 2)
        return Api(self.address, known[0], channel)

    def stranger(self) -> Known:
        """Somebody who is in no file and was not met before."""
        self.strangers += 1
        number = id_number(f"{self.city.region}1999{1 + self.strangers // 28:02d}{1 + self.strangers % 28:02d}331")
        return Known(number, "吴" + "甲乙丙丁戊己庚辛壬癸"[self.strangers % 10], f"135{self.strangers:08d}")

    def person(self, known: Known, channel: str = "") -> Api:
        """A person of the city's files, with an account of their own."""
        if known.id_number not in self.accounts:
            password = f"Own-qx-{len(self.accounts)}w7!"
            told = {"id_number": known.id_number, "name": known.name, "mobile": known.mobile, "password": password}
            until(lambda: self._registered(told), "an account")
            self.accounts[known.id_number] = (known.id_number, password)
        return self.as_(known.id_number, channel)

    def _registered(self, told: dict[str, str]) -> bool:
        answer = self.anyone().post("/accounts", told)
        if answer.status == 200:
            return True
        answer.refused("not_in_archive")
        return False

    # what journeys often need

    def declare(self, form: Mapping[str, Any], agent: str = "agent", unit: str = "") -> Answer:
        """An addition with its labour contract."""
        api, unit = self.as_(agent), unit or self.city.unit
        document = api.upload(f"/units/{unit}/documents", PDF, "contract.pdf").result["document"]
        materials = [{"material": "labour_contract", "document": document}]
        return api.post(f"/units/{unit}/additions", {"form": dict(form), "materials": materials})

    def approve(self, case_id: str) -> Answer:
        """Claimed and approved by the reviewer."""
        reviewer = self.as_("reviewer")
        reviewer.post(f"/cases/{case_id}/claim", {}).ok  # noqa: B018
        return reviewer.post(f"/cases/{case_id}/approval")


def _listens(url: str) -> bool:
    try:
        requests.get(url, timeout=2)
    except requests.ConnectionError:
        return False
    return True


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def end(running: subprocess.Popen[bytes]) -> None:
    """Stop it in order."""
    running.send_signal(signal.SIGTERM)
    try:
        running.wait(60)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()


def environment(directory: Path, city: str, mongo: str, prefix: str) -> dict[str, str]:
    """What the platform is started with: a store that is given, a broker of its own where none is given."""
    return {
        "RUN_DIR": str(directory),
        "CITY": city,
        "MONGODB_URI": mongo,
        "DATABASE_PREFIX": prefix,
        "CLOCK_FILE": str(directory / "clock"),
        "DEMO_PEOPLE": "0",
    }
