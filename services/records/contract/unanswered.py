"""A refund that the treasury has never answered 退费未获答复: an officer finds out what became of it (ENR-21)."""

from typing import Annotated

from kernel.cases import Label, Matter
from kernel.events import message
from kernel.refusals import Refused
from kernel.schema import Date, Fen, Month, text
from services.records.contract.words import LINE_NAMES

Text = Annotated[str, text(most=200)]


@message
class UnansweredRefund:
    """What the treasury was asked to pay back. Nobody fills it in."""

    month: Annotated[Month, Label("费款所属期")]
    voucher: Annotated[Text, Label("凭证号")]
    paid_under: Annotated[Text, Label("原缴款凭证号", "国库以此凭证号查找原缴款人")]
    line: Annotated[Text, Label("险种", choices={**LINE_NAMES, "total": "全部险种"})]
    arrived_on: Annotated[Date, Label("到账日期")]
    amount_fen: Annotated[Fen, Label("退费金额")]
    refund_id: Annotated[Text, Label("退费指令编号", "向国库核实时使用")]
    refund_case: Annotated[Text, Label("退费办件编号")]


TITLE = "退费到账情况核查"
GUIDE = (
    "退费指令发出后国库逾期未答复的，由系统自动提起，经办机构向国库核实：未退付且不再退付的，审核通过，款项重新挂账，"
    "可以再次申请退费；已经退付的，不予通过，并写明退付日期。"
)
UNIT_REFUND_UNANSWERED = Matter(
    code="refund-unanswered",
    title=TITLE,
    applicant="unit",
    form=UnansweredRefund,
    deadline="deadline/change",
    guide=GUIDE,
)
OWN_REFUND_UNANSWERED = Matter(
    code="own-refund-unanswered",
    title=TITLE,
    applicant="person",
    form=UnansweredRefund,
    deadline="deadline/change",
    guide=GUIDE,
)
UNANSWERED_MATTERS = (UNIT_REFUND_UNANSWERED, OWN_REFUND_UNANSWERED)


class RefundBeingChecked(Refused):
    """The case is no wish of the payer's: withdrawn, the money would be nowhere."""

    code = "records_refund_being_checked"
    sentence = "该事项由系统自动提起，经办机构正在向国库核实，不能撤回。请等待核实结果。"
    status = 409
