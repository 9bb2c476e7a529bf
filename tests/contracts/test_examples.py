"""K9: every version of every event ever published can still be read, and today's are as their examples say."""

import json
from pathlib import Path

import pytest

from kernel.events import Contract, to_stored
from kernel.schema import schema_for
from tests.contracts.examples import CONTRACTS, DIRECTORY, file_of

FILES = sorted(DIRECTORY.glob("*/*.json"))
BY_NAME = {contract.service: contract for contract in CONTRACTS}


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_every_version_ever_published_can_be_read(file: Path):
    kind, version = file.stem.rsplit(".", 1)
    data = json.loads(file.read_text())
    read = BY_NAME[file.parent.name].decode(kind, int(version), data)
    today = to_stored(read)
    assert today["type"] == kind
    if today["v"] == int(version):
        assert today["data"].items() >= data.items()  # a field that was added later has its default


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda c: c.service)
def test_every_event_of_today_has_its_example_and_the_schema_takes_it(contract: Contract):
    for cls in contract.events.values():
        data = json.loads(file_of(contract, cls.type, cls.v).read_text())
        assert not schema_for(cls).validate(data)


def test_a_field_that_a_newer_producer_has_added_is_ignored():
    contract = CONTRACTS[0]
    cls = next(iter(contract.events.values()))
    data = json.loads(file_of(contract, cls.type, cls.v).read_text())
    assert contract.decode(cls.type, cls.v, {**data, "added_later": 1}) == contract.decode(cls.type, cls.v, data)
