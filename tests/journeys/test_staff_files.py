"""Many staff changes in one file (ENR-17): tried out, with cost and difference; committed; rejects put right."""

from typing import Any

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
