"""The public vectors: worked examples of the rules, run against the product's own functions."""

import json
from pathlib import Path

import pytest

from tests.vectors.run import PUBLIC, failures, groups, run

NOT_USED = {"sm3", "sm4_ecb_block"}
"""Ciphers that nothing in the product calls yet."""
PUBLIC_GROUPS = groups(PUBLIC)


@pytest.mark.parametrize("group", sorted(PUBLIC_GROUPS.keys() - NOT_USED))
def test_every_case_of_a_group_comes_out_as_expected(group: str) -> None:
    assert list(failures(group, PUBLIC_GROUPS[group])) == []


def test_a_failed_case_is_printed_and_makes_the_run_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {
        "mask": [{"id": "mask-1", "input": {"kind": "name", "value": "张三"}, "expect": {"masked": "张三"}}],
        "undeclared_110": [{"id": "raises-1", "input": {}, "expect": {"amount": "1.10"}}],
        "days_90": [{"id": "right-1", "input": {"left_on": "2025-01-31"}, "expect": {"remind_on": "2025-05-01"}}],
        "unknown": [{"id": "unknown-1", "input": {}, "expect": {}}],
    }
    path = tmp_path / "vectors.json"
    path.write_text(json.dumps({"algorithms": wrong}), encoding="utf-8")
    assert run(path) == 1
    printed = capsys.readouterr().out
    assert [line.split()[:2] for line in printed.splitlines() if not line.startswith(" ")] == [
        ["failed", "mask"],
        ["failed", "undeclared_110"],
        ["passed", "days_90"],
        ["missing", "unknown"],
    ]
    assert "mask-1" in printed
    assert "KeyError('last_month')" in printed


def test_a_run_without_a_failed_case_succeeds() -> None:
    assert run(PUBLIC) == 0
