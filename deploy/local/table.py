"""The process list: every program of the platform, what it runs and what it needs beyond the common environment."""

import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

SERVICES = ("identity", "records", "cards", "certificates", "employer")
PARTNERS = (
    "sms",
    "face",
    "bank_card",
    "bank_draw",
    "treasury",
    "wechat",
    "alipay",
    "province",
    "province_unit",
    "zhrs",
)
"""Third parties that the sandbox stands for; each lies below the sandbox's address under its own name."""
WEB_WORKERS = 2
WEB_THREADS = 5
"""Of each worker. One has the interpreter at a time: with more of them all get on a little, and the last later."""
AFTER_ANSWERS = 3
"""What works behind the scenes steps back for what answers people: under load it takes more at once instead."""

# The ports usually taken; where one is in use another is chosen.
PORTS = {
    "web": 8000,
    "identity": 8101,
    "records": 8102,
    "cards": 8103,
    "certificates": 8104,
    "employer": 8105,
    "sandbox": 8190,
    "mongo": 27170,
    "amqp": 5680,
    "amqp-distribution": 25680,
    "amqp-names": 4380,
}


@dataclass(frozen=True)
class Program:
    """A process that is kept running: `stage` 0 are the stores, which outlast stage 1; a `quiet` one only writes its
    log file; `orphaned` is what it is sent when the supervisor was killed; `nice`, how far it steps back for others."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    stage: int = 1
    quiet: bool = False
    orphaned: signal.Signals = signal.SIGKILL
    nice: int = 0


def programs(ports: Mapping[str, int]) -> list[Program]:
    """What runs beside the stores."""
    return [
        *(program for service in SERVICES for program in service_programs(service, ports[service])),
        Program("views", process("gateway.views", "subscriptions"), nice=AFTER_ANSWERS),
        Program("web", web(ports["web"]), orphaned=signal.SIGTERM),  # it ends its workers itself
        Program("sandbox", sandbox(ports["sandbox"]), orphaned=signal.SIGTERM),
    ]


def service_programs(service: str, port: int) -> list[Program]:
    """The three processes of a service."""
    package = f"services.{service}"
    return [
        Program(service, process(package, "http"), {"HTTP_PORT": str(port)}),
        Program(f"{service}-relay", process(package, "relay"), nice=AFTER_ANSWERS),
        Program(f"{service}-subscriptions", process(package, "subscriptions"), nice=AFTER_ANSWERS),
    ]


def process(package: str, role: str) -> tuple[str, ...]:
    """The command of one process of a package."""
    return (sys.executable, "-m", "kernel.process", package, role)


def web(port: int) -> tuple[str, ...]:
    """The command of the web processes."""
    return (
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "gateway.web.app:create"),
        *("--host", "127.0.0.1", "--port", str(port), "--no-ws", "--log-level", "warning"),
        *("--workers", str(WEB_WORKERS), "--blocking-threads", str(WEB_THREADS)),
    )


def sandbox(port: int) -> tuple[str, ...]:
    """The command of the sandbox: one process, since it keeps what it has been told in memory."""
    return (
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "deploy.local.sandbox.app:create"),
        *("--host", "127.0.0.1", "--port", str(port), "--no-ws", "--log-level", "warning"),
        *("--workers", "1", "--blocking-threads", "4"),
    )
