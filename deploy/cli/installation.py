"""What is installed here: the services, what each of them hears, and the surroundings they run in."""

import importlib
import json
import os
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kernel.config import Settings, read_settings
from kernel.inbox import Inbox
from kernel.service import Service

if TYPE_CHECKING:
    from kernel.subscription import Subscription

PACKAGES = {
    "identity": "services.identity",
    "records": "services.records",
    "cards": "services.cards",
    "certificates": "services.certificates",
    "employer": "services.employer",
    "views": "gateway.views",
}
REPOSITORY = Path(__file__).parents[2]


def settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in the environment, or those of the run in RUN_DIR (default `.run`). Raises MissingSettings."""
    kept = Path(environment.get("RUN_DIR") or REPOSITORY / ".run") / "environment.json"
    remembered = json.loads(kept.read_text()) if kept.exists() else {}
    return read_settings({**remembered, **environment})


@dataclass(frozen=True)
class Installed:
    """One service and its subscriptions."""

    name: str
    service: Service
    subscriptions: "dict[str, Subscription]"

    def inbox(self, subscription: str) -> Inbox:
        """The inbox of a subscription. KeyError where there is no such one."""
        return Inbox(self.service.database, self.subscriptions[subscription].looking_on(self.service))


def installed(name: str, known: Settings) -> Installed:
    """A service by its name. KeyError where there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from kernel.subscription import Subscription

        package = PACKAGES[name]
        module = importlib.import_module(f"{package}.service")
    service = importlib.import_module(f"{package}.wiring").wire(known)
    hearing = next((c for c in vars(module).values() if getattr(c, "name", "") == f"{name}-subscriptions"), None)
    declared = vars(hearing).values() if hearing else ()
    return Installed(name, service, {s.subscription: s for s in declared if isinstance(s, Subscription)})


def all_installed(known: Settings) -> list[Installed]:
    """Every service and the gateway's views."""
    return [installed(name, known) for name in PACKAGES]
