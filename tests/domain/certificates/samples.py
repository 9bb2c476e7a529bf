"""Certificate contents to try things on."""

from collections.abc import Iterator, Sequence
from typing import Any

from services.certificates.document.content import CertificateContent, Contribution, InsuredLine

LINES = ("职工基本养老保险", "职工基本医疗保险", "失业保险", "工伤保险", "生育保险")
UNIT = "南京钟山软件科技有限公司"


def months(first: str, count: int) -> Iterator[str]:
    year, month = map(int, first.split("-"))
    for number in range(year * 12 + month - 1, year * 12 + month - 1 + count):
        yield f"{number // 12}-{number % 12 + 1:02d}"


def contribution(period: str = "2026-01", line: str = LINES[0], **changed: Any) -> Contribution:
    fields: dict[str, Any] = {
        "base": 495200,
        "personal": 39616,
        "employer": 79232,
        "unit_name": UNIT,
        "paid": True,
        "arrived_on": f"{period}-18",
    }
    return Contribution(period, line, **{**fields, **changed})


def content(
    first: str = "2026-01", count: int = 1, lines: Sequence[str] = LINES[:1], unit_name: str = UNIT, **changed: Any
) -> CertificateContent:
    periods = list(months(first, count))
    fields: dict[str, Any] = {
        "title": "参保缴费证明",
        "number": "3201002026000001",
        "verification_code": "K7RQ9M2XWH4T8PDC",
        "verification_address": "https://si.example/verify/K7RQ9M2XWH4T8PDC",
        "city_name": "南京市",
        "agency": "南京市社会保险管理中心",
        "person_name": "张晓明",
        "id_number": "320102********2813",
        "purpose": "本人使用",
        "asked_from": periods[0],
        "asked_to": periods[-1],
        "lines": tuple(InsuredLine(line, "正常参保") for line in lines),
        "contributions": tuple(contribution(at, line, unit_name=unit_name) for at in periods for line in lines),
        "issued_at": "2026-11-22T05:08:11.123Z",
        "data_version": "2026年11月22日 13:08",
    }
    return CertificateContent(**{**fields, **changed})
