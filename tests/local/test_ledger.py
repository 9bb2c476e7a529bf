"""The feature ledger tells passed, failed and missing rows apart."""

from pathlib import Path

import pytest

from tests.plugins.ledger import Row, as_json, broken, read_done, read_rows

pytest_plugins = ["pytester"]

PROJECT = Path(__file__).parents[2]
TABLE = """\
| id | feature | rules, refusals | owner | channels | source |
|---|---|---|---|---|---|
| ID-01 | Register a person | a rule | identity | P A | 000 002 |
| ENR-20 | Policy published late 补差 ★ | a rule | records | P E O | ★ |
"""


def test_rows_are_read_from_the_tables() -> None:
    rows = read_rows(TABLE)
    assert [(row.id, row.title) for row in rows.values()] == [
        ("ID-01", "Register a person"),
        ("ENR-20", "Policy published late 补差 ★"),
    ]


def test_every_row_of_the_projects_ledger_is_read() -> None:
    text = (PROJECT / "tests" / "features.md").read_text("utf-8")
    tables = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| id |")]
    assert len(read_rows(text)) == len(tables)


def test_the_rows_listed_as_done_are_rows() -> None:
    rows = read_rows((PROJECT / "tests" / "features.md").read_text("utf-8"))
    done = read_done((PROJECT / "tests" / "ledger.txt").read_text("utf-8"))
    assert [id for id in done if id not in rows] == []


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        ([], "missing"),
        (["skipped"], "missing"),
        (["passed", "skipped"], "missing"),
        (["passed", "passed"], "passed"),
        (["passed", "failed"], "failed"),
    ],
)
def test_a_row_passes_when_each_of_its_tests_passed(outcomes: list[str], state: str) -> None:
    assert Row("ID-01", "", {str(number): outcome for number, outcome in enumerate(outcomes)}).state == state


def test_a_done_row_without_a_passing_test_is_broken() -> None:
    rows = read_rows(TABLE)
    rows["ID-01"].tests["test_it"] = "passed"
    assert broken(rows, read_done("ID-01\n# later\nENR-20 # soon\nXX-01\n")) == ["ENR-20", "XX-01"]


def test_the_ledger_is_a_list_of_ids_states_and_tests() -> None:
    row = Row("ID-01", "Register a person", {"test_it": "passed"})
    assert as_json({"ID-01": row}) == (
        '[\n {\n  "id": "ID-01",\n  "state": "passed",\n  "tests": [\n   "test_it"\n  ]\n }\n]\n'
    )


def project_with(pytester: pytest.Pytester, done: str) -> None:
    """A project of this shape whose ledger has the rows of TABLE."""
    plugin = (PROJECT / "tests" / "plugins" / "ledger.py").read_text("utf-8")
    pytester.makepyprojecttoml(
        '[tool.pytest]\npythonpath = ["."]\naddopts = ["--import-mode=importlib"]\nmarkers = ["feature(id): a row"]'
    )
    for path, text in {
        "tests/features.md": TABLE,
        "tests/ledger.txt": done,
        "tests/plugins/ledger.py": plugin,
        "tests/conftest.py": 'pytest_plugins = ["tests.plugins.ledger"]',
    }.items():
        file = pytester.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def test_a_run_prints_the_ledger_and_fails_for_a_done_row_that_does_not_pass(pytester: pytest.Pytester) -> None:
    project_with(pytester, done="ID-01\nENR-20\n")
    (pytester.path / "tests" / "test_it.py").write_text(
        "import pytest\n@pytest.mark.feature('ID-01')\ndef test_it(): pass\n"
    )
    result = pytester.runpytest_subprocess("--ledger=.run/ledger.json", "tests")
    result.stdout.fnmatch_lines(["passed  ID-01 *", "missing ENR-20 *", "*not passed: ENR-20"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert '"state": "passed"' in (pytester.path / ".run" / "ledger.json").read_text()


def test_a_mark_that_names_no_row_stops_the_run(pytester: pytest.Pytester) -> None:
    project_with(pytester, done="")
    (pytester.path / "tests" / "test_it.py").write_text(
        "import pytest\n@pytest.mark.feature('ID-99')\ndef test_it(): pass\n"
    )
    result = pytester.runpytest_subprocess("tests")
    result.stderr.fnmatch_lines(["*tests/features.md has no row ID-99"])
