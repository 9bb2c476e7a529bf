"""Slips: good for what they were made for, while their time lasts, and for nothing else."""

import pytest

from kernel.privacy import Sealer, Unreadable, new_key
from kernel.slips import make_slip, read_slip

NOW, LATER = "2026-11-22T04:00:00.000Z", "2026-11-22T04:10:00.000Z"
sealer = Sealer([new_key()])


def test_a_slip_says_again_what_was_written_on_it() -> None:
    assert read_slip(sealer, "captcha", make_slip(sealer, "captcha", LATER, {"answer": "七"}), NOW) == {"answer": "七"}


@pytest.mark.parametrize("now", [LATER, "2026-11-22T04:10:00.001Z"])
def test_its_time_ends_at_the_instant(now: str) -> None:
    with pytest.raises(Unreadable):
        read_slip(sealer, "captcha", make_slip(sealer, "captcha", LATER, {}), now)


@pytest.mark.parametrize(
    "text",
    [
        make_slip(sealer, "qr poll", LATER, {}),
        make_slip(Sealer([new_key()]), "captcha", LATER, {}),
        sealer.seal("a name"),
        sealer.seal('["captcha"]'),
        sealer.seal('{"captcha": 1}'),
        sealer.seal("7"),
        "no token",
        "非",
    ],
    ids=["purpose", "key", "name", "list", "mapping", "number", "word", "character"],  # the texts differ each time
)
def test_whatever_else_was_sealed_is_no_slip(text: str) -> None:
    with pytest.raises(Unreadable):
        read_slip(sealer, "captcha", text, NOW)
