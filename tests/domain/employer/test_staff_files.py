"""Files of staff changes (ENR-17): rows read into forms, bad cells told, the file's way through its pages."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kernel.context import Context
from kernel.events import Event
from kernel.refusals import CommandIdReused, NotFound
from kernel.tabular import CellWrong
from kernel.tabular.apart import ReadRow
from kernel.tabular.faults import CellFormula
from services.employer import contract as c
from services.employer.staff_files.domain import File, Tally, commit, hand_in, page_declared, read, staff_file
from services.employer.staff_files.rejects import as_in_template
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


def test_figures_in_full_width_are_read():
    typed = row_form(
        {
            **ROW,
            "id_number": "３２０１０２１９９００３０７２８１３",
            "month": "２０２６－１１",
            "wage": "８，０００．５０",
        }
    )
    assert isinstance(typed, c.StaffAddition)
    assert (typed.start_month, typed.wage_fen) == ("2026-11", 800_050)


FORMULA = CellFormula(address="B3")


LEFT_OUT = ["", "", "", ""]


@pytest.mark.parametrize(
    ("found", "cells", "back"),
    [
        (list(ROW), ["增员", "", "张三", "养老", *LEFT_OUT], ["增员", "", "张三", "养老", *LEFT_OUT]),
        (["lines", "change", "id_number"], ["养老", "增员", ""], ["增员", "", "", "养老", *LEFT_OUT]),
        (
            ["reject_line", "reject_reason", *ROW],
            ["3", "旧", "增员", "", "李", "养老"],
            ["增员", "", "李", "养老", *LEFT_OUT],
        ),
        (list(ROW), ["增员", "", "", "养老", *LEFT_OUT, "多出"], ["增员", "", "", "养老", *LEFT_OUT, "多出"]),
    ],
    ids=["the template", "another order", "rejects sent back", "a comma too many"],
)
def test_a_row_that_could_not_be_read_comes_back_column_by_column(found: list[str], cells: list[str], back: list[str]):
    assert as_in_template(ReadRow(3, {}, cells, FORMULA), found) == back


@pytest.mark.parametrize("month", ["2026-11-01", "2026年11月", "2026/11", "2026/11/1", "202611"])
def test_a_month_as_people_and_spreadsheets_write_it_is_understood(month: str):
    assert row_form({**ROW, "month": month}).start_month == "2026-11"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({**ROW, "change": "换人"}, "change.choice"),
        ({**ROW, "id_number": ""}, "id_number.missing"),
        ({**ROW, "lines": "养老、车险"}, "lines.choice"),
        ({**ROW, "lines": "、"}, "lines.choice"),
        ({**ROW, "month": "46327"}, "month.month"),
        ({**ROW, "month": "2026年13月"}, "month.month"),
        ({**ROW, "month": "2026.1"}, "month.month"),
        ({**ROW, "month": "2026-11-22"}, "month.month"),
        ({**ROW, "wage": ""}, "wage.missing"),
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


def test_everything_that_is_wrong_with_a_row_is_told_at_once():
    with pytest.raises(CellWrong) as wrong:
        row_form({**ROW, "lines": "车险", "month": "2026年13月", "wage": "八千"})
    told = bad_row(7, wrong.value)
    assert (told["column"], told["code"]) == ("lines", "lines.choice")
    assert [told["sentence"].count(title) for title in ("险种应为", "生效月份应为", "月工资应为")] == [1, 1, 1]


def test_what_the_rules_refuse_is_told_by_column_too():
    refused = c.MonthNotAllowed(line="养老保险", allowed="2026-11")
    assert bad_row(3, refused) == {
        "line": 3,
        "column": "month",
        "code": "month_not_allowed",
        "sentence": str(refused),
    }


ABOUT = ("U1-f", "U1")
handed_in = c.StaffFileHandedIn(*ABOUT, "sealed", 99, "A1")
received = c.StaffFileReceived(*ABOUT, "sealed", 3, 2, "A1")
compared = c.StaffFileCompared(*ABOUT, 10, 8)
bad: c.BadRow = {"line": 3, "column": "wage", "code": "wage.amount", "sentence": "……"}
pension: c.LineCost = {
    "line": "pension",
    "added": 1,
    "stopped": 0,
    "employer": 128_000,
    "individual": 64_000,
    "unpriced": 0,
}
tried = (
    c.StaffFilePageChecked(*ABOUT, 2, 1, 1, 1, 0, 0, [pension], []),
    c.StaffFilePageChecked(*ABOUT, 1, 0, 0, 0, 0, 0, [], [bad]),
)
AGENT = Context(now=datetime(2026, 11, 18, 2, tzinfo=UTC), actor="A1", role="agent", on_behalf_of="U1", command_id="c1")
committed = c.StaffFileCommitted(*ABOUT, "A1", AGENT.instant)
first = c.StaffFilePageDeclared(*ABOUT, 2, 1, 1, [])
last = c.StaffFilePageDeclared(*ABOUT, 1, 0, 0, [bad])
done = c.StaffFileDone(*ABOUT)


def file(*past: Event) -> File:
    state = staff_file.after(past)
    assert isinstance(state, File)
    return state


def test_a_file_is_handed_in_once():
    given(staff_file).when(lambda s: hand_in(handed_in, s)).then([handed_in])
    given(staff_file, handed_in).when(lambda s: hand_in(handed_in, s)).refused_with(CommandIdReused)


def test_a_file_without_rows_comes_to_nothing():
    [told] = read(0, 0, 10, 10, file(handed_in))
    assert isinstance(told, c.StaffFileUnreadable)
    assert (told.code, file(handed_in, told).state) == ("staff_file_empty", "unreadable")


def test_it_goes_from_reading_over_the_trial_to_the_declaring_and_says_where_it_is():
    assert list(read(3, 2, 10, 8, file(handed_in))) == [compared, received]
    way = (handed_in, received, *tried, committed, first, last, done)
    states = [file(*way[:length]).state for length in range(1, len(way) + 1)]
    assert states == ["reading", "checking", "checking", "checked", "declaring", "declaring", "done", "done"]


def test_a_trial_adds_up_what_it_would_change():
    found = file(handed_in, compared, received, *tried)
    assert (found.roster, found.absent) == (10, 8)
    assert (found.trial.good, found.trial.unchanged, found.trial.bad) == (1, 1, (bad,))
    assert (found.difference.new, found.difference.lines) == (1, (pension,))
    again = file(handed_in, received, tried[0], tried[0])
    assert again.difference.lines[0] == {**pension, "added": 2, "employer": 256_000, "individual": 128_000}


def test_only_a_file_that_was_tried_out_is_committed_and_once():
    given(staff_file, handed_in, received, *tried).when(lambda s: commit(s, AGENT)).then([committed])
    given(staff_file, handed_in, received, *tried, committed).when(lambda s: commit(s, AGENT)).then([])
    given(staff_file, handed_in, received, tried[0]).when(lambda s: commit(s, AGENT)).refused_with(
        c.StaffFileNotChecked
    )
    given(staff_file, handed_in).when(lambda s: commit(s, AGENT)).refused_with(c.StaffFileNotChecked)


def test_another_unit_commits_nothing():
    other = replace(AGENT, on_behalf_of="U2")
    given(staff_file, handed_in, received, *tried).when(lambda s: commit(s, other)).refused_with(NotFound)
    given(staff_file).when(lambda s: commit(s, AGENT)).refused_with(NotFound)


def test_a_page_follows_the_other_and_the_last_one_ends_it():
    past = (handed_in, received, *tried, committed)
    assert list(page_declared(Tally(1, 1, []), file(*past))) == [first]
    assert list(page_declared(Tally(0, 0, [bad]), file(*past, first))) == [last, done]


def test_a_file_from_before_there_were_trials_is_committed_as_it_was_received():
    old = file(received, first, last, done)
    assert (old.state, old.declared.good, old.declared.unchanged, old.declared.bad) == ("done", 1, 1, (bad,))
