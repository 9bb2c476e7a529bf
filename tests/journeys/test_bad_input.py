"""Whatever is sent: an answer with a stable code and a Chinese sentence that helps, never a 500, nothing half done."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from tests.journeys.platform import PDF, Answer, Platform, until
from tests.journeys.test_staff_changes import addition, found

HEADER = "变更类型,公民身份号码,姓名,险种,生效月份,月工资,手机号码,停保原因"


def staff_file(platform: Platform, content: bytes, name: str = "staff.csv", **options: Any) -> Answer:
    return platform.as_("agent").upload(f"/units/{platform.city.unit}/staff-files", content, name, **options)


def row(platform: Platform, name: str = "吴员工", wage: str = "7000.00") -> str:
    return f"增员,{platform.stranger().id_number},{name},养老、工伤,2026-11,{wage},,"


def declared(platform: Platform, answer: Answer) -> dict[str, Any]:
    """What became of a file, once all of it was gone through."""
    agent, file_id = platform.as_("agent"), answer.result["file_id"]
    return until(lambda: _done(agent.get(f"/staff-files/{file_id}").ok), "the file is gone through")


def _done(file: dict[str, Any]) -> dict[str, Any] | None:
    return file if file["state"] == "done" else None


# ------------------------------------------------------------------ JSON


@pytest.mark.parametrize(
    ("body", "content_type", "code", "status"),
    [
        (b"{", "application/json", "not_json", 400),
        (b"\xff\xfe{}", "application/json", "not_json", 400),
        ('{"kind": "临时"}'.encode("gb18030"), "application/json", "not_json", 400),
        (b'{"kind": "\\ud800"}', "application/json", "not_json", 400),
        (b'{"kind": NaN}', "application/json", "not_json", 400),
        (b"null", "application/json", "invalid", 422),
        (b"[]", "application/json", "invalid", 422),
        (b'"temp"', "application/json", "invalid", 422),
        (b'{"kind": null}', "application/json", "invalid", 422),
        (b'{"kind": 1}', "application/json", "invalid", 422),
        (b'{"kind": ["temp"]}', "application/json", "invalid", 422),
        (b'{"kind": {"$ne": "formal"}}', "application/json", "invalid", 422),
        (b'{"kind": "temp", "other": 1}', "application/json", "invalid", 422),
        (b'{"kind": "temp", "card_id": "a\\u0000b"}', "application/json", "invalid", 422),
        (b'{"kind": "temp", "card_id": "../../etc"}', "application/json", "invalid", 422),
        (b"[" * 21 + b"]" * 21, "application/json", "json_too_deep", 400),
        (b'{"a":' * 100_000, "application/json", "json_too_deep", 400),
        (b'{"kind": "' + b"x" * 1_000_001 + b'"}', "application/json", "too_large", 413),
        (b'{"kind": "temp"}', "text/plain", "unsupported_media_type", 415),
        (b"kind=temp", "application/x-www-form-urlencoded", "unsupported_media_type", 415),
        (b"<kind>temp</kind>", "application/xml", "unsupported_media_type", 415),
    ],
)
def test_a_body_that_is_no_such_message_is_refused(
    platform: Platform, body: bytes, content_type: str, code: str, status: int
) -> None:
    person = platform.person(platform.city.payer)
    answer = person.post("/me/card/loss", data=body, headers={"Content-Type": content_type})
    problem = answer.refused(code, status)
    assert code != "invalid" or problem["errors"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"form": None}, "form"),
        ({"form": []}, "form"),
        ({"form": {"id_number": 1}}, "form.id_number"),
        ({"form": {"wage_fen": 1.5}}, "form.wage_fen"),
        ({"form": {"wage_fen": True}}, "form.wage_fen"),
        ({"form": {"wage_fen": 10**18}}, "form.wage_fen"),
        ({"form": {"lines": "pension"}}, "form.lines"),
        ({"form": {"lines": [["pension"]]}}, "form.lines.0"),
        ({"form": {"start_month": "2026-11-18"}}, "form.start_month"),
        ({"form": {"$where": "1"}}, "form.$where"),
        ({"materials": {}}, "materials"),
        ({"materials": [1]}, "materials.0"),
        ({"case_id": "x" * 200}, "case_id"),
    ],
)
def test_every_wrong_field_is_named(platform: Platform, wrong: dict[str, Any], field: str) -> None:
    agent, unit = platform.as_("agent"), platform.city.unit
    body = {"form": addition(platform.stranger()), "materials": [], **wrong}
    problem = agent.post(f"/units/{unit}/additions", body).refused("invalid", 422)
    assert any(name == field or name.startswith(f"{field}.") for name in problem["errors"]), problem["errors"]
    assert all(sentence for sentences in problem["errors"].values() for sentence in sentences)


def test_a_draft_may_hold_anything_that_is_no_program(platform: Platform) -> None:
    agent, unit = platform.as_("agent"), platform.city.unit
    for form in ({"$set": {"a.b": 1}}, {"a\u0000b": 1}, {"name": "x" * 100_000}, {"a": [[[[[[1]]]]]]}):
        answer = agent.post(f"/units/{unit}/drafts", {"matter": "staff-add", "form": form})
        assert answer.status in (200, 422), answer.json


@pytest.mark.parametrize(
    "path", ["/cases/%00", "/cases/..%2f..", "/cases/" + "x" * 3000, "/cases/%F0%9F%98%80", "/units/%24ne/glance"]
)
def test_hostile_addresses_are_not_found_or_refused(platform: Platform, path: str) -> None:
    answer = platform.as_("clerk").get(path)
    assert answer.status in (404, 422)
    assert answer.json["detail"]


def test_an_unknown_address_and_a_wrong_method_are_problems_too(platform: Platform) -> None:
    person = platform.person(platform.city.payer)
    person.get("/nothing/here").refused("not_found", 404)
    person.post("/me/glance").refused("method_not_allowed", 405)


@pytest.mark.parametrize("place", ["x", "cards/x", "cards/x:y", ":1", "cards/x:99999999999"])
def test_a_place_to_wait_for_that_is_none_is_refused(platform: Platform, place: str) -> None:
    platform.person(platform.city.payer).get("/me/glance", wait_for=place).refused("wait_for", 400)


def test_a_place_that_never_comes_is_waited_for_two_seconds_and_said_to_be_under_way(platform: Platform) -> None:
    answer = platform.person(platform.city.payer).get("/me/glance", wait_for="cards/card-never:1").ok
    assert answer["caught_up"] is False


# ------------------------------------------------------------------ who asks


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."])
def test_a_token_that_identity_did_not_sign_is_refused(platform: Platform, token: str) -> None:
    for header in (f"Bearer {token}", f"Basic {token}", token):
        answer = platform.anyone().post("/me/card/loss", {"kind": "temp"}, headers={"Authorization": header})
        answer.refused("unauthenticated", 401)


def test_a_token_of_yesterday_is_refused(platform: Platform) -> None:
    person = platform.person(platform.city.payer)
    with platform.at("2026-11-19"):
        person.get("/me/glance").refused("unauthenticated", 401)


def test_wrong_passwords_and_unknown_accounts_get_the_same_answer(platform: Platform) -> None:
    known, unknown = platform.city.payer.id_number, platform.stranger().id_number
    platform.person(platform.city.payer)
    answers = [platform.anyone().post("/sign-in", {"login": who, "password": "wrong"}) for who in (known, unknown)]
    problems = [answer.refused("sign_in_refused", 401) for answer in answers]
    assert problems[0] == problems[1]


# ------------------------------------------------------------------ the same thing twice


def test_a_submission_repeated_with_its_key_acts_once(platform: Platform) -> None:
    agent, unit = platform.as_("agent"), platform.city.unit
    document = agent.upload(f"/units/{unit}/documents", PDF).result["document"]
    materials = [{"material": "labour_contract", "document": document}]
    body = {"form": addition(platform.stranger()), "materials": materials}
    first = agent.post(f"/units/{unit}/additions", body, key="once")
    again = agent.post(f"/units/{unit}/additions", body, key="once")
    assert (first.status, again.json) == (200, first.json)
    other = {"form": addition(platform.stranger()), "materials": materials}
    problem = agent.post(f"/units/{unit}/additions", other, key="once").refused("command_id_reused", 409)
    assert "刷新" in problem["detail"]


def test_without_a_key_the_answer_names_the_one_made_up(platform: Platform) -> None:
    agent, unit = platform.as_("agent"), platform.city.unit
    first = agent.upload(f"/units/{unit}/documents", PDF)
    assert agent.upload(f"/units/{unit}/documents", PDF, key=first.headers["Idempotency-Key"]).json == first.json


@pytest.mark.parametrize("key", ["x" * 201, "a\tb"])
def test_a_key_that_is_none_is_refused(platform: Platform, key: str) -> None:
    person = platform.person(platform.city.payer)
    person.post("/me/card/loss", {"kind": "temp"}, key=key).refused("idempotency_key", 400)


def test_a_key_is_its_accounts_own(platform: Platform) -> None:
    """Two people with the same key do not meet."""
    for who in (platform.city.payer, platform.city.low_payer):
        platform.person(who).post("/me/card/loss", {"kind": "temp"}, key="1").refused("card_not_in_hand", 409)


# ------------------------------------------------------------------ files


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    for cells in (tuple(HEADER.split(",")), *rows):
        book.active.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rezipped(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return out.getvalue()


def bomb() -> bytes:
    """A few hundred kilobytes that unpack to half a gigabyte."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        with zipfile.ZipFile(io.BytesIO(workbook())) as old:
            for part in old.namelist():
                new.writestr(part, old.read(part))
        with new.open("xl/worksheets/sheet2.xml", "w") as huge:
            for _ in range(512):
                huge.write(b"0" * (1 << 20))
    return out.getvalue()


