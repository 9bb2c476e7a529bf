"""What applicants and officers do with a case: each decision returns what happens, or raises a refusal. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from kernel.calendar import add_working_days, local_time, working_days_between
from kernel.cases import refusals as r
from kernel.cases.events import (
    Attached,
    CaseApproved,
    CaseCarriedOut,
    CaseClaimed,
    CaseDrafted,
    CaseDueSoon,
    CaseEvent,
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
    Approved,
    Case,
    Draft,
    Ended,
    MaterialWanted,
    NoCase,
    Submitted,
    UnderReview,
    status,
)
from kernel.cases.matter import Applicant, Matter
from kernel.context import Context
from kernel.refusals import Forbidden, Refused

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
OWN_ONLY: Mapping[str, Applicant] = {"person": "person", "agent": "unit"}
"""Roles that see and touch the cases of `on_behalf_of` alone, and whose matters are theirs."""
APPLICANT_TITLES: Mapping[Applicant, str] = {"person": "个人", "unit": "单位经办人"}

# ------------------------------------------------------------------ what the applicant does


def save_draft(application: Application, matter: Matter, state: Case, context: Context) -> list[CaseEvent]:
    """保存: first time or again. Raises CaseWrongStep, DraftOfAnother, MaterialUnknown."""
    _check_continues(application, state, context)
    _check_known((a["material"] for a in application.materials), matter)
    materials = list(application.materials)
    return [CaseDrafted(*_about(application), application.summary, application.form, materials, context.actor)]


def submit(
    application: Application, matter: Matter, working_days: int, state: Case, context: Context
) -> list[CaseEvent]:
    """提交, with or without a draft before; an automatic matter is approved with it.

    Raises CaseWrongStep, DraftOfAnother, MaterialUnknown, MaterialMissing.
    """
    _check_continues(application, state, context)
    codes = [attached["material"] for attached in application.materials]
    _check_known(codes, matter)
    missing = matter.missing(codes)
    if missing:
        raise r.MaterialMissing(titles="、".join(material.title for material in missing))
    due_on = add_working_days(context.today, working_days)
    about, materials = _about(application), list(application.materials)
    submitted = CaseSubmitted(*about, application.summary, application.form, materials, context.actor, due_on)
    return [submitted, CaseApproved(*about, "system")] if matter.review == "automatic" else [submitted]


def check_hours(hours: Mapping[str, Any], context: Context) -> None:
    """Whether a matter is taken now; `hours` is a row of policy: `days` (1 Monday to 7), `opens`, `closes` ("24:00").

    Raises CaseOutOfHours.
    """
    weekday, time = date.fromisoformat(context.today).isoweekday(), local_time(context.instant)[11:16]
    if weekday not in hours["days"] or not hours["opens"] <= time < hours["closes"]:
        days = "、".join(WEEKDAYS[day - 1] for day in hours["days"])
        raise r.CaseOutOfHours(days=days, opens=hours["opens"], closes=hours["closes"])


def check_channel(matter: Matter, offered: Collection[str], names: Mapping[str, str], context: Context) -> None:
    """Whether the channel takes the matter: `offered` are channel codes, `names` those of the city's. What the system
    opens by itself comes through none. Raises ChannelNotOffered.
    """
    if context.role != "system" and context.channel not in offered:
        here = names.get(context.channel, "该渠道")
        there = "、".join(names[code] for code in offered if code in names)
        raise r.ChannelNotOffered(title=matter.title, channel=here, offered=there)


def check_applicant(matter: Matter, applicant: str, context: Context) -> None:
    """Whether the asker may apply for `applicant`: persons and agents in their own name, the office for all.

    Raises ApplicantWrong, Forbidden.
    """
    kind = OWN_ONLY.get(context.role)
    if kind and kind != matter.applicant:
        raise r.ApplicantWrong(who=APPLICANT_TITLES[matter.applicant])
    check_own(applicant, context)


def check_own(applicant: str, context: Context) -> None:
    """Whether the asker acts for `applicant`. Raises Forbidden."""
    if context.role == "nobody" or (context.role in OWN_ONLY and applicant != context.on_behalf_of):
        raise Forbidden()


def withdraw(confirmed: bool, state: Case, context: Context) -> list[CaseEvent]:
    """撤回: voids it, until it is approved.

    Raises CaseUnknown, CaseTooLateToWithdraw, CaseWrongStep, WithdrawalUnconfirmed.
    """
    application = seen(state, context)
    if isinstance(state, Approved) or status(state) == "carried_out":
        raise r.CaseTooLateToWithdraw()
    if isinstance(state, Ended):
        raise _wrong_step(state)
    if not confirmed:
        raise r.WithdrawalUnconfirmed()
    return [CaseWithdrawn(*_about(application), context.actor)]


def add_material(materials: Iterable[Attached], matter: Matter, state: Case, context: Context) -> list[CaseEvent]:
    """Hand in what was asked for; the time it took is added to the office's. Raises CaseWrongStep, MaterialMissing."""
    application = seen(state, context)
    if not isinstance(state, MaterialWanted):
        raise _wrong_step(state)
    handed_in = list(materials)
    codes = [attached["material"] for attached in handed_in]
    _check_known(codes, matter)
    missing = [matter.material_title(code) for code in state.wanted if code not in codes]
    if missing:
        raise r.MaterialMissing(titles="、".join(missing))
    due_on = add_working_days(state.due_on, working_days_between(state.asked_on, context.today))
    return [MaterialAdded(*_about(application), handed_in, context.actor, due_on)]


