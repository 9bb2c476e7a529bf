"""Many staff changes in one file (ENR-17): tried out, handed in, gone through page by page, and again."""

import base64
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from kernel.effects import Reacting
from kernel.refusals import Invalid, NotFound, Refused
from kernel.tabular import write_csv, write_xlsx
from kernel.tabular.faults import ColumnsWrong, WorkbookUnreadable
from services.employer import contract as c
from services.employer.staff_files.desk import on_staff_file
from services.employer.staff_files.rows import COLUMNS
from services.employer.wiring import wire
from services.records import contract as records
from tests.services.employer.conftest import Running, an_id_number, units
from tests.services.harness import Http, forget, happened, listener_of, relay_of, running, settings_for, wait

HEADER = [column.title for column in COLUMNS[3:]]


def row(number: str, month: str, **more: str) -> list[str]:
    plain = {
        "change": "增员",
        "id_number": number,
        "name": "张三",
        "lines": "养老、失业",
        "month": month,
        "wage": "8000",
        "mobile": "",
        "reason": "",
    }
    return list({**plain, **more}.values())


def xlsx(rows: list[list[str]]) -> str:
    stream = io.BytesIO()
    write_xlsx(stream, "增减员", HEADER, rows)
    return base64.b64encode(stream.getvalue()).decode()


def csv(rows: list[list[str]]) -> str:
    stream = io.BytesIO()
    write_csv(stream, HEADER, rows)
    return base64.b64encode(stream.getvalue()).decode()


def tried_out(nanjing: Running, content: str) -> dict:
    """How a file's trial came out."""
    command = c.HandInStaffFile("U1", "名册.xlsx", content)
    return nanjing.go_through(nanjing.http.command(command, nanjing.agent)["result"]["file_id"])


def handed_in(nanjing: Running, content: str) -> dict:
    """How a file came out, committed once it was tried out."""
    return committed(nanjing, tried_out(nanjing, content)["file_id"])


def committed(nanjing: Running, file_id: str) -> dict:
    nanjing.http.command(c.CommitStaffFile(file_id), nanjing.agent)
    return nanjing.go_through(file_id)


@pytest.mark.parametrize("written", [xlsx, csv])
def test_good_rows_are_declared_and_bad_ones_told(nanjing: Running, written) -> None:
    month, leaver, doubled = nanjing.month, an_id_number(), an_id_number()
    nanjing.employed(leaver)
    rows = [
        row(an_id_number(), month),
        row("320102199003072812", month),
        row(leaver, month, change="减员", reason="本人辞职", wage=""),
        row(an_id_number(), "2020-01"),
        row(an_id_number(), month, wage="八千"),
        row(doubled, month),
        row(doubled, month, wage="9000"),
        row(an_id_number(), month, name=""),
        row(an_id_number(), month, wage="0"),
        row(an_id_number(), month, change="减员", reason="退休"),
    ]
    tried = tried_out(nanjing, written(rows))
    outcome = committed(nanjing, tried["file_id"])
    assert [(bad["line"], bad["column"], bad["code"]) for bad in outcome["bad"]] == [
        (3, "id_number", "id_number_wrong"),
        (5, "month", "month_not_allowed"),
        (6, "wage", "wage.amount"),
        (8, "id_number", "person_twice_in_file"),
        (9, "name", "name_missing"),
        (10, "wage", "wage_not_positive"),
        (11, "lines", "not_active_here"),
    ]
    assert all(bad["sentence"] for bad in outcome["bad"])
    assert (outcome["state"], outcome["rows"], outcome["done"]) == ("done", 10, 10)
    assert (outcome["declared"], outcome["unchanged"]) == (3, 0)
    assert (tried["good"], tried["unchanged"], [b["line"] for b in tried["bad"]]) == (
        3,
        0,
        [b["line"] for b in outcome["bad"]],
    )


def test_a_unit_that_is_being_closed_declares_no_more_by_file(nanjing: Running) -> None:
    """Neither a file that was tried out before, nor the rest of one that was committed before."""
    units(nanjing.office, ["U3"])
    agent, stream = nanjing.http.context("agent", "U3", actor="A3"), c.UNIT.stream("U3")

    def tried() -> str:
        command = c.HandInStaffFile("U3", "a.csv", csv([row(an_id_number(), nanjing.month)]))
        return str(nanjing.go_through(nanjing.http.command(command, agent)["result"]["file_id"], agent)["file_id"])

    waiting, under_way = tried(), tried()
    nanjing.http.command(c.CommitStaffFile(under_way), agent, "commit-1")
    happened(nanjing.office, stream, c.UnitChangeRequested("U3", "case-9", "closing"), expected=1)
    with pytest.raises(c.UnitIsClosing):
        nanjing.http.command(c.CommitStaffFile(waiting), agent)
    nanjing.http.command(c.CommitStaffFile(under_way), agent, "commit-1")
    outcome = nanjing.go_through(under_way, agent)
    assert (outcome["state"], outcome["declared"]) == ("done", 0)
    assert [(bad["line"], bad["code"]) for bad in outcome["bad"]] == [(2, c.UnitIsClosing.code)]


