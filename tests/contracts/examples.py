"""`python -m tests.contracts.examples` writes an example for each event version that has none; it changes no other."""

import json
import sys
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, find, settings
from hypothesis import strategies as st
from marshmallow import fields as mf
from marshmallow import validate

from kernel.events import Contract
from kernel.schema import schema_for
from services.cards.contract import CONTRACT as CARDS
from services.certificates.contract import CONTRACT as CERTIFICATES
from services.employer.contract import CONTRACT as EMPLOYER
from services.identity.contract import CONTRACT as IDENTITY
from services.records.contract import CONTRACT as RECORDS

CONTRACTS: tuple[Contract, ...] = (IDENTITY, RECORDS, CARDS, CERTIFICATES, EMPLOYER)
DIRECTORY = Path(__file__).parent


def file_of(contract: Contract, kind: str, version: int) -> Path:
    """Where the example of an event version stands."""
    return DIRECTORY / contract.service / f"{kind}.{version}.json"


def example(field: mf.Field[Any]) -> Any:
    """A value that the field takes, with everything in it that can be there."""
    if isinstance(field, mf.Nested):
        return {name: example(inner) for name, inner in field.schema.fields.items()}
    if isinstance(field, mf.List):
        return [example(field.inner)]
    for check in field.validators:
        if isinstance(check, validate.OneOf):
            return next(iter(check.choices))
        if isinstance(check, validate.Regexp):
            return _matching(check.regex.pattern, field)
    return _plain(field)


def _matching(pattern: str, field: mf.Field[Any]) -> str:
    strategy = st.from_regex(pattern, fullmatch=True).filter(lambda text: _accepts(field, text))
    return find(strategy, lambda _: True, settings=settings(suppress_health_check=list(HealthCheck)))


def _accepts(field: mf.Field[Any], value: Any) -> bool:
    return not any(_fails(check, value) for check in field.validators)


def _fails(check: Any, value: Any) -> bool:
    try:
        return check(value) is False
    except Exception:
        return True


def _plain(field: mf.Field[Any]) -> Any:
    if isinstance(field, mf.Boolean):
        return True
    if isinstance(field, mf.Integer):
        return 12345
    if isinstance(field, mf.Dict):
        return {"key": "value"}
    return next(text for text in ("2026-11-22", "text") if _accepts(field, text))


def write_missing() -> list[Path]:
    """Write the examples that are missing; returns their files."""
    written = []
    for contract in CONTRACTS:
        for cls in contract.events.values():
            file = file_of(contract, cls.type, cls.v)
            if not file.exists():
                file.parent.mkdir(exist_ok=True)
                data = {name: example(field) for name, field in schema_for(cls).fields.items()}
                file.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n")
                written.append(file)
    return written


if __name__ == "__main__":
    for made in write_missing():
        sys.stdout.write(f"{made}\n")
