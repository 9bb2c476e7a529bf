"""Services of this test's own on the real store."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from kernel.clock import system_clock
from kernel.config import Settings
from kernel.context import Context
from kernel.events import Contract
from kernel.service import Service
from tests.kernel import sample


@pytest.fixture
def settings(mongo: str, database_prefix: str, tmp_path: Path) -> Settings:
    """Settings without a broker; tests that need one replace `amqp_uri`."""
    return Settings(
        mongodb_uri=mongo,
        amqp_uri="",
        city="nanjing",
        database_prefix=database_prefix,
        person_id_key="k" * 32,
        sealing_keys=(Fernet.generate_key().decode(),),
        service_token_key="t" * 32,
        service_urls={},
        http_port=0,
        clock_file="",
        log_plain=True,
        run_dir=tmp_path,
    )


@pytest.fixture
def make_service(settings: Settings) -> Iterator[Callable[[Contract], Service]]:
    """A service of that contract on its own database."""
    made: list[Service] = []

    def make(contract: Contract) -> Service:
        made.append(Service(settings, contract))
        return made[-1]

    yield make
    for service in made:
        service.close()


@pytest.fixture
def service(make_service: Callable[[Contract], Service]) -> Service:
    """The sample service."""
    return make_service(sample.CONTRACT)


@pytest.fixture
def context() -> Callable[..., Context]:
    """The context of a command with that id and that body."""

    def make(command_id: str | None = None, body: str = "") -> Context:
        return Context(now=system_clock(), actor="tester", command_id=command_id, command_hash=body)

    return make
