"""The feature ledger: which rows of tests/features.md the tests marked `@pytest.mark.feature("ID-01")` prove.

`pytest --ledger FILE` prints every row as passed, failed or missing, writes them to FILE, and fails when a row that
tests/ledger.txt lists as done does not pass.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
ROW = re.compile(r"^\| ([A-Z]{2,3}-\d{2}) \| ([^|]+?) \|", re.MULTILINE)


@dataclass
class Row:
    """One feature and the outcomes of its tests: test id → passed, failed or skipped."""

    id: str
    title: str
    tests: dict[str, str] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """A row passes when it has tests and each of them passed; a test that was skipped proves nothing."""
        outcomes = set(self.tests.values())
        if "failed" in outcomes:
            return "failed"
        return "passed" if outcomes == {"passed"} else "missing"


def read_rows(text: str) -> dict[str, Row]:
    """The rows of the ledger's tables, in their order."""
    return {id: Row(id, title) for id, title in ROW.findall(text)}


def read_done(text: str) -> list[str]:
    """The ids listed as done: one a line, `#` begins a comment."""
    return [id for line in text.splitlines() if (id := line.partition("#")[0].strip())]


def broken(rows: Mapping[str, Row], done: Sequence[str]) -> list[str]:
    """What is listed as done and is not proven, or is no row at all."""
    return [id for id in done if id not in rows or rows[id].state != "passed"]


def as_json(rows: Mapping[str, Row]) -> str:
    """The ledger as a list of `{"id", "state", "tests"}`."""
    listed = [{"id": row.id, "state": row.state, "tests": sorted(row.tests)} for row in rows.values()]
    return json.dumps(listed, ensure_ascii=False, indent=1) + "\n"


class Ledger:
    """The plugin: gathers outcomes while tests run, reports at the end."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.rows = read_rows((TESTS / "features.md").read_text("utf-8"))
        self.done = read_done((TESTS / "ledger.txt").read_text("utf-8"))
        self._features: dict[str, list[str]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            self._features[item.nodeid] = features(item)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for id in self._features.get(report.nodeid, []):
            tests = self.rows[id].tests
            if tests.get(report.nodeid) != "failed" and (report.when == "call" or not report.passed):
                tests[report.nodeid] = report.outcome

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.target.parent.mkdir(parents=True, exist_ok=True)
        self.target.write_text(as_json(self.rows), "utf-8")
        if broken(self.rows, self.done):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        elif session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            session.exitstatus = pytest.ExitCode.OK

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("ledger")
        for row in self.rows.values():
            terminalreporter.line(f"{row.state:8}{row.id:8}{row.title}")
        states = [row.state for row in self.rows.values()]
        counts = ", ".join(f"{states.count(state)} {state}" for state in ("passed", "failed", "missing"))
        terminalreporter.line(f"{len(states)} rows: {counts}")
        for id in broken(self.rows, self.done):
            terminalreporter.line(f"listed as done and not passed: {id}", red=True)


def features(item: pytest.Item) -> list[str]:
    """The feature ids a test is marked with."""
    return [id for mark in item.iter_markers("feature") for id in mark.args]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--ledger", type=Path, help="print the feature ledger and write it to this file")


def pytest_configure(config: pytest.Config) -> None:
    target = config.getoption("--ledger")
    if target:
        config.pluginmanager.register(Ledger(target), "ledger")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A mark that names no row of the ledger is a mistake, found at once."""
    rows = read_rows((TESTS / "features.md").read_text("utf-8"))
    wrong = sorted({id for item in items for id in features(item) if id not in rows})
    if wrong:
        raise pytest.UsageError(f"tests/features.md has no row {', '.join(wrong)}")
