"""What clients sent and how it was answered: the outside's memory of what the platform has promised."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

NO_ANSWER = (0, 401, 429)
"""No connection; a token that has run out; too many tries."""


@dataclass
class Sent:
    """A command, sent with one Idempotency-Key until it was answered. Times are of `time.monotonic`."""

    client: str
    service: str
    command: str
    command_id: str
    body: Mapping[str, Any]
    begun: float = field(default_factory=time.monotonic)
    ended: float | None = None
    tries: int = 0
    status: int = 0
    answer: Mapping[str, Any] = field(default_factory=dict)
    failures: list[int] = field(default_factory=list)
    """Statuses of tries that were no answer; 0: the connection failed."""

    def answered(self, status: int, answer: Any) -> None:
        """Note what came of a try: a reply or a refusal ends it; no connection, a failure and "later" do not."""
        if status in NO_ANSWER or status >= 500:
            self.failures.append(status)
        else:
            self.status, self.answer, self.ended = status, answer, time.monotonic()

    @property
    def acknowledged(self) -> bool:
        """Whether it was promised that this has happened."""
        return 200 <= self.status < 300

    @property
    def waited(self) -> float:
        """Seconds until it was answered, or until now."""
        return (self.ended or time.monotonic()) - self.begun


class Journal:
    """All that was sent. Several clients write in it at once."""

    def __init__(self) -> None:
        self._sent: list[Sent] = []
        self._lock = Lock()

    def begin(self, sent: Sent) -> Sent:
        """Note a command before it is sent for the first time."""
        with self._lock:
            self._sent.append(sent)
        return sent

    def __iter__(self) -> Iterator[Sent]:
        with self._lock:
            return iter(list(self._sent))

    def acknowledged(self) -> list[Sent]:
        """What was answered with a reply."""
        return [sent for sent in self if sent.acknowledged]

    def refused(self) -> list[Sent]:
        """What was answered with a refusal."""
        return [sent for sent in self if sent.ended is not None and not sent.acknowledged]

    def repeated(self) -> list[Sent]:
        """What had to be sent more than once."""
        return [sent for sent in self if sent.tries > 1]

    def under_way(self, service: str = "") -> list[Sent]:
        """What has not been answered yet."""
        return [sent for sent in self if sent.ended is None and service in ("", sent.service)]

    def keep(self, file: Path) -> None:
        """Write all of it down, one JSON object a line."""
        file.write_text("".join(json.dumps(asdict(sent), ensure_ascii=False) + "\n" for sent in self))
