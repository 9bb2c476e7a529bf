"""Behind proxies of ours the web goes by the client's address, and by no address that a client made up."""

from dataclasses import replace

import pytest
from flask import Flask, request, request_started
from flask.testing import FlaskClient

from kernel.config import Settings

PROXY, CLIENT, MADE_UP, INNER = "10.0.0.1", "203.0.113.7", "198.51.100.9", "10.0.0.2"


@pytest.fixture(params=[0, 1, 2])
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    return replace(settings, proxies=request.param)


def test_as_many_addresses_are_believed_as_there_are_proxies(
    app: Flask, client: FlaskClient, settings: Settings
) -> None:
    forwarded = {0: MADE_UP, 1: f"{MADE_UP}, {CLIENT}", 2: f"{MADE_UP}, {CLIENT}, {INNER}"}[settings.proxies]
    schemes = {0: "https", 1: "https", 2: "https, http"}[settings.proxies]
    seen: list[tuple[str | None, bool]] = []

    def look(_app: Flask) -> None:
        seen.append((request.remote_addr, request.is_secure))

    with request_started.connected_to(look, app):
        headers = {"X-Forwarded-For": forwarded, "X-Forwarded-Proto": schemes}
        client.get("/api/v1/captcha", headers=headers, environ_overrides={"REMOTE_ADDR": PROXY})
    assert seen == [(CLIENT, True) if settings.proxies else (PROXY, False)]
