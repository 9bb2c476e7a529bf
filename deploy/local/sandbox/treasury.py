"""A treasury that pays refunds back, and shows them. A voucher that begins with NOBODY has nobody to pay back to."""

from flask import Flask

from deploy.local.sandbox import instructions

NOBODY = "NOBODY"


def register(app: Flask) -> None:
    """`POST /treasury/refunds` as the contract has it."""
    instructions.register(app, "/treasury/refunds", "refund_id", lambda asked: asked["voucher"].startswith(NOBODY))