def test_trying_a_file_out_declares_nothing_and_tells_cost_and_difference(nanjing: Running) -> None:
    new, returning, leaver, staying = (an_id_number() for _ in range(4))
    for number in (leaver, staying):
        nanjing.employed(number)
    person_id = nanjing.known(returning, "张三")
    nanjing.hear(records.PersonEnrolled(person_id, "U9", ["pension"], "2020-01", 500_000, "employee"))
    active = sum(any(line["status"] == "active" for line in listed["lines"]) for listed in nanjing.roster())
    tried = tried_out(
        nanjing,
        csv(
            [
                row(new, nanjing.month, wage="10000"),
                row(returning, nanjing.month, wage="10000"),
                row(leaver, nanjing.month, change="减员", reason="本人辞职", wage="", lines="养老"),
            ]
        ),
    )
    assert (tried["state"], tried["good"], tried["declared"]) == ("checked", 3, 0)
    people = {"roster": active, "absent": active - 1, "new": 1, "returning": 1, "stopping": 1}
    assert tried["difference"] == people
    lines = {cost["line"]: cost for cost in tried["cost"]["lines"]}
    # pension 16 % and 8 %, unemployment half a percent each; the leaver's wage was 8000
    assert (lines["pension"]["employer"], lines["pension"]["individual"]) == (192_000, 96_000)
    assert (lines["unemployment"]["employer"], lines["unemployment"]["added"]) == (10_000, 2)
    assert tried["cost"]["employer"] == 202_000
    assert nanjing.staff_events(new) == []


def test_a_file_is_committed_once_and_not_before_its_trial(nanjing: Running) -> None:
    content = csv([row(an_id_number(), nanjing.month)])
    file_id = nanjing.http.command(c.HandInStaffFile("U1", "a.csv", content), nanjing.agent)["result"]["file_id"]
    with pytest.raises(c.StaffFileNotChecked):
        nanjing.http.command(c.CommitStaffFile(file_id), nanjing.agent)
    nanjing.go_through(file_id)
    assert committed(nanjing, file_id)["declared"] == 1
    assert committed(nanjing, file_id)["declared"] == 1


def test_the_bad_rows_come_back_as_a_file_that_can_be_corrected_and_sent_back(nanjing: Running) -> None:
    wrong = an_id_number()
    rows = [row(an_id_number(), nanjing.month), row(wrong, nanjing.month, name=""), row(an_id_number(), "2020-01")]
    tried = tried_out(nanjing, xlsx(rows))
    committed(nanjing, tried["file_id"])
    answer = nanjing.http.query(c.GetStaffFileRejects(tried["file_id"]), nanjing.agent)
    text = base64.b64decode(answer["content"]).decode("utf-8-sig")
    assert [line.split(",")[:2] for line in text.splitlines()[1:]] == [
        ["3", "name_missing"],
        ["4", "month_not_allowed"],
    ]
    corrected = text.replace("2020-01", nanjing.month).replace(f"{wrong},,", f"{wrong},李四,")
    again = handed_in(nanjing, base64.b64encode(corrected.encode()).decode())
    assert (again["rows"], again["declared"], again["bad"]) == (2, 2, [])


def test_the_same_file_again_changes_nothing(nanjing: Running) -> None:
    numbers = [an_id_number() for _ in range(3)]
    file = csv([row(number, nanjing.month) for number in numbers])
    assert handed_in(nanjing, file)["declared"] == 3
    pending = nanjing.on_the_roster(numbers[0])
    assert pending is not None
    case_id = pending["pending"]["case_id"]
    nanjing.http.command(c.ClaimCase(case_id), nanjing.officer())
    nanjing.http.command(c.ApproveCase(case_id), nanjing.officer())
    before = [nanjing.staff_events(number) for number in numbers]
    again = handed_in(nanjing, file)
    assert (again["declared"], again["unchanged"], again["bad"]) == (0, 3, [])
    assert [nanjing.staff_events(number) for number in numbers] == before


