"""Files of staff changes (ENR-17): handed in, read, tried out row by row, committed, gone through."""

from typing import Annotated, TypedDict

from kernel.columns import Column
from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Count, Fen, Id, Instant, Sealed, text
from services.employer.contract.words import InsuranceLine, UnitId

STAFF_FILE = Category("staff-file")
"""`staff-file-<file_id>`: an uploaded file of staff changes."""
STAFF_FILE_COLUMNS = (
    Column("change", "变更类型"),
    Column("id_number", "公民身份号码"),
    Column("name", "姓名", required=False),
    Column("lines", "险种"),
    Column("month", "生效月份"),
    Column("wage", "月工资", required=False),
    Column("mobile", "手机号码", required=False),
    Column("reason", "停保原因", required=False),
)
"""`change` is 增员 or 减员; `lines` separated by 、; `month` 2026-11, the start or the stop month; `wage` in yuan."""


@event(STAFF_FILE, "StaffFileHandedIn")
class StaffFileHandedIn(Event):
    """A file was handed in; it is kept sealed and read afterwards. `size` in bytes."""

    file_id: Id
    unit_id: UnitId
    file_name: Sealed
    size: Count
    handed_in_by: Id


@event(STAFF_FILE, "StaffFileUnreadable")
class StaffFileUnreadable(Event):
    """Nothing comes of the file: why, as the refusal's code and its Chinese sentence."""

    file_id: Id
    unit_id: UnitId
    code: str
    sentence: str


@event(STAFF_FILE, "StaffFileReceived")
class StaffFileReceived(Event):
    """The file was read; its rows are kept sealed and gone through page by page."""

    file_id: Id
    unit_id: UnitId
    file_name: Sealed
    rows: Count
    pages: Count
    received_by: Id


@event(STAFF_FILE, "StaffFileCompared")
class StaffFileCompared(Event):
    """When it was read, `roster` people were active with the unit; `absent` of them are not named in the file."""

    file_id: Id
    unit_id: UnitId
    roster: Count
    absent: Count


class BadRow(TypedDict):
    """A row that is not declared: the line it starts on, the refusal's code and its Chinese sentence."""

    line: int
    column: str
    code: str
    sentence: str


class LineCost(TypedDict):
    """What changes a month on a line: people added and stopped, and the shares in fen, what stops is taken off.

    `unpriced`: stops of people whose wage is not known here, which are left out of the amounts.
    """

    line: InsuranceLine
    added: Count
    stopped: Count
    employer: Fen
    individual: Fen
    unpriced: Count


@event(STAFF_FILE, "StaffFilePageChecked")
class StaffFilePageChecked(Event):
    """试算: the rows of the next page were tried out; nothing was declared.

    `good` rows would be declared (`new` people, `returning` ones, `stopping` ones), `unchanged` were declared before.
    """

    file_id: Id
    unit_id: UnitId
    rows: Count
    good: Count
    unchanged: Count
    new: Count
    returning: Count
    stopping: Count
    lines: list[LineCost]
    bad: list[BadRow]


@event(STAFF_FILE, "StaffFileCommitted")
class StaffFileCommitted(Event):
    """提交: the unit has seen the trial and wants it so. Months count from this moment."""

    file_id: Id
    unit_id: UnitId
    committed_by: Id
    committed_at: Instant


@event(STAFF_FILE, "StaffFilePageDeclared")
class StaffFilePageDeclared(Event):
    """The rows of the next page were gone through: declared in cases, found declared before, or bad."""

    file_id: Id
    unit_id: UnitId
    rows: Count
    declared: Count
    unchanged: Count
    bad: list[BadRow]


@event(STAFF_FILE, "StaffFileDone")
class StaffFileDone(Event):
    """All rows were gone through."""

    file_id: Id
    unit_id: UnitId


STAFF_FILE_EVENTS = (
    StaffFileHandedIn,
    StaffFileUnreadable,
    StaffFileReceived,
    StaffFileCompared,
    StaffFilePageChecked,
    StaffFileCommitted,
    StaffFilePageDeclared,
    StaffFileDone,
)

# ------------------------------------------------------------------ messages


@message
class HandInStaffFile:
    """Hand in an XLSX or CSV of staff changes, base64, 10 MB and 100,000 rows at most. Result: `{file_id}`.

    It is read and tried out by itself, which changes nothing; CommitStaffFile declares it.
    """

    unit_id: UnitId
    file_name: Annotated[str, text(most=200, least=1)]
    content: Annotated[str, text(most=14_000_000, least=1)]


@message
class CommitStaffFile:
    """Declare the good rows of a file that was tried out; once is enough. Result: `{file_id}`."""

    file_id: Id


@message
class GetStaffFile:
    """How far a file is, and its bad rows behind the line `after`:

    `{file_id, unit_id, state, rows, done, good, unchanged, declared, bad_rows, bad: [BadRow], next, problem,
    difference: {roster, absent, new, returning, stopping}, cost: {employer, individual, lines: [LineCost + title]}}`.
    `state`: reading, unreadable (`problem: {code, sentence}`), checking, checked, declaring, done; `done` counts the
    rows of the step under way.
    """

    file_id: Id
    after: Count = 0
    limit: Count = 200


@message
class GetStaffFileRejects:
    """The bad rows as a CSV `{file_name, content}` (base64), each with its reason: corrected, it can be handed in."""

    file_id: Id


# ------------------------------------------------------------------ refusals


class StaffFileEmpty(Refused):
    code = "staff_file_empty"
    sentence = "文件中没有数据行，请按模板填写后重新上传。"
    fields = ("content",)


class StaffFileNotChecked(Refused):
    """It is still being read or tried out, or could not be read."""

    code = "staff_file_not_checked"
    sentence = "文件还没有试算完毕，不能提交。请等试算结果出来、核对无误后再提交；不能读取的文件请改正后重新上传。"
    status = 409


class PersonTwiceInFile(Refused):
    """Seen as a bad row: a file has one row a person. `line` is where the person stood first."""

    code = "person_twice_in_file"
    sentence = "该职工在第{line}行已出现，同一文件中每名职工只能有一行。请合并为一行，或分两个文件先后提交。"
    fields = ("form.id_number",)
