"""Cities as people call them: by name or code, to be chosen from a list that needs no script."""

from functools import cache

from kernel.identifiers import region_name, regions
from kernel.refusals import Invalid

MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})
"""直辖市: a province that is one city."""
OF_NAMES = ("特别行政区", "自治区", "省", "市")
"""What people leave out of a name."""
UNKNOWN = "没有找到“{name}”。请从列出的城市中选择；没有列出的，请填写该市的6位行政区划代码（可拨打12333询问）。"
MISSING = "请填写另一个城市的名称，例如杭州市。"


@cache
def cities() -> dict[str, str]:
    """The names of the cities that are known, by code: municipalities, capitals and the cities of our city files."""
    return {code: name for code, name in regions().items() if _is_city(code)}


def _is_city(code: str) -> bool:
    return code in MUNICIPALITIES or (code.endswith("00") and not code.endswith("0000"))


def place(code: str) -> str:
    """The name of a place as people read it: its own, else its province's beside the code."""
    province = region_name(f"{code[:2]}0000")
    return region_name(code) or (f"{province}（{code}）" if province else code)


def code_of(typed: str, field: str) -> str:
    """The code of a city that was typed or chosen, by name (with its province or without) or code. Raises Invalid."""
    name = "".join(typed.split())
    if not name:
        raise Invalid(errors={field: [MISSING]})
    if name.isascii() and name.isdigit():
        return name
    wanted = [code for code, known in cities().items() if _short(name) in _called(code, known)]
    if len(wanted) != 1:
        raise Invalid(errors={field: [UNKNOWN.format(name=name[:20])]})
    return wanted[0]


def _called(code: str, name: str) -> set[str]:
    """杭州, 浙江杭州, 浙江省杭州: what the city 杭州市 is called, without its last word."""
    province, short = region_name(f"{code[:2]}0000") or "", _short(name)
    return {short, province + short, _short(province) + short}


def _short(name: str) -> str:
    return next((name.removesuffix(last) for last in OF_NAMES if name.endswith(last)), name)
