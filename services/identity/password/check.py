"""Whether a password may be set: the city's rule first, then what everybody would guess or has been told (ID-02)."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kernel.policy import City
from services.identity.contract import PasswordNotAllowed, PasswordsDiffer
from services.identity.password.breached import is_breached
from services.identity.password.rules import PasswordRule, holds_personal_digits, password_reasons

COMMON = Path(__file__).parent / "common.txt"
OWN_WORDS = frozenset({"shebao", "shebaoka", "shehuibaoxian", "renshe", "rensheju", "yibao", "yanglao", "gongshang"})


@dataclass(frozen=True)
class Passwords:
    """What new passwords are held against: the city's rules, and the directory of breached ones (may not be there)."""

    city: City
    breached: Path


def check_new_password(password: str, again: str, numbers: list[str], known: Passwords, today: str) -> None:
    """The same for one that was typed twice. Raises PasswordsDiffer, PasswordNotAllowed."""
    if password != again:
        raise PasswordsDiffer()
    check_password(password, numbers, known, today)


def check_password(password: str, numbers: list[str], known: Passwords, today: str) -> None:
    """Raises PasswordNotAllowed with every reason of form, or else with the first reason of sense."""
    values = known.city.policy.at("sign_in/password", today).values
    rule = PasswordRule(**values)
    reasons: list[str] = [*password_reasons(password, rule)] or _reasons_of_sense(password, numbers, known)
    if reasons:
        told = _told(rule)
        raise PasswordNotAllowed(reasons=reasons, told="；".join(told[reason] for reason in reasons))


def rule_in_words(city: City, today: str) -> str:
    """What a password must be, in a sentence."""
    rule = PasswordRule(**city.policy.at("sign_in/password", today).values)
    asked = {"length": True, "charset": rule.ascii, "letter": rule.letter, "digit": rule.digit}
    told = _told(rule)
    parts = [told[reason] for reason, holds in asked.items() if holds]
    return f"密码{'；'.join(parts)}。不能使用常见密码，{told['personal']}。"


def _told(rule: PasswordRule) -> dict[str, str]:
    return {
        "length": f"长度应为{rule.least}到{rule.most}位",
        "charset": "只能使用英文字母、数字和英文标点，不含空格",
        "letter": "至少含一个英文字母",
        "digit": "至少含一个数字",
        "common": "这是常见密码，容易被人猜到",
        "breached": "这个密码曾在别处泄露，已为人所知",
        "personal": "不能含有身份证号或手机号中连续的六位数字",
    }


def _reasons_of_sense(password: str, numbers: list[str], known: Passwords) -> list[str]:
    if password.lower() in common_passwords() or _is_own_word(password, known.city):
        return ["common"]
    if holds_personal_digits(password, numbers):
        return ["personal"]
    return ["breached"] if is_breached(password, known.breached) else []


def _is_own_word(password: str, city: City) -> bool:
    """Whether all of its letters spell the platform or the city: `Shebao2026!`."""
    letters = re.sub("[^a-z]", "", password.lower())
    return letters in OWN_WORDS or letters == city["code"]


@cache
def common_passwords() -> frozenset[str]:
    """Passwords that guessers try first, in lower case: those of the world, and those of here."""
    # the lists are 13 MB, which only a process that is given new passwords needs
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset([*FREQUENCY_LISTS["passwords"], *COMMON.read_text("utf-8").split()])
