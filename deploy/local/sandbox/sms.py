"""Sends no SMS: shows them. A mobile that begins with 199 is one that the provider refuses."""

from collections import OrderedDict
from dataclasses import asdict, dataclass
from datetime import datetime
from threading import Lock

from flask import Flask, Response, jsonify, request

KEPT = 500
REFUSED = "199"


@dataclass(frozen=True)
class Message:
    """An SMS that would have been sent."""

    at: str
    mobile: str
    text: str


class Outbox:
    """The newest messages, each once however often it was asked for with its key."""

    def __init__(self) -> None:
        self._messages = OrderedDict[str, Message]()
        self._lock = Lock()

    def take(self, key: str, mobile: str, text: str) -> None:
        """Send a message."""
        with self._lock:
            now = datetime.now().astimezone().isoformat(" ", "seconds")
            self._messages.setdefault(key, Message(now, mobile, text))
            while len(self._messages) > KEPT:
                self._messages.popitem(last=False)

    def newest(self, mobile: str = "") -> list[Message]:
        """Newest first; only those to `mobile` where it is given."""
        with self._lock:
            return [one for one in reversed(self._messages.values()) if mobile in ("", one.mobile)]


def register(app: Flask, outbox: Outbox) -> None:
    """`POST /sms/messages` as the contract has it; `GET /sms/messages?mobile=` for tests."""

    @app.post("/sms/messages")
    def send() -> tuple[Response, int]:
        asked = request.get_json()
        key = request.headers["Idempotency-Key"]
        if asked["mobile"].startswith(REFUSED):
            return jsonify(code="mobile_not_in_use"), 422
        outbox.take(key, asked["mobile"], asked["text"])
        return jsonify(message_id=key), 200

    @app.get("/sms/messages")
    def read() -> Response:
        return jsonify(messages=[asdict(one) for one in outbox.newest(request.args.get("mobile", ""))])
