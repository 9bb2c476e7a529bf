"""Limits are declared once: a route that made one of its own would count apart from the others of its kind."""

from pathlib import Path

import gateway.web

HERE = Path(gateway.web.__file__).parent


def test_no_route_declares_a_limit_of_its_own():
    own = [path for path in HERE.rglob("*.py") if path.name != "limits.py" and "limiter" in path.read_text("utf-8")]
    assert own == []
