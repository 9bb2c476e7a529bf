"""Every operation of the API as every role: whatever the OpenAPI document allows to be sent, and what it does not, is
answered without a 5xx and as the document says. On a platform of its own, since what is sent may do something."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import given as every
from hypothesis.errors import Unsatisfiable
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks as conformance
from schemathesis.specs.openapi.schemas import APIOperation

from tests.journeys.platform import Platform

ROLES = ("nobody", "person", "agent", "clerk", "reviewer", "admin", "security", "auditor")
EXAMPLES = 2
"""Of what is allowed, and as many of what is not, for each role and operation."""
CHECKS = (
    schemathesis.checks.not_a_server_error,
    conformance.status_code_conformance,
    conformance.content_type_conformance,
    conformance.response_schema_conformance,
)
EVERY = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def alone(in_city: Callable[..., Platform]) -> Platform:
    """A platform that no other test looks at."""
    return in_city("nanjing", "alone")


@pytest.fixture(scope="module")
def cases(alone: Platform) -> list[Any]:
    """What is sent, the same as every role: for each operation of the document what it allows and what it does not."""
    described = schemathesis.openapi.from_dict(alone.anyone().get("/openapi.json").ok)
    real = {"unit_id": alone.city.unit, "month": "2026-10", "year": "2025", "person_id": _person_id(alone)}
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    return [
        case for found in described.get_all_operations() for mode in modes for case in _made_up(found.ok(), mode, real)
    ]


def _made_up(operation: APIOperation, mode: GenerationMode, real: dict[str, str]) -> list[Any]:
    """Some cases, every other one about a unit, a person, a month that there is."""
    made: list[Any] = []

    @EVERY
    @every(case=operation.as_strategy(generation_mode=mode))
    def collect(case: Any) -> None:
        if len(made) % 2:
            case.path_parameters.update({k: v for k, v in real.items() if k in case.path_parameters})
        made.append(case)

    with suppress(Unsatisfiable):  # where everything may be sent, nothing wrong can be
        collect()
    return made


@pytest.mark.parametrize("role", ROLES)
def test_whatever_is_sent_is_answered_as_described(alone: Platform, cases: list[Any], role: str) -> None:
    with requests.Session() as session:
        session.headers.update(_signed_in(alone, role))
        wrong = [told for case in cases if (told := _wrong(alone, case, session))]
    assert wrong == []


def _wrong(alone: Platform, case: Any, session: requests.Session) -> str:
    """What is wrong with the answer; nothing where nothing is."""
    try:
        case.call_and_validate(base_url=alone.address, session=session, checks=CHECKS, timeout=30)
    except FailureGroup as failed:
        return f"{case.operation.label}: {failed.exceptions}"
    return ""


def _signed_in(alone: Platform, role: str) -> dict[str, Any]:
    if role == "nobody":
        return {}
    return dict(alone.person(alone.city.employee).headers if role == "person" else alone.as_(role).headers)


def _person_id(alone: Platform) -> str:
    return str(alone.person(alone.city.employee).get("/me").ok["person_id"])
