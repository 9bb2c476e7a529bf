"""What all tests share: a private MongoDB and RabbitMQ a session, started by the first test that asks for one.

MONGODB_URI and AMQP_URI name stores to use instead. Nothing is left running, even when the session is killed: the
kernel ends the stores with the process that started them.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from secrets import token_hex

import hypothesis
import pytest
from pymongo import MongoClient

from deploy.local import broker as rabbitmq
from deploy.local.broker import Broker
from deploy.local.mongo import Mongo
from deploy.local.processes import free_port

pytest_plugins = ["tests.plugins.ledger"]

# A shared machine is slow at times; a property is about what comes out, not when.
hypothesis.settings.register_profile("project", deadline=None, print_blob=True)
hypothesis.settings.load_profile("project")


@dataclass(frozen=True)
class GivenBroker:
    """A broker named by AMQP_URI: it can be used, not stopped."""

    uri: str


@pytest.fixture(scope="session")
def private_mongo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mongo]:
    """A mongod of this session's own, for tests that stop, kill or freeze it (and start it again)."""
    directory = tmp_path_factory.mktemp("mongo")
    server = Mongo(directory, free_port())
    try:
        yield server.start()
    finally:
        server.kill()
        shutil.rmtree(directory)


@pytest.fixture(scope="session")
def mongo(request: pytest.FixtureRequest) -> str:
    """The address of a MongoDB replica set: MONGODB_URI, else of `private_mongo`."""
    given = os.environ.get("MONGODB_URI")
    return given or request.getfixturevalue("private_mongo").uri


@pytest.fixture(scope="session")
def private_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A RabbitMQ node of this session's own, for tests that stop, kill, freeze or alarm it (and bring it back)."""
    rabbitmq.install()
    directory = tmp_path_factory.mktemp("broker")
    server = Broker(directory, rabbitmq.Ports.free())
    try:
        yield server.start()
    finally:
        server.close()
        shutil.rmtree(directory)


@pytest.fixture(scope="session")
def broker(request: pytest.FixtureRequest) -> Broker | GivenBroker:
    """A RabbitMQ broker, `broker.uri`: AMQP_URI, else `private_broker`."""
    given = os.environ.get("AMQP_URI")
    return GivenBroker(given) if given else request.getfixturevalue("private_broker")


@pytest.fixture
def database_prefix(mongo: str) -> Iterator[str]:
    """A prefix of database names that is this test's alone; what begins with it is dropped afterwards."""
    prefix = f"t{token_hex(6)}"
    yield prefix
    with MongoClient(mongo) as client:
        for name in client.list_database_names():
            if name.startswith(prefix):
                client.drop_database(name)
