"""Keyed names, sealing and masks (promise K8)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.privacy import MASKS, Sealer, Unreadable, lookup_hash, mask, new_key, person_id

KEY = "k" * 32
OLD, NEW = new_key(), new_key()


def test_a_person_has_one_name_however_the_number_is_written() -> None:
    name = person_id("44030419790516003X", KEY)
    assert re.fullmatch("P[A-Z2-7]{32}", name)
    assert person_id(" 44030419790516003x ", KEY) == name


def test_another_person_another_key_or_another_purpose_gives_another_name() -> None:
    number = "320102199003072813"
    names = {
        person_id(number, KEY),
        person_id("330211198512310428", KEY),
        person_id(number, "l" * 32),
        "P" + lookup_hash(number, KEY, "mobile"),
        "P" + lookup_hash(number, KEY, "bank"),
    }
    assert len(names) == 5


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 characters"):
        person_id("320102199003072813", "short")


@given(st.text())
def test_what_was_sealed_is_opened_again_and_does_not_show(text: str) -> None:
    sealer = Sealer([NEW])
    token = sealer.seal(text)
    assert sealer.open(token) == text
    assert token.isascii()
    assert len(text) < 4 or text not in token


def test_an_older_key_still_opens_until_it_is_retired_after_rotation() -> None:
    token = Sealer([OLD]).seal("张三")
    both = Sealer([NEW, OLD])
    assert both.open(token) == "张三"
    assert Sealer([NEW]).open(both.rotate(token)) == "张三"


@pytest.mark.parametrize("act", [Sealer.open, Sealer.rotate])
@pytest.mark.parametrize(
    "token", [Sealer([OLD]).seal("张三"), "no token", "", "令牌"], ids=["another's", "none", "empty", "text"]
)
def test_without_its_key_a_token_stays_unreadable_and_the_error_does_not_show_it(act, token: str) -> None:
    with pytest.raises(Unreadable) as refused:
        act(Sealer([NEW]), token)
    assert str(refused.value) == ""


@given(st.sampled_from(sorted(MASKS)), st.text(max_size=30))
def test_a_mask_keeps_the_length_and_always_hides_something(kind, value: str) -> None:
    masked = mask(kind, value)
    assert len(masked) == len(value)
    assert "*" in masked or not value
