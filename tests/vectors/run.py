"""Runs a file of vectors: every case of every group, counted as passed or failed, or missing without a function."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.vectors.adapters import ADAPTERS

PUBLIC = Path(__file__).parent / "public.json"


@dataclass(frozen=True)
class Failure:
    """A case that came out otherwise than expected."""

    case: str
    expected: Any
    got: Any


def groups(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The cases of a file by group, each `{id, input, expect}`."""
    found: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))["algorithms"]
    return found


def failures(group: str, cases: list[dict[str, Any]]) -> Iterator[Failure]:
    """The cases of a group whose result differs from what is expected. KeyError for a missing group."""
    adapter = ADAPTERS[group]
    for case in cases:
        try:
            got = adapter(case["input"])
        except Exception as error:  # a case that raises has failed, and the others are still run
            got = repr(error)
        if got != case["expect"]:
            yield Failure(case["id"], case["expect"], got)


def run(path: Path) -> int:
    """Prints each group's result and each failed case; 1 where a case failed, else 0."""
    wrong = 0
    for group, cases in groups(path).items():
        if group not in ADAPTERS:
            print(f"missing  {group:28} {len(cases):3} cases")
            continue
        failed = list(failures(group, cases))
        wrong += len(failed)
        print(f"{'failed ' if failed else 'passed '}  {group:28} {len(cases) - len(failed):3} of {len(cases)}")
        for failure in failed:
            print(f"         {failure.case}\n           expected {failure.expected}\n           got      {failure.got}")
    return 1 if wrong else 0
