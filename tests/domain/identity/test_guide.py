"""ID-01, ID-02: what somebody is told before registering, city by city."""

from pathlib import Path

import pytest

from kernel.policy import load
from services.identity.account.guide import asked_fields, registration_guide, registration_policy, terms_text

CITIES = Path(__file__).parents[3] / "deploy" / "cities"
TODAY = "2026-11-22"


@pytest.mark.parametrize(
    ("name", "more", "words"),
    [
        (
            "nanjing",
            [],
            "长度应为8到16位；只能使用英文字母、数字和英文标点，不含空格；至少含一个英文字母；至少含一个数字",
        ),
        ("ningbo", [], "长度应为8到64位。"),
        ("shenzhen", ["computer_number", "card_number"], "长度应为8到64位。"),
    ],
)
def test_each_city_asks_what_it_chose_and_tells_its_rule(name: str, more: list[str], words: str) -> None:
    city = load(CITIES / f"{name}.yaml")
    guide = registration_guide(city, TODAY)
    assert [field["name"] for field in guide["fields"]] == ["id_number", "name", "mobile", *more]
    assert words in guide["password_rule"]
    assert guide["captcha"]
    assert len(guide["have_ready"]) == 2 + len(more)


@pytest.mark.parametrize("name", ["nanjing", "ningbo", "shenzhen"])
def test_the_terms_of_every_version_of_a_citys_policy_are_there(name: str) -> None:
    for entry in load(CITIES / f"{name}.yaml").policy.entries("sign_in/registration"):
        assert "注销" in terms_text(entry["terms"])


def test_what_is_asked_stays_in_the_order_in_which_it_is_shown() -> None:
    policy = registration_policy(load(CITIES / "shenzhen.yaml"), TODAY)
    assert asked_fields(policy) == ["id_number", "name", "mobile", "computer_number", "card_number"]
