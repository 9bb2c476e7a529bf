"""Starts one process of one service: `python -m kernel.process services.<name> http|subscriptions|relay`.

`http` and `subscriptions` host the nameko classes of `<package>.service` whose names are `<name>` and
`<name>-subscriptions`; `relay` is plain Python on what `<package>.wiring.wire(settings)` makes.
"""

import sys

PACKAGE, ROLE = (sys.argv[1], sys.argv[2]) if __name__ == "__main__" else ("", "")
if ROLE in ("http", "subscriptions"):
    # Before anything else is imported; the relay stays without eventlet.
    import warnings

    warnings.filterwarnings("ignore", r"\s*Eventlet is deprecated")
    import eventlet

    eventlet.monkey_patch()

import gc
import importlib
import signal
from pathlib import Path
from types import FrameType

from kernel.config import Settings, read_settings
from kernel.policy import check
from kernel.service import CITIES
from kernel.store import connect
from kernel.telemetry import set_up_logging

WORKERS = 64
YOUNG_OBJECTS = 10_000


def main(package: str, role: str) -> None:
    """Run until SIGTERM or SIGINT."""
    settings = read_settings()
    check_city(settings.city)
    set_up_logging(f"{package.rpartition('.')[2]}-{role}", plain=settings.log_plain)
    if role == "relay":
        run_relay(package, settings)
    else:
        run_container(package, role, settings)


def check_city(city: str, directory: Path = CITIES) -> None:
    """Nothing starts with a city file that is missing or has faults. SystemExit with all faults and their lines."""
    file = directory / f"{city}.yaml"
    if not file.is_file():
        raise SystemExit(f"There is no city file {file}. Copy the nearest one and check it: shebao policy check {city}")
    if problems := check(file):
        raise SystemExit("\n".join([f"{file}：", *map(str, problems)]))


def run_container(package: str, role: str, settings: Settings) -> None:
    """Host the nameko class; ends when it is told to, or when one of its managed threads dies."""
    from nameko.containers import ServiceContainer

    module = importlib.import_module(f"{package}.service")
    config = {
        "settings": settings,
        "WEB_SERVER_ADDRESS": f"127.0.0.1:{settings.http_port}",
        "max_workers": WORKERS,
    }
    name = package.rpartition(".")[2] + ("-subscriptions" if role == "subscriptions" else "")
    hosted = next(c for c in vars(module).values() if isinstance(c, type) and getattr(c, "name", None) == name)
    container = ServiceContainer(hosted, config)

    def stop(_signum: int, _frame: FrameType | None) -> None:
        eventlet.spawn_n(container.stop)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    container.start()
    settle()
    container.wait()


def run_relay(package: str, settings: Settings) -> None:
    """Host the relay of the service's store."""
    from kernel.relay import Relay

    service = importlib.import_module(f"{package}.wiring").wire(settings)
    heads = connect(settings.mongodb_uri)[f"{settings.database_prefix}_heads"]["heads"]
    relay = Relay(service.store, settings.amqp_uri, heads)

    def stop(_signum: int, _frame: FrameType | None) -> None:
        relay.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    settle()
    relay.run()


def settle() -> None:
    """What a process has loaded by now stays: the garbage collector walks it no more, and looks less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)


if __name__ == "__main__":
    main(PACKAGE, ROLE)
