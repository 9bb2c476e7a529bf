"""The environment of a local run: ports, secrets and addresses, chosen once and kept below its directory."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe

from cryptography.fernet import Fernet

from deploy.local.broker import Broker, Ports
from deploy.local.mongo import Mongo
from deploy.local.processes import free_port, is_free
from deploy.local.table import PARTNERS, PORTS, SERVICES

SECRETS: Mapping[str, Callable[[], str]] = {
    "PERSON_ID_KEY": lambda: token_urlsafe(32),
    "SEALING_KEYS": lambda: Fernet.generate_key().decode(),
    "SERVICE_TOKEN_KEY": lambda: token_urlsafe(32),
    "BROKER_PASSWORD": lambda: token_urlsafe(16),
    "SANDBOX_KEY": lambda: token_urlsafe(16),
}
KEPT = {*SECRETS, "MONGODB_URI", "AMQP_URI", "CITY", "DATABASE_PREFIX", "RUN_DIR", "CLOCK_FILE"}
CITY = "nanjing"


@dataclass(frozen=True)
class Local:
    """A local run: its directory, ports and environment, and the stores it has to start (None: one was given)."""

    directory: Path
    ports: Mapping[str, int]
    environment: Mapping[str, str]
    mongo: Mongo | None
    broker: Broker | None

    @property
    def address(self) -> str:
        """Where the pages are. Passkeys need a name: a browser makes none for an address of numbers."""
        return f"http://localhost:{self.ports['web']}"


def prepare(directory: Path, given: Mapping[str, str] = os.environ, free: Callable[[int], bool] = is_free) -> Local:
    """Choose or remember everything that `given` does not name: MONGODB_URI, AMQP_URI, CITY, a secret; ports are
    such as are `free`. SystemExit when the directory holds another city."""
    directory = directory.resolve()
    directory.mkdir(parents=True, exist_ok=True)
    ports = choose_ports(directory / "ports.json", free)
    secrets = make_secrets(directory / "secrets.json")
    password = secrets.pop("BROKER_PASSWORD")
    mongo = None if given.get("MONGODB_URI") else Mongo(directory / "mongo", ports["mongo"])
    broker = None if given.get("AMQP_URI") else Broker(directory / "broker", broker_ports(ports), password)
    environment = {
        **{f"{service.upper()}_URL": f"http://127.0.0.1:{ports[service]}" for service in SERVICES},
        "PUBLIC_URL": f"http://localhost:{ports['web']}",
        **secrets,
        **partners(f"http://127.0.0.1:{ports['sandbox']}", secrets["SANDBOX_KEY"]),
        "LOG_FORMAT": "plain",
        **given,
        "CITY": choose_city(directory / "city", given.get("CITY")),
        "RUN_DIR": str(directory),
        "PYTHONUNBUFFERED": "1",
    }
    if mongo:
        environment["MONGODB_URI"] = mongo.uri
    if broker:
        environment["AMQP_URI"] = broker.uri
    keep_environment(directory / "environment.json", environment)
    return Local(directory, ports, environment, mongo, broker)


def partners(sandbox: str, key: str) -> dict[str, str]:
    """Third parties as the sandbox stands for them; a real one is given as `<NAME>_URL` and `<NAME>_SECRET`."""
    addresses = {f"{name.upper()}_URL": f"{sandbox}/{name}" for name in PARTNERS}
    return {"SANDBOX_URL": sandbox, **addresses, **{f"{name.upper()}_SECRET": key for name in PARTNERS}}


def keep_environment(file: Path, environment: Mapping[str, str]) -> None:
    """Write down, for its owner only, what an operator's command needs to reach this run."""
    wanted = {name: environment[name] for name in environment if name in KEPT or name.endswith(("_URL", "_SECRET"))}
    file.touch(mode=0o600)
    file.write_text(json.dumps(wanted, indent=1) + "\n")


def choose_ports(file: Path, free: Callable[[int], bool]) -> dict[str, int]:
    """Remembered ports, usual ones where there are none, free ones where those are taken."""
    remembered: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
    ports: dict[str, int] = {}
    for name, usual in PORTS.items():
        port = remembered.get(name, usual)
        while port in ports.values() or not free(port):
            port = free_port()
        ports[name] = port
    file.write_text(json.dumps(ports, indent=1) + "\n")
    return ports


def broker_ports(ports: Mapping[str, int]) -> Ports:
    """The three ports of the RabbitMQ node."""
    return Ports(ports["amqp"], ports["amqp-distribution"], ports["amqp-names"])


def make_secrets(file: Path) -> dict[str, str]:
    """Remembered secrets, new ones where there are none; readable by their owner only."""
    secrets: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    made = {name: secrets.get(name) or make() for name, make in SECRETS.items()}
    file.touch(mode=0o600)
    file.write_text(json.dumps(made, indent=1) + "\n")
    return made


def choose_city(file: Path, wanted: str | None) -> str:
    """The city whose data are here. One directory holds one city: the broker's queues know no other."""
    city = file.read_text().strip() if file.exists() else wanted or CITY
    if wanted and wanted != city:
        raise SystemExit(f"{file.parent} holds the data of {city}. Choose another place: RUN_DIR=.run-{wanted}")
    file.write_text(city + "\n")
    return city
