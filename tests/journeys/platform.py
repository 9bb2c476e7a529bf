"""The whole platform, every process as in production, on a store and a broker of its own; and its clients."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

import requests
from pymongo import MongoClient
from pymongo.database import Database

from deploy.local.processes import free_port
from deploy.local.table import PORTS
from tests.journeys.authenticator import Authenticator
from tests.journeys.city import City, Known, id_number
from tests.journeys.clients import Answer, Api, Browser, until

REPOSITORY = Path(__file__).parents[2]
START_SECONDS = 180
NOW = "2026-11-18T02:00:00+00:00"
"""Wednesday, 10 o'clock in Shanghai: journeys do not depend on the day they are tried."""


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
    proved: set[str] = field(default_factory=set)
    """Who has been to a window, by ID number."""
    strangers: int = 0
    machines: int = 0
    """That somebody without an account has sat at; all in one network, since another is a place to give notice of."""
    authenticators: dict[str, Authenticator] = field(default_factory=dict)
    """By login, of those whom the city asks for a second factor."""

    def start(self) -> subprocess.Popen[bytes]:
        """Start it and wait until everything answers."""
        self.directory.mkdir(parents=True)
        self.set_clock(NOW)
        # Services share a port with whoever asks them to: another platform that starts now must not have the same ones.
        (self.directory / "ports.json").write_text(json.dumps({name: free_port() for name in PORTS}))
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
        command = self._command({**self.kept(), **self.environment}, *arguments)
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
    def at(self, day: str, hour: int = 10, minute: int = 0) -> Iterator[None]:
        """That time in Shanghai of another day, for a while. Who does something then signs in then."""
        before = (self.directory / "clock").read_text()
        self.set_clock(f"{day}T{hour:02d}:{minute:02d}:00+08:00")
        try:
            yield
        finally:
            (self.directory / "clock.new").write_text(before)
            (self.directory / "clock.new").replace(self.directory / "clock")

    @contextmanager
    def held(self, program: str) -> Iterator[None]:
        """One program down for a while."""
        hold, health = self.directory / "hold" / program, f"{self.kept()[program.upper() + '_URL']}/health"
        hold.touch()
        try:
            until(lambda: not _listens(health), f"{program} is down")
            yield
        finally:
            hold.unlink()
            until(lambda: _listens(health), f"{program} is back")

    @contextmanager
    def database(self, of: str) -> Iterator[Database[dict[str, Any]]]:
        """The database of a service, or of the gateway."""
        with MongoClient[dict[str, Any]](self.environment["MONGODB_URI"]) as client:
            yield client[f"{self.environment['DATABASE_PREFIX']}_{of}"]

    @property
    def sandbox(self) -> str:
        """The address of the third parties' sandbox."""
        return self.kept()["SANDBOX_URL"]

    def kept(self) -> dict[str, str]:
        """The environment that the platform was started in."""
        return dict(json.loads((self.directory / "environment.json").read_text()))

    # who

    def anyone(self, source: str = "") -> Api:
        """Somebody without an account, at a machine of their own, whose tries count by themselves; or at `source`."""
        self.machines += 1
        return Api(self.address, source=source or f"127.0.0.{10 + self.machines % 240}")

    def browser(self, who: str = "") -> Browser:
        """A browser, signed in by the form where `who` is given."""
        if not who:
            return Browser(self.address)
        self.as_(who)  # who has done the first steps goes straight home
        login, password = self.accounts[who]
        browser = Browser(self.address, _place_of(login))
        browser.open("/sign-in")
        browser.send({"login": login, "password": password})
        assert "退出" in browser.text, browser.text
        return browser

    def as_(self, who: str, channel: str = "") -> Api:
        """A client signed in as an officer (by role, or `second_reviewer`), `agent` or `other_agent`."""
        clock = (self.directory / "clock").read_text()
        known = self.tokens.get((who, clock))
        if known is None or known[1] < time.monotonic():
            login, password = self.accounts[who]
            reply, password = first_steps(self.address, self.sign_in(login, password), password)
            self.accounts[who] = (login, password)
            known = self.tokens[who, clock] = (reply["access_token"], time.monotonic() + reply["expires_in"] / 2)
        return Api(self.address, known[0], channel)

    def signing_in(self, login: str, password: str, **more: Any) -> Answer:
        """What signing in is answered, with an answered question where the city asks one."""
        told = {"login": login, "password": password, **more}
        anyone = self.anyone(_place_of(login))
        answer = anyone.post("/sign-in", told)
        if answer.status == 422 and answer.json["code"] == "captcha_needed":
            answer = anyone.post("/sign-in", {**told, "captcha": self.anyone().captcha()})
        return answer

    def sign_in(self, login: str, password: str, **more: Any) -> dict[str, Any]:
        """The tokens of who has signed in: with the question and the second factor that the city asks for."""
        reply: dict[str, Any] = self.signing_in(login, password, **more).ok
        if "second_factor" not in reply["duties"]:
            return reply
        api = Api(self.address, reply["access_token"])
        if login not in self.authenticators:
            secret = api.post("/me/second-factor/secret", {"password": password}).ok["secret"]
            self.authenticators[login] = Authenticator(secret, self.directory / "clock")
        strong: dict[str, Any] = api.post("/me/second-factor/codes", {"code": self.authenticators[login].code()}).ok
        return strong

    def officer(self, login: str, *roles: str, name: str = "冯一清") -> str:
        """A new officer's account, proposed by one administrator and confirmed by another, who tells the password."""
        told = {"login": login, "roles": list(roles), "name": name}
        account_id = str(self.as_("security").post("/officers", told).result["account_id"])
        named = {"roles": list(roles), "name": name}
        confirmed = self.as_("second_security").post(f"/officers/{account_id}/confirmation", named)
        self.accounts[login] = (login, confirmed.result["password"])
        return account_id

    def agent(self, who: str, told: Mapping[str, str]) -> None:
        """A unit's agent, appointed by the office once identity knows the unit; called `who` from now on."""

        def opened() -> dict[str, Any] | None:
            answer = self.as_("security").post("/agents", dict(told))
            return dict(answer.result) if answer.status == 200 else None

        found = until(opened, "the unit is known")
        self.accounts[who] = (found["login"], found["password"])

    def stranger(self) -> Known:
        """Somebody who is in no file and was not met before."""
        self.strangers += 1
        number = id_number(f"{self.city.region}1999{1 + self.strangers // 28:02d}{1 + self.strangers % 28:02d}331")
        return Known(number, "吴" + "甲乙丙丁戊己庚辛壬癸"[self.strangers % 10], f"135{self.strangers:08d}")

    def person(self, known: Known, channel: str = "", proved: bool = True) -> Api:
        """A person of the city's files, with an account of their own, proved at a window where nothing else is said."""
        if known.id_number not in self.accounts:
            password = f"Own-qx-{len(self.accounts)}w7!"
            until(lambda: self._registered(known, password), "an account")
            self.accounts[known.id_number] = (known.id_number, password)
            self.proved.discard(known.id_number)
            if not proved:  # not now, nor by a later call
                self.proved.add(known.id_number)
        if known.id_number not in self.proved:
            self.as_("clerk", "window").post("/proofs/window", {"number": known.id_number}).ok  # noqa: B018
            self.proved.add(known.id_number)
            self.tokens = {key: token for key, token in self.tokens.items() if key[0] != known.id_number}
        return self.as_(known.id_number, channel)

    def _registered(self, known: Known, password: str) -> bool:
        answer = self.anyone().post("/accounts", registration(self.anyone(), known, password))
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


