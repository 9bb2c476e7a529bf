"""K8: what goes into a log says where an error happened, and quotes nothing of what was being worked on."""

import subprocess
import sys

import pytest

from kernel.telemetry import without_values

NUMBER = "320102199003072813"
SCRIPT = """
import logging, sys
from kernel.telemetry import set_up_logging

def digits(text):
    return int(text)

def read(text):
    try:
        digits(text)
    except ValueError as wrong:
        raise KeyError(text) from wrong

set_up_logging("trial", plain=sys.argv[1] == "plain")
try:
    read(sys.argv[2])
except KeyError as error:
    logging.getLogger("ours").exception("failed")
    logging.getLogger("nameko.containers").exception("error handling worker: %s", error)
read(sys.argv[2])
"""


@pytest.mark.parametrize("form", ["plain", "json"])
def test_errors_are_logged_with_their_place_and_without_their_text(form):
    command = [sys.executable, "-c", SCRIPT, form, NUMBER + "X"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert said.count("in digits") == 2  # once caught, once uncaught
    assert "ValueError" in said
    assert "KeyError" in said
    assert NUMBER not in said


def test_an_error_is_told_by_its_kind_and_its_place():
    try:
        int(NUMBER + "X")
    except ValueError as error:
        told = without_values(error)
    assert told.startswith("ValueError in test_an_error_is_told_by_its_kind_and_its_place (")
    assert NUMBER not in told


def test_settings_do_not_show_what_is_secret(settings):
    for secret in (settings.mongodb_uri, settings.person_id_key, *settings.sealing_keys, settings.service_token_key):
        assert secret not in repr(settings)
