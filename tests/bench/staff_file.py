"""A unit's file of 10,000 new people: read and tried out, then declared, step by step as the subscription does it."""

import base64
import time
from collections.abc import Callable
from io import BytesIO
from secrets import token_hex

from kernel.clock import business_date
from kernel.context import Context
from kernel.effects import Reacting
from kernel.identifiers import resident_check
from kernel.inbox import Inbox
from kernel.numbering import Numbering
from kernel.store import NewCommit
from kernel.tabular import write_xlsx
from services.employer import contract as c
from services.employer.office import Office
from services.employer.staff_files import desk
from services.employer.staff_files.rows import COLUMNS
from services.employer.wiring import wire
from tests.bench.measure import say
from tests.bench.stage import Stage

ROWS = 10_000


def staff_file(stage: Stage) -> None:
    """Seconds for the dry run and for the commit, relay's numbering included, the broker's way left out."""
    office = wire(stage.fresh())
    imported = c.UnitImported("U1", "91320100MA1MXXXX0X", "U1公司", "320102", "2001-02-03", 2)
    office.store.append(NewCommit(c.UNIT.stream("U1"), 0, [imported], office.context("bench")))
    agent = Context(now=office.clock(), actor="A1", role="agent", on_behalf_of="U1", command_id=token_hex(8))
    started = time.perf_counter()
    reply = desk.hand_in(office, c.HandInStaffFile("U1", "a.xlsx", _workbook(business_date(office.clock())[:7])), agent)
    file_id = reply["result"]["file_id"]
    steps = _Steps(office, file_id)
    found = steps.go()
    say("staff_file_10k_dry_s", time.perf_counter() - started, "s", bound="< 20", good=found["good"])
    started = time.perf_counter()
    desk.commit(office, c.CommitStaffFile(file_id), Context(**{**_values(agent), "command_id": token_hex(8)}))
    found = steps.go()
    say("staff_file_10k_commit_s", time.perf_counter() - started, "s", bound="< 60", declared=found["declared"])
    assert found["declared"] == ROWS, found
    office.database.client.drop_database(office.database.name)
    office.close()


class _Steps:
    """The subscription, without the broker: what is numbered is applied, over and over."""

    def __init__(self, office: Office, file_id: str) -> None:
        self.office, self.stream, self.file_id = office, c.STAFF_FILE.stream(file_id), file_id
        self.inbox = Inbox(office.database, Reacting(office, "staff-files", desk.on_staff_file))
        self.numbering = Numbering(office.store)
        self.heard = 0

    def go(self) -> dict[str, object]:
        """Until nothing follows any more; how the file stands then."""
        while self._number() and (facts := self.office.store.facts(self.stream)[self.heard :]):
            for fact in facts:
                self.inbox.apply([fact])
            self.heard = facts[-1].version
        officer = Context(now=self.office.clock(), role="clerk")
        return desk.get_file(self.office, c.GetStaffFile(self.file_id), officer)

    def _number(self) -> bool:
        while self.numbering.number():
            pass
        return True


def _values(context: Context) -> dict[str, object]:
    return {name: getattr(context, name) for name in ("now", "actor", "role", "on_behalf_of")}


def _workbook(month: str) -> str:
    content = BytesIO()
    write_xlsx(
        content, "名册", [column.title for column in COLUMNS[3:]], (_row(number, month) for number in range(ROWS))
    )
    return base64.b64encode(content.getvalue()).decode()


def _row(number: int, month: str) -> list[str]:
    first_17 = f"320102{1960 + number // 1000 % 40}0101{number % 1000:03d}"
    number_18 = first_17 + resident_check(first_17)
    return ["增员", number_18, "张三", "养老、失业、医疗、工伤、生育", month, "8000.00", "", ""]


ALL: tuple[Callable[[Stage], None], ...] = (staff_file,)
