"""An authenticator app, as an officer has it on a telephone."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECONDS = 30


@dataclass
class Authenticator:
    """Shows codes by the clock of the run; never the same one twice, so that who signs in again need not wait."""

    secret: str
    clock: Path
    last: int = 0

    def code(self) -> str:
        """The next code that is still good."""
        self.last = max(self.step(), self.last + 1)
        return self.at(self.last)

    def at(self, step: int) -> str:
        """The code of a half minute."""
        totp = TOTP(base64.b32decode(self.secret), 6, SHA1(), SECONDS)
        return totp.generate(step * SECONDS).decode()

    def step(self) -> int:
        """The half minute that it is now."""
        moved = timedelta(seconds=float(self.clock.read_text()))
        return int((datetime.now(UTC) + moved).timestamp()) // SECONDS
