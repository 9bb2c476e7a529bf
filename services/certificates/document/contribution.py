"""The contribution certificate 参保缴费证明 (CRT-01) as an official paper."""

from collections.abc import Iterator
from datetime import datetime

from kernel.clock import SHANGHAI
from services.certificates.document import faces
from services.certificates.document.blocks import Column, Facts, Table
from services.certificates.document.content import CertificateContent, Contribution, content_digest, totals
from services.certificates.document.paper import Paper

GAPS_TOLD = 20
UNIT = "金额单位：元"

_TOTALS = (
    Column("险种", 128, "left"),
    Column("参保状态", 66),
    Column("实缴起止月份", 101),
    Column("实缴月数", 50, "right"),
    Column("个人缴费合计", 77, "right"),
    Column("单位缴费合计", 77, "right"),
)
_MONTHS = (
    Column("费款所属期", 47, shared=True),
    Column("险种", 84, "left"),
    Column("缴费基数", 53, "right"),
    Column("个人缴费", 52, "right"),
    Column("单位缴费", 52, "right"),
    Column("缴费标志", 43),
    Column("到账日期", 48),
    Column("缴费单位", 120, "left", shared=True),
)


def as_paper(content: CertificateContent) -> Paper:
    return Paper(
        heading=f"{content.city_name}社会保险",
        title=content.title,
        number=content.number,
        code=content.verification_code,
        address=content.verification_address,
        agency=content.agency,
        issued_on=long_date(content.issued_at),
        digest=content_digest(content),
        blocks=(
            Facts(_facts(content)),
            Table(
                "一、参保险种与缴费合计", UNIT, _TOTALS, tuple(_total_rows(content)), _grand_total(content), size=8.2
            ),
            Table("二、逐月缴费明细", UNIT, _MONTHS, tuple(_month_row(row) for row in content.contributions), size=7.6),
        ),
        notes=tuple(_notes(content)),
    )


def _facts(content: CertificateContent) -> tuple[tuple[str, str], ...]:
    return (
        ("姓名", content.person_name),
        ("社会保障号码", content.id_number),
        ("参保地", content.city_name),
        ("经办机构", content.agency),
        ("查询起止月份", f"{long_month(content.asked_from)}至{long_month(content.asked_to)}"),
        ("证明用途", content.purpose),
    )


def _total_rows(content: CertificateContent) -> Iterator[tuple[str, ...]]:
    for total in totals(content):
        span = f"{total.first} 至 {total.last}" if total.first else "—"
        yield (total.line, total.status, span, str(total.months), yuan(total.personal), yuan(total.employer))


def _grand_total(content: CertificateContent) -> tuple[str, ...]:
    every = totals(content)
    return ("合计", "", "", "", yuan(sum(each.personal for each in every)), yuan(sum(each.employer for each in every)))


def _month_row(row: Contribution) -> tuple[str, ...]:
    flag = "已缴" if row.paid else "未缴"
    return (
        row.period,
        row.line,
        yuan(row.base),
        yuan(row.personal),
        yuan(row.employer),
        f"{flag}·{row.kind}" if row.kind else flag,
        row.arrived_on or "—",
        row.unit_name,
    )


def _notes(content: CertificateContent) -> Iterator[str]:
    yield "实缴月数按已到账的费款所属期计，同一月份只计一次；标为“未缴”的月份不计入合计。"
    yield "个人缴费、单位缴费为当月该险种的应缴额；到账日期为费款实际到账之日，可能晚于费款所属期。"
    yield f"本证明反映出具时（{content.data_version}）的参保缴费情况，此后的变动请重新打印证明。"
    yield (
        "本证明加盖电子专用章并经数字签名，与纸质盖章具有同等效力。扫描首页二维码，或登录核验页面输入查验码，可核验真伪；"
        "内容如有任何改动，核验即不能通过。"
    )
    if gaps := faces.missing(_names(content)):
        listed = "、".join(f"U+{ord(gap):04X}" for gap in gaps[:GAPS_TOLD])
        yield f"“{faces.GETA}”代替字库中暂缺的字，依次为统一码 {listed}，以有效身份证件记载为准。"


def _names(content: CertificateContent) -> Iterator[str]:
    yield from (content.person_name, content.purpose, content.agency, content.city_name)
    yield from dict.fromkeys(row.unit_name for row in content.contributions)


def yuan(fen: int) -> str:
    """Fen as yuan with thousands and two decimals: -123456 is "-1,234.56"."""
    sign, amount = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{amount // 100:,}.{amount % 100:02d}"


def long_month(month: str) -> str:
    year, number = month.split("-")
    return f"{year}年{int(number)}月"


def long_date(instant: str) -> str:
    """A UTC instant as the day it is in China: 2026年11月22日."""
    day = datetime.fromisoformat(instant).astimezone(SHANGHAI)
    return f"{day.year}年{day.month}月{day.day}日"
