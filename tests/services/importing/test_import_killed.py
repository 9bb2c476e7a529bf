"""An import that is killed at ten random points ends as an undisturbed one."""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.demo.generate import Wanted, generate
from kernel.config import Settings
from kernel.service import Service
from services.employer.importing.loading import unit_numbers
from services.records.importing.loading import load_contributions, load_persons
from tests.services.harness import environment_of
from tests.services.importing.test_importing import stored

KILLS = 10
DEADLINE = 300.0


@pytest.fixture(scope="module")
def larger_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some 80,000 rows in some 3,500 commits."""
    out = tmp_path_factory.mktemp("larger")
    generate(Wanted("nanjing", people=300, seed=11, errors=20, since="2012-01"), out)
    return out


def start(settings: Settings, file: Path) -> subprocess.Popen[str]:
    """`shebao import contributions FILE`."""
    command = [sys.executable, "-W", "ignore", "-m", "deploy.cli", "import", "contributions", str(file)]
    return subprocess.Popen(
        command, env=environment_of(settings), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def killed_at(process: subprocess.Popen[str], service: Service, commits: int) -> bool:
    """Kill the process once so many contribution commits are stored; False where it ended before."""
    deadline = time.monotonic() + DEADLINE
    while service.store.commits.count_documents({"category": "contribution"}) < commits:
        if process.poll() is not None:
            return False
        assert time.monotonic() < deadline
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return True


@pytest.mark.slow
def test_an_import_killed_at_ten_random_points_ends_as_an_undisturbed_one(make_records, larger_city, tmp_path):
    undisturbed, disturbed = make_records("calm"), make_records("killed")
    calm, killed = (shutil.copytree(larger_city, tmp_path / name) for name in ("calm", "killed"))
    units = set(unit_numbers(larger_city / "units.csv"))
    for service in (undisturbed, disturbed):
        load_persons(service, calm / "persons.csv", units)
    report = load_contributions(undisturbed, calm / "contributions.csv", units)
    total = undisturbed.store.commits.count_documents({"category": "contribution"})

    # The kill comes some moments after the commits have been counted: the last rows are left for the undisturbed end.
    points = sorted(random.Random(20261122).sample(range(1, total * 4 // 5), KILLS))
    kills = sum(killed_at(start(disturbed.settings, killed / "contributions.csv"), disturbed, at) for at in points)
    last = start(disturbed.settings, killed / "contributions.csv")
    told, errors = last.communicate(timeout=DEADLINE)

    assert kills == KILLS
    assert last.returncode == 1, errors
    assert "resumed at row" in told
    contributions = [
        [commit for commit in stored(service) if commit["stream"].startswith("contribution-")]
        for service in (disturbed, undisturbed)
    ]
    assert contributions[0] == contributions[1]
    assert (killed / "contributions.rejects.csv").read_bytes() == report.rejects.read_bytes()
    noted = disturbed.database["imports"].find_one({"_id": {"$regex": "^contributions:"}})
    assert noted["finished"]
    assert noted["tally"]["rejected"] == report.tally.rejected
    assert noted["tally"]["written"] + noted["tally"]["there"] == report.tally.written
    sums = [noted["tally"]["amounts"].get(outcome, {}) for outcome in ("written", "there")]
    assert {name: sum(each.get(name, 0) for each in sums) for name in sums[0]} == report.tally.amounts["written"]
