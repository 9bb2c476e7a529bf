"""A local run chooses ports and secrets once, and keeps them."""

import socket
from contextlib import closing
from pathlib import Path

import pytest

from deploy.local.processes import Claims
from deploy.local.settings import prepare
from deploy.local.table import PORTS
from kernel.config import read_settings


def test_ports_and_secrets_are_remembered(tmp_path: Path) -> None:
    first, second = prepare(tmp_path, {}), prepare(tmp_path, {})
    assert (first.ports, first.environment) == (second.ports, second.environment)


def test_another_port_is_chosen_where_the_usual_one_is_taken(tmp_path: Path) -> None:
    usual = prepare(tmp_path, {}).ports["web"]
    with socket.create_server(("127.0.0.1", usual)):
        assert prepare(tmp_path, {}).ports["web"] != usual


def test_two_runs_that_start_side_by_side_share_no_port(tmp_path: Path) -> None:
    with closing(Claims()) as mine, closing(Claims()) as other:
        here, there = (prepare(tmp_path / name, {}, held.take).ports for name, held in (("a", mine), ("b", other)))
        assert not set(here.values()) & set(there.values())
        other.close()
        assert prepare(tmp_path / "b", {}, other.take).ports == there


def test_no_two_programs_get_the_same_port(tmp_path: Path) -> None:
    ports = prepare(tmp_path, {}).ports
    assert sorted(ports) == sorted(PORTS)
    assert len(set(ports.values())) == len(PORTS)


def test_secrets_are_for_their_owner_only(tmp_path: Path) -> None:
    prepare(tmp_path, {})
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_given_stores_are_used_and_none_is_started(tmp_path: Path) -> None:
    given = {"MONGODB_URI": "mongodb://db/?replicaSet=x", "AMQP_URI": "amqp://mq/"}
    local = prepare(tmp_path, given)
    assert (local.mongo, local.broker) == (None, None)
    assert given.items() <= local.environment.items()


def test_the_environment_holds_what_every_process_reads(tmp_path: Path) -> None:
    local = prepare(tmp_path, {})
    settings = read_settings(local.environment)
    assert settings.city == "nanjing"
    assert settings.run_dir == tmp_path
    assert settings.service_urls["records"] == f"http://127.0.0.1:{local.ports['records']}"


def test_a_directory_holds_one_city(tmp_path: Path) -> None:
    prepare(tmp_path, {"CITY": "ningbo"})
    assert prepare(tmp_path, {}).environment["CITY"] == "ningbo"
    with pytest.raises(SystemExit, match="ningbo"):
        prepare(tmp_path, {"CITY": "shenzhen"})