def test_a_row_becomes_a_case_that_the_agent_can_withdraw(nanjing: Running) -> None:
    number = an_id_number()
    handed_in(nanjing, csv([row(number, nanjing.month)]))
    pending = nanjing.on_the_roster(number)
    assert pending is not None
    case_id = pending["pending"]["case_id"]
    seen = nanjing.case(case_id)
    assert (seen["status"], seen["history"][0]["by"], seen["form"]["wage_fen"]) == ("submitted", "A1", 800_000)
    nanjing.http.command(c.WithdrawCase(case_id, confirmed=True), nanjing.agent)
    assert handed_in(nanjing, csv([row(number, nanjing.month)]))["declared"] == 1


def test_a_file_longer_than_a_page_is_gone_through_to_its_end(nanjing: Running) -> None:
    rows = [row(an_id_number(), nanjing.month) for _ in range(450)]
    rows[300][4] = "2020-01"
    command = c.HandInStaffFile("U1", "a.csv", csv(rows))
    reply = nanjing.http.command(command, nanjing.agent, "long file")
    file_id = reply["result"]["file_id"]
    assert nanjing.http.query(c.GetStaffFile(file_id), nanjing.agent)["state"] == "reading"
    tried = nanjing.go_through(file_id)
    assert (tried["state"], tried["done"], tried["good"]) == ("checked", 450, 449)
    outcome = committed(nanjing, file_id)
    assert (outcome["done"], outcome["declared"], [b["line"] for b in outcome["bad"]]) == (450, 449, [302])
    assert nanjing.http.command(command, nanjing.agent, "long file") == reply
    assert nanjing.office.database["staff_file_uploads"].count_documents({"_id": file_id}) == 0


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        ("$$$", Invalid),
        (base64.b64encode(b"PK\x03\x04 no workbook").decode(), WorkbookUnreadable),
        (base64.b64encode("姓名,工资\n张三,1\n".encode()).decode(), ColumnsWrong),
        (csv([]), c.StaffFileEmpty),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(nanjing: Running, content: str, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        nanjing.http.command(c.HandInStaffFile("U1", "a.xlsx", content), nanjing.agent)


def test_a_formula_is_a_bad_row(nanjing: Running) -> None:
    hostile = row(an_id_number(), nanjing.month, name="=HYPERLINK(1)")
    content = base64.b64encode(f"{','.join(HEADER)}\n{','.join(hostile)}\n".encode()).decode()
    outcome = handed_in(nanjing, content)
    assert outcome["declared"] + len(outcome["bad"]) == 1


def test_a_file_of_another_unit_is_not_there(nanjing: Running) -> None:
    command = c.HandInStaffFile("U1", "a.csv", csv([row(an_id_number(), nanjing.month)]))
    file_id = nanjing.http.command(command, nanjing.agent)["result"]["file_id"]
    with pytest.raises(NotFound):
        nanjing.http.query(c.GetStaffFile(file_id), nanjing.other_agent)
    with pytest.raises(c.NotYourUnit):
        nanjing.http.command(command, nanjing.other_agent)


@pytest.fixture
def heard(mongo: str, broker, database_prefix: str, tmp_path: Path) -> Iterator[Running]:
    """Employer with its relay and the subscription to its own files."""
    settings = settings_for(mongo, database_prefix, tmp_path, broker.uri)
    http, office = Http("employer", settings), wire(settings)
    units(office)
    effect = Reacting(office, "staff-files", on_staff_file)
    listener = listener_of(office, "staff-files", [c.CONTRACT.source(c.STAFF_FILE)], effect)
    try:
        http.start()
        with running(relay_of(office), listener):
            yield Running(http, office)
    finally:
        http.stop()
        office.close()
        forget(broker.uri, ["employer.staff-files"], ["employer.events"])


def test_a_file_is_gone_through_by_the_subscription(heard: Running) -> None:
    content = csv([row(an_id_number(), heard.month) for _ in range(401)])
    command = c.HandInStaffFile("U1", "a.csv", content)
    file_id = heard.http.command(command, heard.agent)["result"]["file_id"]

    def state() -> dict:
        return heard.http.query(c.GetStaffFile(file_id), heard.agent)

    wait(lambda: state()["state"] == "checked")
    heard.http.command(c.CommitStaffFile(file_id), heard.agent)
    wait(lambda: state()["state"] == "done")
    assert state()["declared"] == 401
    assert len(heard.roster(status="pending")) == 401
