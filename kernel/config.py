"""Settings, read from the environment once. A missing name stops the process at its start, with all of them told."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kernel.clock import Clock, moved_clock, system_clock


class MissingSettings(Exception):
    """Names that the environment must give and does not."""


@dataclass(frozen=True)
class Settings:
    """What a process of the platform needs to know of its surroundings."""

    mongodb_uri: str = field(repr=False)
    amqp_uri: str = field(repr=False)
    city: str
    """The name of a file in deploy/cities, without `.yaml`."""
    database_prefix: str
    person_id_key: str = field(repr=False)
    sealing_keys: tuple[str, ...] = field(repr=False)
    """Fernet keys; the first one seals, all of them open."""
    service_token_key: str = field(repr=False)
    service_urls: Mapping[str, str]
    http_port: int
    clock_file: str
    log_plain: bool
    """Readable log lines instead of JSON."""
    run_dir: Path
    """Where this deployment keeps its own keys and logs."""
    proxies: int = 0
    """How many proxies of ours stand before the web: of the addresses that they pass on, so many are believed."""
    partner_secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What third parties know us by, from `<NAME>_SECRET`; their addresses are among `service_urls`."""

    @property
    def clock(self) -> Clock:
        """The system's clock, or the moved one of a rehearsal."""
        return moved_clock(Path(self.clock_file)) if self.clock_file else system_clock


REQUIRED = ("MONGODB_URI", "AMQP_URI", "CITY", "PERSON_ID_KEY", "SEALING_KEYS", "SERVICE_TOKEN_KEY")


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in `environment`. Raises MissingSettings with every missing name."""
    urls = [name for name in environment if name.endswith("_URL")]
    secrets = [name for name in environment if name.endswith("_SECRET")]
    missing = [name for name in REQUIRED if not environment.get(name)]
    if missing:
        raise MissingSettings("missing in the environment: " + ", ".join(missing))
    return Settings(
        mongodb_uri=environment["MONGODB_URI"],
        amqp_uri=environment["AMQP_URI"],
        city=environment["CITY"],
        database_prefix=environment.get("DATABASE_PREFIX", "shebao"),
        person_id_key=environment["PERSON_ID_KEY"],
        sealing_keys=tuple(environment["SEALING_KEYS"].split(",")),
        service_token_key=environment["SERVICE_TOKEN_KEY"],
        service_urls={name.removesuffix("_URL").lower(): environment[name] for name in urls},
        http_port=int(environment.get("HTTP_PORT", "0")),
        clock_file=environment.get("CLOCK_FILE", ""),
        log_plain=environment.get("LOG_FORMAT") == "plain",
        run_dir=Path(environment.get("RUN_DIR", ".run")),
        proxies=int(environment.get("PROXIES", "0")),
        partner_secrets={name.removesuffix("_SECRET").lower(): environment[name] for name in secrets},
    )
