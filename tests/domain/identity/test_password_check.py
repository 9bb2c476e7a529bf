"""What a password must be: the city's rule with every reason, then what anybody would guess (ID-02)."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from kernel.policy import load
from services.identity.contract import PasswordNotAllowed
from services.identity.password.check import Passwords, check_password, common_passwords
from services.identity.password.hashing import NOBODYS, hash_password, matches

CITIES = Path(__file__).parents[3] / "deploy" / "cities"
NO_SET = Path("/nowhere")
NUMBERS = ["320102199003072813", "13800001234"]


@pytest.fixture(scope="module")
def nanjing() -> Passwords:
    return Passwords(load(CITIES / "nanjing.yaml"), NO_SET)


@pytest.fixture(scope="module")
def shenzhen() -> Passwords:
    return Passwords(load(CITIES / "shenzhen.yaml"), NO_SET)


def test_a_good_password_is_taken(nanjing: Passwords) -> None:
    check_password("Xuanwu!7hu", NUMBERS, nanjing, "2026-11-22")


def test_every_reason_of_form_is_told_at_once(nanjing: Passwords) -> None:
    with pytest.raises(PasswordNotAllowed) as refused:
        check_password("密码 1", NUMBERS, nanjing, "2026-11-22")
    assert refused.value.arguments["reasons"] == ["length", "charset", "letter"]
    assert str(refused.value).startswith("密码不符合要求：长度应为8到16位；只能使用")


@pytest.mark.parametrize(
    "password", ["password1", "Password1", "ABC12345", "5201314a", "Shebao2026!", "nanjing#1", "trustno1", "iloveyou2"]
)
def test_a_password_that_everybody_uses_is_refused(nanjing: Passwords, password: str) -> None:
    with pytest.raises(PasswordNotAllowed) as refused:
        check_password(password, NUMBERS, nanjing, "2026-11-22")
    assert refused.value.arguments["reasons"] == ["common"]


@pytest.mark.parametrize("password", ["me199003", "x900307y", "tel000012"])
def test_six_digits_of_the_id_number_or_mobile_are_refused(nanjing: Passwords, password: str) -> None:
    with pytest.raises(PasswordNotAllowed) as refused:
        check_password(password, NUMBERS, nanjing, "2026-11-22")
    assert refused.value.arguments["reasons"] == ["personal"]


def test_a_password_that_was_breached_is_refused_where_the_set_is_kept(nanjing: Passwords, tmp_path: Path) -> None:
    known = replace(nanjing, breached=tmp_path)
    digest = hashlib.sha1(b"Xuanwu!7hu").hexdigest().upper()
    others = f"{'0' * 35}:3\n{digest[5:]}:17\n"
    (tmp_path / f"{digest[:5]}.txt").write_text(others, "ascii")
    with pytest.raises(PasswordNotAllowed) as refused:
        check_password("Xuanwu!7hu", NUMBERS, known, "2026-11-22")
    assert refused.value.arguments["reasons"] == ["breached"]
    assert "曾在别处泄露" in str(refused.value)
    check_password("Xuanwu!7hv", NUMBERS, known, "2026-11-22")


def test_a_city_may_ask_for_length_alone(shenzhen: Passwords) -> None:
    check_password("玄武湖边的第三棵柳树", NUMBERS, shenzhen, "2026-11-22")
    with pytest.raises(PasswordNotAllowed):
        check_password("12345678", NUMBERS, shenzhen, "2026-11-22")


def test_thousands_of_common_passwords_are_known_in_lower_case() -> None:
    assert len(common_passwords()) > 3000
    assert all(word == word.lower() for word in common_passwords())


# ------------------------------------------------------------------ hashing


def test_a_password_matches_its_own_hash_and_no_other() -> None:
    known = hash_password("Xuanwu!7hu")
    assert known.startswith("$argon2id$")
    assert matches("Xuanwu!7hu", known)
    assert not matches("Xuanwu!7hU", known)


def test_nothing_matches_where_there_is_no_password_and_the_same_work_is_done_for_it() -> None:
    assert not matches("Xuanwu!7hu", None)
    known = hash_password("Xuanwu!7hu")
    assert known.split("$")[:4] == NOBODYS.split("$")[:4]
    assert [len(part) for part in known.split("$")] == [len(part) for part in NOBODYS.split("$")]