def a_million_empty_rows() -> bytes:
    empty = b"".join(b'<row r="%d"/>' % number for number in range(2, 1_000_002))
    return rezipped(
        workbook(), "xl/worksheets/sheet1.xml", lambda sheet: sheet.replace(b"</sheetData>", empty + b"</sheetData>")
    )


def billion_laughs() -> bytes:
    entities = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return rezipped(
        workbook(),
        "xl/worksheets/sheet1.xml",
        lambda sheet: entities + sheet.replace(b"<sheetData>", b"<sheetData>&b;"),
    )


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "staff.csv", "invalid"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "staff.xlsx", None),
        (b"PK\x03\x04 not a workbook", "staff.xlsx", "workbook_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "staff.xls", None),
        (b"%PDF-1.4", "staff.xlsx", None),
        ("姓名,年龄\n张,1\n".encode(), "staff.csv", "table_columns"),
        (HEADER.encode("utf-16"), "staff.csv", None),
        (HEADER.encode() + b'\n"\xe5\xa2\x9e', "staff.csv", None),
        (HEADER.encode() + b"\n", "staff.csv", "staff_file_empty"),
    ],
)
def test_a_file_that_is_no_table_of_staff_is_refused(
    platform: Platform, content: bytes, name: str, code: str | None
) -> None:
    answer = staff_file(platform, content, name)
    problem = answer.refused(code or answer.json["code"])
    assert answer.status in (413, 422), problem


