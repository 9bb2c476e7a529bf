"""Who asks, for whom, when and through which channel: what comes with a command and is not its body."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kernel.clock import business_date, instant


@dataclass(frozen=True, slots=True)
class Context:
    """The edge fills it in; decisions receive it as a value.

    `actor` is an account id, a service (`service:relay`) or `system`; `on_behalf_of` the person or unit acted for;
    `command_id` and `command_hash` make a repeated command recognisable (promise K2) and may be absent inside.
    """

    now: datetime
    actor: str = "system"
    role: str = "system"
    on_behalf_of: str = ""
    channel: str = "system"
    city: str = ""
    command_id: str | None = None
    command_hash: str | None = None
    session: str = ""
    """The sign-in it comes from, where there is one; not stored."""
    correlation_id: str = ""
    causation_id: str = ""
    traceparent: str = ""

    @property
    def today(self) -> str:
        """The business date in Asia/Shanghai, `2026-11-22`."""
        return business_date(self.now)

    @property
    def month(self) -> str:
        """The business month in Asia/Shanghai, `2026-11`."""
        return self.today[:7]

    @property
    def instant(self) -> str:
        """The moment in UTC, as stored."""
        return instant(self.now)

    def new_id(self, part: object = "") -> str:
        """An id of 24 hex digits that the same command always works out again. `part` tells several apart."""
        return hashlib.sha256(f"{self.command_id}/{part}".encode()).hexdigest()[:24]

    def caused_by(self, reaction: str, source: str, fact_id: str, correlation_id: str = "") -> "Context":
        """The context of a reaction to that fact; ids made in it derive from the reaction and the fact."""
        return replace(
            self,
            command_id=f"on:{reaction}:{source}/{fact_id}",
            causation_id=fact_id,
            correlation_id=correlation_id or self.correlation_id,
        )

    def meta(self) -> dict[str, Any]:
        """What a commit remembers of it, under the names that CloudEvents use. Empty values are left out."""
        known = {
            "time": self.instant,
            "actor": self.actor,
            "role": self.role,
            "onbehalfof": self.on_behalf_of,
            "channel": self.channel,
            "city": self.city,
            "correlationid": self.correlation_id or self.command_id,
            "causationid": self.causation_id,
            "traceparent": self.traceparent,
        }
        return {name: value for name, value in known.items() if value}
