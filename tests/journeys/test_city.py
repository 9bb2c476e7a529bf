"""OPS-01: a deployment is one city file, checked before it starts; a date without policy is an error."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.platform import REPOSITORY, Platform


def shebao(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", "-m", "deploy.cli", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)


@pytest.mark.feature("OPS-01")
def test_every_city_passes_its_check_and_a_faulty_one_is_told_line_by_line(tmp_path: Path) -> None:
    done = shebao("policy", "check")
    assert (done.returncode, done.stdout.count(": 0 faults")) == (0, 3)
    faulty = tmp_path / "nanjing.yaml"
    text = (REPOSITORY / "deploy" / "cities" / "nanjing.yaml").read_text("utf-8")
    for was, now in (("hours/window:", "hours/windows:"), ("draw_day: 20", "draw_day: soon")):
        faulty.write_text(text.replace(was, now), "utf-8")
        done = shebao("policy", "check", str(faulty))
        assert done.returncode == 1
        assert was.partition(":")[0] in done.stdout
        assert "第" in done.stdout
    assert shebao("policy", "check", "atlantis").returncode == 2


@pytest.mark.feature("OPS-01")
def test_nothing_starts_without_a_city_file(tmp_path: Path) -> None:
    environment = {"CITY": "atlantis", "RUN_DIR": str(tmp_path)}
    given = [f"{name}={value}" for name, value in environment.items()]
    command = ["env", *given, sys.executable, "-W", "ignore", "-m", "deploy.local.run"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode != 0
    assert "atlantis" in done.stderr
    assert not (tmp_path / "ready").exists()


@pytest.mark.feature("OPS-01")
def test_names_hours_channels_and_deadlines_are_the_citys_and_a_date_without_policy_is_refused(
    platform: Platform,
) -> None:
    matters = {one["code"]: one for one in platform.anyone().get("/matters").ok["matters"]}
    assert matters["flexible-enrol"]["channels"]
    assert matters["flexible-enrol"]["deadline"]
    sites = platform.person(platform.city.flexible).get("/me/self-payment").ok["sites"]
    assert [sites[0]["name"], sites[1]["name"]] == ["市本级", "玄武区"]
    agent, unit = platform.as_("agent"), platform.city.unit
    content = f"公民身份号码,月平均工资\n{platform.city.employee.id_number},7000\n".encode()
    refused = agent.upload(f"/units/{unit}/base-files/2031", content, "bases.csv").refused("no_policy", 409)
    assert "2031" in refused["detail"]