# ------------------------------------------------------------------ what the officer does


def claim(state: Case, context: Context, take_over: bool = False) -> list[CaseEvent]:
    """认领; claiming again what one has changes nothing.

    Raises Forbidden, FourEyes, CaseClaimedByAnother, CaseWrongStep.
    """
    application = _reviewed(state, context)
    if isinstance(state, UnderReview):
        if state.officer == context.actor:
            return []
        if not take_over:
            raise r.CaseClaimedByAnother()
    elif not isinstance(state, Submitted):
        raise _wrong_step(state)
    return [CaseClaimed(*_about(application), context.actor)]


def hand_over(to: str, state: Case, context: Context) -> list[CaseEvent]:
    """移交 to a colleague, or back to the list. Raises HandOverToEnterer beside what officers' decisions do."""
    application = _claimed(state, context)
    if to == context.actor:
        return []
    if to in application.entered_by:
        raise r.HandOverToEnterer()
    return [CaseHandedOver(*_about(application), context.actor, to)]


def ask_for_material(
    wanted: Iterable[str], sealed_reason: str, matter: Matter, state: Case, context: Context
) -> list[CaseEvent]:
    """要求补正. Raises MaterialUnknown beside what every decision of an officer does."""
    application = _claimed(state, context)
    codes = list(wanted)
    _check_known(codes, matter)
    return [MaterialAsked(*_about(application), context.actor, codes, sealed_reason, context.today)]


def approve(state: Case, context: Context) -> list[CaseEvent]:
    """审核通过. Raises CaseNotClaimed, CaseWrongStep, Forbidden, FourEyes."""
    return [CaseApproved(*_about(_claimed(state, context)), context.actor)]


def reject(sealed_reason: str, state: Case, context: Context) -> list[CaseEvent]:
    """审核不通过. Raises as `approve`."""
    return [CaseRejected(*_about(_claimed(state, context)), context.actor, sealed_reason)]


def carry_out(outcome: str, state: Case) -> list[CaseEvent]:
    """办结 what was approved; `outcome` names nobody. Raises CaseUnknown, CaseWrongStep."""
    if not isinstance(state, Approved):
        raise _wrong_step(state)
    return [CaseCarriedOut(*_about(state.application), outcome)]


def escalate(near: str, state: Case, context: Context) -> list[CaseEvent]:
    """What is to be said of the office's time today, each once: it ends by `near`, it has ended."""
    if not isinstance(state, Submitted | UnderReview):
        return []
    officer = state.officer if isinstance(state, UnderReview) else ""
    told = (*_about(state.application), officer, state.due_on)
    if state.due_on < context.today:
        return [CaseOverdue(*told)] if state.told != "overdue" else []
    return [CaseDueSoon(*told)] if state.due_on <= near and not state.told else []


# ------------------------------------------------------------------ what may be


def known(state: Case) -> Application:
    """The application, where there is a case. Raises CaseUnknown."""
    if isinstance(state, NoCase):
        raise r.CaseUnknown()
    return state.application


def seen(state: Case, context: Context) -> Application:
    """The application, where the asker may see it. Raises CaseUnknown."""
    application = known(state)
    if context.role in OWN_ONLY and application.applicant != context.on_behalf_of:
        raise r.CaseUnknown()
    return application


def _reviewed(state: Case, context: Context) -> Application:
    application = seen(state, context)
    if context.role in OWN_ONLY:
        raise Forbidden()
    if context.actor in application.entered_by:
        raise r.FourEyes()
    return application


def _claimed(state: Case, context: Context) -> Application:
    application = _reviewed(state, context)
    if isinstance(state, Submitted):
        raise r.CaseNotClaimed()
    if not isinstance(state, UnderReview):
        raise _wrong_step(state)
    if state.officer != context.actor:
        raise r.CaseClaimedByAnother()
    return application


def _check_continues(application: Application, state: Case, context: Context) -> None:
    """A new case, or the same matter's own draft."""
    if isinstance(state, NoCase):
        return
    before = seen(state, context)
    if not isinstance(state, Draft):
        raise _wrong_step(state)
    if (before.matter, before.applicant) != (application.matter, application.applicant):
        raise r.DraftOfAnother()


def _check_known(codes: Iterable[str], matter: Matter) -> None:
    known = {material.code for material in matter.materials}
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise r.MaterialUnknown(codes="、".join(unknown))


def _about(application: Application) -> tuple[str, str, str, str]:
    return application.case_id, application.matter, application.applicant, application.subject


def _wrong_step(state: Case) -> Refused:
    return r.CaseUnknown() if isinstance(state, NoCase) else r.CaseWrongStep(status=STATUS_TITLES[status(state)])
