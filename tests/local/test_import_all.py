"""`shebao import all`: told what is wrong before anything is looked for in a store."""

from pathlib import Path

from typer.testing import CliRunner

from deploy.cli.imports import import_app


def test_a_directory_without_any_of_the_tables_is_refused(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id_number\n")
    done = CliRunner().invoke(import_app, ["all", str(tmp_path)])
    assert (done.exit_code, "none of units.csv" in done.output) == (2, True), done.output
