"""What a matter does beyond its case: the four places where a service says something of its own."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from kernel.cases.events import Attached
from kernel.cases.life import Application
from kernel.cases.matter import Matter
from kernel.cases.progress import sealed_form
from kernel.context import Context
from kernel.privacy import Sealer
from kernel.unit import Unit


@dataclass(frozen=True)
class Filing:
    """What is handed in: a form of the matter's class, whose shape has been checked, and the materials with it."""

    matter: Matter
    applicant: str
    case_id: str
    form: Any
    materials: tuple[Attached, ...] = ()

    def applied(self, sealer: Sealer, subject: str = "", summary: str = "", **content: Any) -> Application:
        """The application the case keeps: the form as it is, and with `content` what was found out beside it."""
        kept = sealed_form({**asdict(self.form), **content}, sealer.seal)
        about = (self.case_id, self.matter.code, self.applicant, subject)
        return Application(*about, summary or self.matter.title, kept, self.materials)


def nothing(*_: Any) -> None:
    """Nothing beyond the case."""


@dataclass(frozen=True)
class Entered:
    """A form that has been looked through: its application, and what is noted beside the case in the same transaction.

    `note` may refuse; `streams` are those it loads, read at once.
    """

    application: Application
    note: Callable[[Unit], None] = nothing
    streams: tuple[str, ...] = ()


def _no_subject(_form: Mapping[str, Any], _context: Context) -> str:
    return ""


@dataclass(frozen=True)
class Effect:
    """A matter's own part.

    `carry_out` does what approval means and returns it in words that name nobody; `drop` tidies up when nothing comes
    of the case. `look_through` turns what is handed in into what is kept (without one, the form as it is);
    `subject` tells whom a draft is about, as far as that can be seen; `told` adds to what `GetCase` answers.
    """

    carry_out: Callable[[Unit, Application], str]
    drop: Callable[[Unit, Application], None] = nothing
    look_through: Callable[[Filing, Context], Entered] | None = None
    subject: Callable[[Mapping[str, Any], Context], str] = _no_subject
    told: Callable[[Application], Mapping[str, Any]] = field(default=lambda _application: {})
