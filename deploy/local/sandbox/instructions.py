"""Instructions that move money: taken once for a key, shown, and cancelled unless they were taken before."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, jsonify, request

Refuse = Callable[[Mapping[str, Any]], bool]
"""Whether there is no account for what is asked."""


def register(app: Flask, path: str, named: str, refuse: Refuse) -> None:
    """`POST <path>` and `POST <path>/cancel` as the contracts have them, by the id `named`; `GET <path>` for tests."""
    taken, cancelled = dict[str, dict[str, object]](), set[str]()
    name = path.strip("/").replace("/", "_")

    def take() -> tuple[Response, int]:
        asked = request.get_json()
        if refuse(asked) or asked[named] in cancelled:
            return jsonify(code="cancelled" if asked[named] in cancelled else "account_closed"), 422
        taken.setdefault(asked[named], asked)
        return jsonify(taken=True), 200

    def cancel() -> Response:
        asked = request.get_json()[named]
        if asked not in taken:
            cancelled.add(asked)
        return jsonify(cancelled=asked in cancelled)

    def show() -> Response:
        return jsonify({path.rpartition("/")[2]: list(taken.values())})

    app.add_url_rule(path, f"{name}_take", take, methods=["POST"])
    app.add_url_rule(f"{path}/cancel", f"{name}_cancel", cancel, methods=["POST"])
    app.add_url_rule(path, f"{name}_show", show)
