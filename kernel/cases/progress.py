"""A case as its applicant and its officer see it: where it stands, what is in it, and its history step by step."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kernel.cases.events import (
    CaseApproved,
    CaseCarriedOut,
    CaseClaimed,
    CaseDrafted,
    CaseDueSoon,
    CaseHandedOver,
    CaseOverdue,
    CaseRejected,
    CaseSubmitted,
    CaseWithdrawn,
    MaterialAdded,
    MaterialAsked,
)
from kernel.cases.life import (
    STATUS_TITLES,
    Application,
    Case,
    Draft,
    Ended,
    MaterialWanted,
    NoCase,
    Submitted,
    UnderReview,
    status,
)
from kernel.cases.matter import Matter
from kernel.events import Fact

STEP_TITLES: dict[type, str] = {
    CaseDrafted: "保存",
    CaseSubmitted: "提交",
    CaseClaimed: "受理",
    CaseHandedOver: "移交",
    CaseDueSoon: "临近办结期限",
    CaseOverdue: "超过办结期限",
    MaterialAsked: "要求补正材料",
    MaterialAdded: "补正材料",
    CaseApproved: "审核通过",
    CaseRejected: "审核不通过",
    CaseWithdrawn: "撤回",
    CaseCarriedOut: "办结",
}
WITHDRAWABLE = (Draft, Submitted, UnderReview, MaterialWanted)


def shown(state: Case, facts: Sequence[Fact], matter: Matter, open_sealed: Callable[[str], str]) -> dict[str, Any]:
    """`{case_id, matter, title, status, status_title, applicant, subject, summary, form, materials, due_on, officer,
    wanted, told, can_withdraw, history: [{at, step, title, by, note}]}`, sealed text opened; {} where there is no case.

    `told` is what has been said of the office's time, see `life.Told`.
    """
    if isinstance(state, NoCase):
        return {}
    return {
        **summed_up(state, matter),
        "form": json.loads(open_sealed(state.application.form)),
        "materials": [dict(attached) for attached in state.application.materials],
        "wanted": list(state.wanted) if isinstance(state, MaterialWanted) else [],
        "history": [_step(fact, matter, open_sealed) for fact in facts],
    }


def summed_up(state: Case, matter: Matter) -> dict[str, Any]:
    """The same without what is sealed and without history, for lists."""
    if isinstance(state, NoCase):
        return {}
    application: Application = state.application
    return {
        "case_id": application.case_id,
        "matter": application.matter,
        "title": matter.title,
        "status": status(state),
        "status_title": STATUS_TITLES[status(state)],
        "applicant": application.applicant,
        "subject": application.subject,
        "summary": application.summary,
        "due_on": None if isinstance(state, Draft | Ended) else getattr(state, "due_on", None),
        "officer": getattr(state, "officer", None),
        "told": getattr(state, "told", ""),
        "can_withdraw": isinstance(state, WITHDRAWABLE),
    }


def sealed_form(form: Mapping[str, Any], seal: Callable[[str], str]) -> str:
    """A form as events keep it."""
    return seal(json.dumps(dict(form), ensure_ascii=False, sort_keys=True))


def _step(fact: Fact, matter: Matter, open_sealed: Callable[[str], str]) -> dict[str, Any]:
    note = ""
    match fact.event:
        case MaterialAsked(wanted=wanted, reason=reason):
            note = "、".join(map(matter.material_title, wanted)) + "：" + open_sealed(reason)
        case MaterialAdded(materials=materials):
            note = "、".join(matter.material_title(attached["material"]) for attached in materials)
        case CaseRejected(reason=reason):
            note = open_sealed(reason)
        case CaseCarriedOut(outcome=outcome):
            note = outcome
        case CaseDueSoon(due_on=due_on) | CaseOverdue(due_on=due_on):
            note = f"应于{due_on}前办结"
        case CaseHandedOver(to=to):
            note = "由同事继续办理" if to else "退回待办"
    title = STEP_TITLES[type(fact.event)]
    return {"at": fact.time, "step": fact.event.type, "title": title, "by": fact.meta.get("actor", ""), "note": note}
