"""QRY-13: what is answered where nothing was found: 无参保记录, what may be the cause, and what to do about each."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from gateway.web.acting import ask, edge
from services.records import contract as records
from services.records.contract.repairs import CORRECTION

Answer = dict[str, Any]
NO_RECORD = "无参保记录"


@dataclass(frozen=True)
class Cause:
    """What may be the cause, and the next step; `matter`: the code of the matter to apply for, where there is one."""

    code: str
    cause: str
    next_step: str
    matter: str | None = None


CAUSES = (
    Cause("not_enrolled", "单位尚未为您办理参保", "请向单位人事（HR）核实是否已办理增员。"),
    Cause("payment_not_through", "个人缴费没有成功", "请核对扣款或缴费凭证，未成功的重新缴纳。"),
    Cause("not_transferred", "参保关系尚未转入", "在外地参保过的，请申请关系转移接续。", "transfer"),
    Cause("on_its_way", "数据正在传送中", "到账通常比所属期晚一至两个月，请过后再查。"),
    Cause("entered_wrong", "登记信息有误", "请提交信息核实，或持身份证到服务窗口办理。", CORRECTION.code),
)
PERIOD = Cause("period", "所选期间没有记录", "请放宽起止年月后重新查询。")
NOT_RECEIVED = Cause("not_received", "尚未享受该项待遇，或没有发生费用", "符合条件的，请按办事指南申请。")
NARROWED = ("from_month", "to_month", "arrived_from", "arrived_to")
"""Filters that may leave nothing of a table that has rows."""
SENTENCE = "没有查到您的参保记录。可能的原因：{causes}。可拨打{hotline}核实，或持身份证到服务窗口办理。"


def sentence(hotline: str) -> str:
    """All of it in one sentence, for pages that have no room for more."""
    return SENTENCE.format(causes="；".join(each.cause for each in CAUSES), hotline=hotline)


def told(
    answer: Answer,
    person_id: str,
    query: Mapping[str, Any],
    name: str,
    *,
    empty: bool | None = None,
    received: bool = False,
) -> Answer:
    """The answer, with `nothing_found` where it is empty (where not said: has no `rows`).

    `{title, causes: [{code, cause, next_step, matter}], hotline, sentence}`. Somebody who is insured is told that there
    is no `name` record; `received`: it is about benefits, which not everybody has.
    """
    if not (not answer["rows"] if empty is None else empty) or query.get("after"):
        return answer
    causes = [PERIOD] if any(query.get(filtered) for filtered in NARROWED) else []
    causes += [NOT_RECEIVED] if received else []
    title = f"无{name}记录" if _insured(person_id, query) else NO_RECORD
    return answer | {"nothing_found": found_nothing(title, [*causes, *CAUSES])}


def found_nothing(title: str = NO_RECORD, causes: Iterable[Cause] = CAUSES) -> Answer:
    """What is said, as `told` says it."""
    hotline = str(edge().city["branding"]["hotline"])
    return {
        "title": title,
        "causes": [asdict(each) for each in causes],
        "hotline": hotline,
        "sentence": sentence(hotline),
    }


def _insured(person_id: str, query: Mapping[str, Any]) -> bool:
    """Whether the person is insured here, on the line asked for or on any."""
    status = ask("records", records.GetInsuredStatus(person_id, query.get("as_of")))
    wanted = query.get("line")
    return any(line["status"] != "none" for line in status["lines"] if wanted in (None, line["line"]))
