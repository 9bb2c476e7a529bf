"""Every route of the API stands in its OpenAPI document: schemathesis (tests/journeys) sends what the document says."""

import re

from flask import Flask
from flask.testing import FlaskClient

API = "/api/"
THE_DOCUMENT = "/api/v1/openapi.json"


def test_the_document_describes_every_route_of_the_api(app: Flask, client: FlaskClient):
    document = client.get(THE_DOCUMENT).get_json()
    described = {(method, path) for path, operations in document["paths"].items() for method in operations}
    routes = {
        (method.lower(), re.sub(r"<(?:[^<>:]+:)?([^<>]+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith(API) and rule.rule != THE_DOCUMENT
    }
    assert {(method, path) for method, path in described if method != "parameters"} == routes
