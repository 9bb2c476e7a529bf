"""The peer of `glance_page`: the same web stack, the token checked, one document found, the same JSON returned."""

import json
import os
from pathlib import Path

import orjson
from flask import Flask, Response, request

from gateway.web.caller import Tokens
from kernel.config import read_settings
from kernel.store import connect


def create() -> Flask:
    """The application; PEER names a file with `{"keys", "database", "collection", "id"}`."""
    settings = read_settings()
    known = json.loads(Path(os.environ["PEER"]).read_text())  # noqa: TID251
    tokens = Tokens(lambda: known["keys"], settings.clock)
    documents = connect(settings.mongodb_uri)[known["database"]][known["collection"]]
    app = Flask(__name__)

    @app.get("/glance")
    def glance() -> Response:
        caller = tokens.caller(request.headers["Authorization"].removeprefix("Bearer "), "api")
        found = documents.find_one({"_id": caller.on_behalf_of})
        assert found is not None
        return Response(orjson.dumps(found["answer"]), content_type="application/json")

    return app
