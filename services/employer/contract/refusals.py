"""What employer refuses. `form.…` is a field of the form, as it stands in the command."""

from kernel.refusals import Refused


class NotYourUnit(Refused):
    code = "not_your_unit"
    sentence = "您只能为您所在的单位办理。如需为其他单位办理，请先切换单位。"
    status = 403


class UnitUnknown(Refused):
    code = "unit_unknown"
    sentence = "没有找到该单位，请核对单位编号；新单位请先办理单位参保登记。"
    fields = ("unit_id",)
    status = 404


class IdNumberWrong(Refused):
    """`why` is a Chinese reason made of the first step that failed (handbook 1.1)."""

    code = "id_number_wrong"
    sentence = "公民身份号码不正确：{why}。请对照身份证逐位核对。"
    fields = ("form.id_number",)


class UnderWorkingAge(Refused):
    """劳动法 15: nobody is hired before turning 16. `since` is the day on which the person does."""

    code = "under_working_age"
    sentence = (
        "该职工到{since}才满16周岁，在此之前单位不得招用，不能参保。请对照身份证核对号码；"
        "文艺、体育和特种工艺单位经批准招用的，请拨打12333咨询。"
    )
    fields = ("form.id_number",)


class MobileWrong(Refused):
    code = "mobile_wrong"
    sentence = "手机号码不正确，请填写11位手机号码，或留空。"
    fields = ("form.mobile",)


class NameMissing(Refused):
    code = "name_missing"
    sentence = "该职工首次参保，请填写姓名。"
    fields = ("form.name",)


class NameWrong(Refused):
    code = "name_wrong"
    sentence = "姓名填写不正确，请按身份证上的姓名填写。"
    fields = ("form.name",)


class NameDiffers(Refused):
    code = "name_differs"
    sentence = "姓名与该公民身份号码的参保登记不一致，请核对身份证；如已改名，请先办理个人信息变更。"
    fields = ("form.name",)


class WageNotPositive(Refused):
    code = "wage_not_positive"
    sentence = "月工资应大于0，单位为元，最多两位小数，请重新填写。"
    fields = ("form.wage_fen",)


class LineNotOffered(Refused):
    """`line` is the line's Chinese title, `entrance` where it is enrolled instead."""

    code = "line_not_offered"
    sentence = "{line}不在此处办理，请到“{entrance}”办理。"
    fields = ("form.lines",)


class MonthNotAllowed(Refused):
    """`line` is the line's Chinese title; `allowed` the months that may be chosen, as text."""

    code = "month_not_allowed"
    sentence = "{line}本次可选的月份为{allowed}，请重新选择。"
    fields = ("form.start_month", "form.stop_month")


class ActiveHereAlready(Refused):
    code = "active_here_already"
    sentence = "该职工已在本单位参加{lines}，无需重复增员。请去掉这些险种，或先查看职工名册。"
    fields = ("form.lines",)
    status = 409


class NotActiveHere(Refused):
    code = "not_active_here"
    sentence = "该职工未在本单位参加{lines}，不能停保。请核对公民身份号码和险种。"
    fields = ("form.lines",)
    status = 409


class LineMissingHere(Refused):
    """The city has no such line. `line` is its Chinese title."""

    code = "line_missing_here"
    sentence = "本市没有单独的{line}，请去掉该险种。"
    fields = ("form.lines",)


class StopBeforeStart(Refused):
    code = "stop_before_start"
    sentence = "{line}自{start}起参保，停保月不能早于该月。如误增员，请联系经办机构更正。"
    fields = ("form.stop_month",)
    status = 409


class DeclaredAlready(Refused):
    """Another declaration about the person is under way."""

    code = "declared_already"
    sentence = "该职工已有办理中的申报（办件编号{case_id}），请等待办结，或先撤回该办件。"
    fields = ("form.id_number",)
    status = 409
