"""What records says no to, each with what to do instead."""

from kernel.refusals import Refused

# ------------------------------------------------------------------ refusals of enrolment (seen as EnrolmentRefused)


class AlreadyEnrolledHere(Refused):
    """The line is active in this relation already."""

    code = "records_already_enrolled_here"
    sentence = "该员工的{lines}已在本单位参保，无需重复增员。如需调整，请先办理停保。"
    status = 409


class PersonDrawsPension(Refused):
    """Someone retired is not enrolled as an employee."""

    code = "records_person_draws_pension"
    sentence = "该人员已办理退休，不能再按在职职工参保。如信息有误，请持退休审批材料到社保窗口核实。"
    status = 409


class RelationClosed(Refused):
    """The relation ended for good."""

    code = "records_relation_closed"
    sentence = "该人员的参保关系已终止，不能再增员。如信息有误，请联系社保窗口核实。"
    status = 409


class MonthsOverlap(Refused):
    """The new spell would begin within months the earlier one has covered."""

    code = "records_months_overlap"
    sentence = "{lines}在本单位已缴至{paid_through}，新的参保起始月应晚于该月，请改正后重新申报。"
    fields = ("start_month",)
    status = 409


class LineNotOffered(Refused):
    """This city has no such line of its own."""

    code = "records_line_not_offered"
    sentence = "本市不单独办理{lines}，请取消勾选后重新申报。"
    fields = ("lines",)


class NotEnrolledHere(Refused):
    """There is nothing to stop."""

    code = "records_not_enrolled_here"
    sentence = "该员工的{lines}目前不在本单位参保，无法停保。请核对人员和险种后重新申报。"
    status = 409


class StopBeforeStart(Refused):
    """The last paid month would lie before the month ahead of the start."""

    code = "records_stop_before_start"
    sentence = "{lines}自{start_month}起参保，停保后的缴费截止月不能早于{earliest}，请改正停保月份后重新申报。"
    fields = ("stop_month",)
    status = 409


# ------------------------------------------------------------------ refusals of money


class MonthNotAssessable(Refused):
    """A month that has not begun, or one before the platform took over."""

    code = "records_month_not_assessable"
    sentence = "只能核定{first}至{last}的月份，请重新选择月份。"
    fields = ("month",)


class YearNotOver(Refused):
    """Interest is credited after the year's end."""

    code = "records_year_not_over"
    sentence = "{year}年尚未结束，年度计息请在次年办理。"
    fields = ("year",)


class TooManyRows(Refused):
    """A payment file beyond what one command takes."""

    code = "records_too_many_rows"
    sentence = "一次最多导入{most}行，请把文件分成几份后分别导入。"
    fields = ("rows",)


class PaymentFileEmpty(Refused):
    """A payment file without a row."""

    code = "records_payment_file_empty"
    sentence = "到账文件中没有数据行，没有入账。请确认选对了文件，或向税务部门重新取得后再导入。"
    fields = ("file",)


class VoucherReused(Refused):
    """A voucher number that came before with another content: the row is not booked."""

    code = "records_voucher_reused"
    sentence = "凭证号{voucher}已用于另一笔内容不同的到账，本行没有入账。请核对凭证号后重新导入。"
    fields = ("voucher",)
    status = 409


class AmountInvalid(Refused):
    """An amount that is no positive sum of yuan with at most two decimals."""

    code = "records_amount_invalid"
    sentence = "金额应为大于0、最多两位小数的数字（元），例如1234.56。请改正本行后重新导入。"
    fields = ("amount",)


class PaymentLineInvalid(Refused):
    """Neither a line nor the total."""

    code = "records_payment_line_invalid"
    sentence = "险种应为养老保险、医疗保险、失业保险、工伤保险、生育保险或合计，请改正本行后重新导入。"
    fields = ("line",)


class PaymentFieldInvalid(Refused):
    """A field of a payment row that cannot be read, or several that are wrong; `field` names them in Chinese."""

    code = "records_payment_field_invalid"
    sentence = "{field}没有填写或填写有误，请改正本行后重新导入。"


class ArrivalInFuture(Refused):
    """Money cannot have arrived tomorrow."""

    code = "records_arrival_in_future"
    sentence = "到账日期不能晚于今天（{today}），请改正本行后重新导入。"
    fields = ("arrived_on",)


# ------------------------------------------------------------------ refusals of transfers


class LineNotTransferable(Refused):
    """Work injury and maternity do not move (经办条例 art. 15)."""

    code = "records_line_not_transferable"
    sentence = "{line}不需要办理转移，在新参保地重新参保即可。"
    fields = ("line",)


class NoOpenAccount(Refused):
    """Transfer in: no active relation of that line here."""

    code = "records_no_open_account"
    sentence = "您在本市还没有正常参保的{line}账户，请先由新单位或本人在本市参保，缴费后再申请转入。"
    status = 409


class NothingToTransfer(Refused):
    """Transfer out: never insured here on that line."""

    code = "records_nothing_to_transfer"
    sentence = "您在本市没有{line}缴费记录，无法转出。如有疑问，请拨打12333核实。"
    status = 409


class PensionDrawn(Refused):
    """Whoever draws a pension has nothing left to move."""

    code = "records_pension_drawn"
    sentence = "您已开始领取养老金，养老保险关系不再转移。如信息有误，请持材料到社保窗口核实。"
    status = 409


class StillEnrolled(Refused):
    """Transfer out: the line is still active here."""

    code = "records_still_enrolled"
    sentence = "您的{line}在本市仍处于正常参保状态，请先由单位办理停保，再申请转出。"
    status = 409


class TransferUnderWay(Refused):
    """The same transfer was asked for before and is not finished."""

    code = "records_transfer_under_way"
    sentence = "您已于{since}申请过同一转移，正在办理中，无需重复申请。可在“转移进度查询”中查看进度。"
    status = 409


class SamePlace(Refused):
    """From and to are one place, or neither is this city."""

    code = "records_transfer_same_place"
    sentence = "{problem}"
    fields = ("from_region", "to_region")


class LeftInFuture(Refused):
    """The day of leaving the unit cannot lie ahead."""

    code = "records_left_in_future"
    sentence = "离职日期不能晚于今天，请改正后重新提交。"
    fields = ("left_on",)


class TransferUnknown(Refused):
    """No such transfer, or it is another's."""

    code = "records_transfer_unknown"
    sentence = "没有找到这笔转移申请，请在“转移进度查询”中核对后重试。"
    status = 404


class TransferEnded(Refused):
    """It is finished or was refused by the new place."""

    code = "records_transfer_ended"
    sentence = "该转移已{state}，不能再登记办理环节。"
    status = 409


class StepNotNext(Refused):
    """Steps are recorded in their order, each once."""

    code = "records_step_not_next"
    sentence = "当前应登记的是第{expected}步“{title}”，请按顺序登记。"
    fields = ("step",)
    status = 409


class StepDayInvalid(Refused):
    """The day a step was done lies ahead, or before the step began."""

    code = "records_step_day_invalid"
    sentence = "办理日期应在{earliest}至{latest}之间，请改正后重新提交。"
    fields = ("done_on",)
