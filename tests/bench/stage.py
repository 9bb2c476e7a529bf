"""What a bench runs on: a MongoDB and a RabbitMQ of its own, and services on fresh databases."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex

from cryptography.fernet import Fernet

from deploy.local import broker as rabbitmq
from deploy.local.broker import Broker
from deploy.local.mongo import Mongo
from deploy.local.processes import free_port
from kernel.config import Settings
from kernel.events import Contract
from kernel.service import Service


@dataclass
class Stage:
    """Stores under way, and settings to reach them."""

    mongo: Mongo
    broker: Broker
    directory: Path
    settings: Settings

    def service(self, contract: Contract) -> Service:
        """That service on a fresh database."""
        return Service(self.fresh(), contract)

    def fresh(self) -> Settings:
        """Settings with a database of their own."""
        return replace(self.settings, database_prefix=f"bench{token_hex(4)}")


@contextmanager
def stage() -> Iterator[Stage]:
    """Start the stores, and end them afterwards."""
    rabbitmq.install()
    directory = Path(tempfile.mkdtemp(prefix="bench"))
    mongo = Mongo(directory / "mongo", free_port())
    broker = Broker(directory / "broker", rabbitmq.Ports.free())
    try:
        mongo.start()
        broker.start()
        yield Stage(mongo, broker, directory, _settings(mongo.uri, broker.uri, directory))
    finally:
        mongo.kill()
        broker.close()
        shutil.rmtree(directory, ignore_errors=True)


def _settings(mongodb_uri: str, amqp_uri: str, directory: Path) -> Settings:
    return Settings(
        mongodb_uri=mongodb_uri,
        amqp_uri=amqp_uri,
        city="nanjing",
        database_prefix="bench",
        person_id_key="k" * 32,
        sealing_keys=(Fernet.generate_key().decode(),),
        service_token_key="t" * 32,
        service_urls={},
        http_port=0,
        clock_file="",
        log_plain=True,
        run_dir=directory,
    )
