"""Many staff changes in one file (ENR-17): tried out, with cost and difference; committed; rejects put right."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from tests.journeys.platform import Platform
from tests.journeys.test_bad_files import HEADER, declared, file_at, staff_file, tried_out, workbook
from tests.journeys.test_staff_changes import found


def added(who: Any, wage: str = "10000", name: str | None = None) -> tuple[str, ...]:
    return ("增员", who.id_number, who.name if name is None else name, "养老、失业", "2026-11", wage, "", "")


@pytest.mark.feature("ENR-17")
def test_the_trial_tells_cost_and_difference_and_the_commit_declares(platform: Platform) -> None:
    agent, new, known = platform.as_("agent"), platform.stranger(), platform.city.veteran
    answer = staff_file(platform, workbook(added(new), added(known, "8000")), "名册.xlsx")
    file_id = answer.result["file_id"]
    tried = tried_out(platform, answer)
    assert (tried["state"], tried["good"], tried["declared"], tried["problem"]) == ("checked", 2, 0, None)
    assert (tried["difference"]["new"], tried["difference"]["returning"], tried["difference"]["stopping"]) == (1, 1, 0)
    assert 0 <= tried["difference"]["absent"] <= tried["difference"]["roster"]
    costs = {cost["title"]: (cost["added"], cost["employer"], cost["individual"]) for cost in tried["cost"]["lines"]}
    assert costs == {"养老保险": (2, 288_000, 144_000), "失业保险": (2, 9_000, 9_000)}
    assert (tried["cost"]["employer"], tried["cost"]["individual"]) == (297_000, 153_000)
    assert found(platform, new)["case_id"] is None
    agent.post(f"/staff-files/{file_id}/commit").ok  # noqa: B018
    file = file_at(platform, file_id, "done")
    assert (file["declared"], file["bad_rows"]) == (2, 0)
    agent.post(f"/staff-files/{file_id}/commit").ok  # noqa: B018
    assert found(platform, new)["case_id"]


@pytest.mark.feature("ENR-17")
def test_rejects_come_back_with_their_reasons_and_can_be_put_right(platform: Platform) -> None:
    agent, good, bad = platform.as_("agent"), platform.stranger(), platform.stranger()
    rows = [",".join(added(good)), ",".join(added(bad, name="")), ",".join(added(bad))]
    answer = staff_file(platform, "\n".join([HEADER, *rows]).encode())
    file = declared(platform, answer)
    assert [(row["line"], row["code"]) for row in file["bad"]] == [(3, "name_missing"), (4, "person_twice_in_file")]
    rejects = agent.get(f"/staff-files/{answer.result['file_id']}/rejects").content.decode("utf-8-sig")
    lines = rejects.splitlines()
    assert "请填写姓名" in lines[1]
    put_right = [lines[0], lines[1].replace(f"{bad.id_number},,", f"{bad.id_number},{bad.name},")]
    again = declared(platform, staff_file(platform, "\n".join(put_right).encode()))
    assert (again["rows"], again["declared"], again["bad"]) == (1, 1, [])


@pytest.mark.feature("ENR-17")
def test_rejects_are_put_right_in_a_workbook_whose_numbers_stay_whole(platform: Platform) -> None:
    """Columns in another order, one left out; a formula where the number should be; months and wages as people type."""
    agent, who, other = platform.as_("agent"), platform.stranger(), platform.stranger()
    book = openpyxl.Workbook()
    for cells in (
        ("生效月份", "变更类型", "公民身份\n号码", "险种", "姓名", "月工资"),
        ("2026年11月", "增员", '="32"&"01"', "养老、失业", who.name, "８０００"),
        (None, None, " ", None, None, None),
        (date(2026, 11, 1), "增员", other.id_number, "养老、失业", other.name, 8000),
    ):
        book.active.append(cells)
    answer = staff_file(platform, saved(book), "名册.xlsx")
    file = declared(platform, answer)
    assert (file["rows"], file["declared"]) == (2, 1)
    assert [(row["line"], row["code"]) for row in file["bad"]] == [(2, "cell_formula")]
    path = f"/staff-files/{answer.result['file_id']}/rejects"
    rejects = openpyxl.load_workbook(io.BytesIO(agent.get(path, format="xlsx").content))
    row = dict(zip((cell.value for cell in rejects.active[1]), rejects.active[2], strict=True))
    assert (row["险种"].value, row["姓名"].value, row["公民身份号码"].number_format) == ("养老、失业", who.name, "@")
    row["公民身份号码"].value = who.id_number
    again = declared(platform, staff_file(platform, saved(rejects), "改正.xlsx"))
    assert (again["rows"], again["declared"], again["bad"]) == (1, 1, [])


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.feature("ENR-17")
def test_nobody_else_sees_or_commits_a_file_and_none_before_its_trial(platform: Platform) -> None:
    answer = staff_file(platform, f"{HEADER}\n{','.join(added(platform.stranger()))}".encode())
    file_id, other = answer.result["file_id"], platform.as_("other_agent")
    other.get(f"/staff-files/{file_id}").refused("not_found", 404)
    other.get(f"/staff-files/{file_id}/rejects").refused("not_found", 404)
    other.post(f"/staff-files/{file_id}/commit").refused("not_found", 404)
    platform.as_("agent").post("/staff-files/none/commit").refused("not_found", 404)
    broken = f'{HEADER}\n{",".join(added(platform.stranger()))}\n"'.encode()
    unreadable = staff_file(platform, broken).result["file_id"]
    assert file_at(platform, unreadable, "checked")["problem"]["code"] == "table_quotes"
    platform.as_("agent").post(f"/staff-files/{unreadable}/commit").refused("staff_file_not_checked", 409)
