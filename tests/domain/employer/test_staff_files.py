"""Files of staff changes (ENR-17): rows read into forms, bad cells told, the file's way through its pages."""

import pytest

from kernel.refusals import CommandIdReused
from kernel.tabular import CellWrong
from services.employer import contract as c
from services.employer.staff_files.domain import NoFile, Tally, page_declared, receive, staff_file
from services.employer.staff_files.rows import bad_row, row_form
from tests.domain.specification import given

ROW = {
    "change": "增员",
    "id_number": "320102199003072813",
    "name": "张三",
    "lines": "养老、失业保险，injury",
    "month": "2026-11",
    "wage": "8000.50",
    "mobile": "",
    "reason": "",
}
LEAVING = {**ROW, "change": "stop", "wage": "", "reason": "本人辞职"}


def test_a_row_is_an_addition():
    lines: list[c.InsuranceLine] = ["pension", "unemployment", "injury"]
    assert row_form(ROW) == c.StaffAddition(ROW["id_number"], lines, "2026-11", 800_050, "张三", "")


def test_a_row_is_a_stop():
    lines: list[c.InsuranceLine] = ["pension", "unemployment", "injury"]
    assert row_form(LEAVING) == c.StaffStop(ROW["id_number"], lines, "2026-11", "resigned")


def test_the_first_day_a_spreadsheet_makes_of_a_month_is_understood():
    assert row_form({**ROW, "month": "2026-11-01"}).start_month == "2026-11"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({**ROW, "change": "换人"}, "change.choice"),
        ({**ROW, "id_number": ""}, "id_number.missing"),
        ({**ROW, "lines": "养老、车险"}, "lines.choice"),
        ({**ROW, "lines": "、"}, "lines.choice"),
        ({**ROW, "month": "2026年11月"}, "month.month"),
        ({**ROW, "month": "2026-11-22"}, "month.month"),
        ({**ROW, "wage": "八千"}, "wage.amount"),
        ({**ROW, "wage": "-1"}, "wage.negative"),
        ({**LEAVING, "reason": ""}, "reason.choice"),
    ],
)
def test_a_bad_cell_is_told_with_its_column(row: dict[str, str], code: str):
    with pytest.raises(CellWrong) as wrong:
        row_form(row)
    told = bad_row(7, wrong.value)
    assert (told["line"], told["column"], told["code"]) == (7, code.split(".")[0], code)
    assert told["sentence"]


def test_what_the_rules_refuse_is_told_by_column_too():
    refused = c.MonthNotAllowed(line="养老保险", allowed="2026-11")
    assert bad_row(3, refused) == {
        "line": 3,
        "column": "month",
        "code": "month_not_allowed",
        "sentence": str(refused),
    }


ABOUT = ("U1-f", "U1")
received = c.StaffFileReceived(*ABOUT, "sealed", 3, 2, "A1")
bad: c.BadRow = {"line": 3, "column": "wage", "code": "wage.amount", "sentence": "……"}
first = c.StaffFilePageDeclared(*ABOUT, 2, 1, 1, [])
last = c.StaffFilePageDeclared(*ABOUT, 1, 0, 0, [bad])


def test_a_file_is_received_once():
    given(staff_file).when(lambda s: receive(received, s)).then([received])
    given(staff_file, received).when(lambda s: receive(received, s)).refused_with(CommandIdReused)


def test_a_file_without_rows_is_refused():
    empty = c.StaffFileReceived(*ABOUT, "sealed", 0, 0, "A1")
    given(staff_file).when(lambda s: receive(empty, s)).refused_with(c.StaffFileEmpty)


def test_a_page_follows_the_other_and_the_last_one_ends_it():
    given(staff_file, received).when(lambda s: page_declared(Tally(1, 1, []), s)).then([first])
    given(staff_file, received, first).when(lambda s: page_declared(Tally(0, 0, [bad]), s)).then(
        [last, c.StaffFileDone(*ABOUT)]
    )


def test_a_file_counts_what_became_of_its_rows():
    file = staff_file.after([received, first, last, c.StaffFileDone(*ABOUT)])
    assert not isinstance(file, NoFile)
    assert (file.done, file.declared, file.unchanged, file.bad, file.next_page) == (3, 1, 1, (bad,), 2)
