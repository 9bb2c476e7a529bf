"""A city is found by its name, however people write it; what is not known is told with what to do."""

import pytest

from gateway.web.places import cities, code_of, place
from kernel.refusals import Invalid


@pytest.mark.parametrize("typed", ["杭州市", "杭州", " 杭 州 ", "浙江省杭州市", "浙江杭州", "330100"])
def test_a_city_is_found_by_name_and_code(typed: str):
    assert code_of(typed, "place") == "330100"


@pytest.mark.parametrize("name", cities().values())
def test_every_city_of_the_list_is_found_by_what_the_list_says(name: str):
    assert cities()[code_of(name, "place")] == name


def test_a_municipality_is_a_city_and_a_province_is_none():
    assert code_of("上海", "place") == "310000"
    assert "320000" not in cities()


@pytest.mark.parametrize(
    ("typed", "told"), [("", "请填写另一个城市"), ("桃花源", "没有找到“桃花源”"), ("江苏省", "没有找到")]
)
def test_what_is_no_known_city_is_refused_with_what_to_do(typed: str, told: str):
    with pytest.raises(Invalid) as refused:
        code_of(typed, "place")
    [[sentence]] = refused.value.arguments["errors"].values()
    assert told in sentence


def test_a_place_reads_as_its_name_or_its_province():
    assert (place("330100"), place("320500"), place("999999")) == ("杭州市", "江苏省（320500）", "999999")