def first_steps(address: str, tokens: dict[str, Any], password: str) -> tuple[dict[str, Any], str]:
    """Do what must be done before anything else; the tokens after that, and the password."""
    while tokens["duties"]:
        api = Api(address, tokens["access_token"])
        if tokens["duties"][0] == "password":
            told = {"old_password": password, "password": f"{password}n", "password_again": f"{password}n"}
            api.post("/me/password", told).ok  # noqa: B018
            password = f"{password}n"
        else:
            api.post("/me/details", {"address": "中山路18号2单元301室"}).ok  # noqa: B018
        tokens = Api(address).post("/sign-in/refresh", {"refresh_token": tokens["refresh_token"]}).ok
    return tokens, password


def registration(api: Api, known: Known, password: str, **other: Any) -> dict[str, Any]:
    """What somebody who wants an account tells: agreed to the terms, with an answered question."""
    told = {"id_number": known.id_number, "name": known.name, "mobile": known.mobile}
    if known.computer_number:
        told |= {"computer_number": known.computer_number}
    terms = {"terms": api.get("/registration").ok["terms"]["version"], "captcha": api.captcha()}
    return {**told, "password": password, "password_again": password, **terms, **other}


def _place_of(login: str) -> str:
    """Nobody signs in from one place alone: an address may try so often in a minute."""
    return f"127.0.0.{10 + crc32(login.encode()) % 200}"


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