@pytest.mark.parametrize("made", [bomb, a_million_empty_rows, billion_laughs])
def test_a_hostile_workbook_harms_nobody(platform: Platform, made: Callable[[], bytes]) -> None:
    answer = staff_file(platform, made(), "staff.xlsx")
    problem = answer.refused(answer.json["code"])
    assert problem["status"] in (413, 422)
    assert platform.as_("agent").get(f"/units/{platform.city.unit}/glance").status == 200


def test_an_oversized_file_is_refused_whatever_it_is(platform: Platform) -> None:
    staff_file(platform, b"x" * (5 << 20) + b"x").refused("file_too_large", 413)
    staff_file(platform, b"x" * (12 << 20)).refused("too_large", 413)
    agent, unit = platform.as_("agent"), platform.city.unit
    agent.upload(f"/units/{unit}/documents", PDF + b"x" * (5 << 20)).refused("file_too_large", 413)


def test_a_request_without_the_file_is_refused(platform: Platform) -> None:
    agent, unit = platform.as_("agent"), platform.city.unit
    for answer in (
        agent.post(f"/units/{unit}/staff-files", {"file": "x"}),
        agent.post(f"/units/{unit}/staff-files", files={"other": ("x.csv", b"x")}),
        agent.post(f"/units/{unit}/staff-files"),
    ):
        assert "file" in answer.refused("invalid", 422)["errors"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_quotes_commas_and_line_breaks_in_fields_are_read_in_every_encoding(platform: Platform, encoding: str) -> None:
    good = f'增员,"{platform.stranger().id_number}",吴员工,"养老,工伤",2026-11,"7,000.00",,'
    spread = f'增员,{platform.stranger().id_number},"吴""员""工",养老、工伤,2026-11,7000,,"离\n职"'
    text = "\r\n".join([HEADER, good, spread, row(platform)])
    file = declared(platform, staff_file(platform, text.encode(encoding)))
    assert file["rows"] == 3
    assert file["declared"] + len(file["bad"]) == 3
    assert file["declared"] >= 2, file["bad"]


def test_bad_rows_are_told_by_line_and_the_others_are_declared_once(platform: Platform) -> None:
    bad = [
        "增员,320102199003072810,张三,养老,2026-11,7000,,",
        f"增员,{platform.stranger().id_number},,养老,2026-11,7000,,",
        f"增员,{platform.stranger().id_number},李四,养老,2026-09,7000,,",
        f"增员,{platform.stranger().id_number},李四,火灾,2026-11,7000,,",
        f"增员,{platform.stranger().id_number},李四,养老,2026-11,=1+1,,",
        f"减员,{platform.stranger().id_number},,养老,2026-11,,,本人辞职",
        "增员，太少",
    ]
    good = [platform.stranger(), platform.stranger()]
    first, last = (f"增员,{who.id_number},{who.name},养老、工伤,2026-11,7000,," for who in good)
    content = "\n".join([HEADER, first, *bad, last]).encode()
    agent, unit = platform.as_("agent"), platform.city.unit
    checked = agent.upload(f"/units/{unit}/staff-files?check=1", content).ok
    assert (checked["good"], [b["line"] for b in checked["bad"]]) == (2, list(range(3, 10)))
    assert [found(platform, who)["case_id"] for who in good] == [None, None]
    file = declared(platform, staff_file(platform, content))
    assert (file["declared"], [b["line"] for b in file["bad"]]) == (2, list(range(3, 10)))
    assert all(b["code"] and b["sentence"] for b in file["bad"])
    again = declared(platform, staff_file(platform, content))
    assert (again["declared"], again["unchanged"]) == (0, 2)
    assert all(found(platform, who)["case_id"] for who in good)


def test_formulas_are_not_taken_for_what_they_say(platform: Platform) -> None:
    who = platform.stranger().id_number
    content = workbook(
        ("增员", who, '=HYPERLINK("http://evil")', "养老", "2026-11", "=1+7000", "", ""),
        ("增员", platform.stranger().id_number, "+cmd|' /C calc'!A0", "养老", "2026-11", 7000, "", ""),
    )
    checked = platform.as_("agent").upload(f"/units/{platform.city.unit}/staff-files?check=1", content, "a.xlsx").ok
    assert "cell_formula" in {bad["code"] for bad in checked["bad"]}


def test_a_file_name_is_only_a_name(platform: Platform) -> None:
    for name in ("../../etc/passwd", "C:\\x\\y.csv", "a\u202eb.csv", "x" * 300 + ".csv", "\n.csv"):
        answer = staff_file(platform, f"{HEADER}\n{row(platform)}".encode(), name)
        assert answer.status == 200, answer.json


def test_a_service_in_trouble_is_a_clear_503(platform: Platform) -> None:
    """Only what that service decides is away; what the views know is answered."""
    person = platform.person(platform.city.payer)
    with platform.held("cards"):
        problem = person.post("/me/card/loss", {"kind": "temp"})
        assert "稍后再试" in problem.refused("unavailable", 503)["detail"]
        assert int(problem.headers["Retry-After"]) > 0
        assert person.get("/me/glance").ok["card"]
    until(lambda: person.get("/me/cards").status == 200, "cards is back")


def test_the_api_describes_itself(platform: Platform) -> None:
    document = platform.anyone().get("/openapi.json").ok
    assert document["openapi"].startswith("3.1")
    loss = document["paths"]["/api/v1/me/card/loss"]["post"]
    assert {parameter["name"] for parameter in loss["parameters"]} >= {"Idempotency-Key"}
    assert "application/problem+json" in loss["responses"]["default"]["content"]
