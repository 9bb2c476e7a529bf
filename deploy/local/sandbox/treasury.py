"""A treasury that pays refunds back, and shows them. A voucher that begins with NOBODY has nobody to pay back to."""

from flask import Flask, Response, jsonify, request

NOBODY = "NOBODY"


def register(app: Flask) -> None:
    """`POST /treasury/refunds` as the contract has it; `GET` of them for tests."""
    refunds = dict[str, dict[str, object]]()

    @app.post("/treasury/refunds")
    def refund() -> tuple[Response, int]:
        asked = request.get_json()
        if asked["voucher"].startswith(NOBODY):
            return jsonify(code="account_closed"), 422
        refunds.setdefault(request.headers["Idempotency-Key"], asked)
        return jsonify(taken=True), 200

    @app.get("/treasury/refunds")
    def refunds_taken() -> Response:
        return jsonify(refunds=list(refunds.values()))
