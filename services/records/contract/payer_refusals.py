"""What records refuses people who pay for themselves. `form.…` is a field of the form."""

from kernel.refusals import Refused


class NoticeUnread(Refused):
    code = "records_notice_unread"
    sentence = "请先阅读用户须知，勾选“已阅读”后再提交。"
    fields = ("form.notice_read",)


class SiteNotHousehold(Refused):
    """`place` is the name, or the code, of the household place."""

    code = "records_site_not_household"
    sentence = "灵活就业人员应在户籍所在地参保，您的户籍所在地为{place}，请选择该地办理。"
    fields = ("form.site",)


class SiteUnknown(Refused):
    code = "records_site_unknown"
    sentence = "所选参保地不在本市经办范围内，可选：{places}。"
    fields = ("form.site",)


class EmployedNow(Refused):
    """Somebody whom a unit insures is no individual payer."""

    code = "records_employed_now"
    sentence = "您的{lines}正由单位参保（单位编号{unit_id}），不能以个人身份参保。如已离职，请先由该单位办理停保。"
    fields = ("form.lines",)
    status = 409


class FlexibleAlready(Refused):
    code = "records_flexible_already"
    sentence = "您已以灵活就业人员身份参加{lines}，无需重复参保。如要停止缴费，请办理“灵活就业人员社保中断”。"
    fields = ("form.lines",)
    status = 409


class FlexibleNotActive(Refused):
    code = "records_flexible_not_active"
    sentence = "您目前没有以个人身份参保，不能办理中断。如要参保，请办理“灵活就业人员参保登记”。"
    status = 409


class FlexibleLineElsewhere(Refused):
    """`entrance` is where the line is enrolled instead; "" where flexible workers have no such line."""

    code = "records_flexible_line_elsewhere"
    sentence = "{line}不在此处办理，请到“{entrance}”办理。"
    fields = ("form.lines",)


class FlexibleLineMissing(Refused):
    code = "records_flexible_line_missing"
    sentence = "灵活就业人员在本市不能参加{line}，请去掉该险种。"
    fields = ("form.lines",)


class PayerMonthNotAllowed(Refused):
    code = "records_payer_month_not_allowed"
    sentence = "本次可选的月份为{allowed}，请重新选择。"
    fields = ("form.start_month", "form.stop_month")


class PayerDetailsMissing(Refused):
    """Somebody in no archive names himself."""

    code = "records_payer_details_missing"
    sentence = "您首次参保，请填写与身份证一致的公民身份号码和姓名，到服务窗口办理。"
    fields = ("form.id_number", "form.name")


class WageNotWhole(Refused):
    code = "records_wage_not_whole"
    sentence = "缴费工资应为整数元，本年度应在{floor}元至{ceiling}元之间，请重新填写。"
    fields = ("form.wage",)


class WageBelowFloor(Refused):
    code = "records_wage_below_floor"
    sentence = "缴费工资低于下限：本年度应在{floor}元至{ceiling}元之间，请重新填写。"
    fields = ("form.wage",)


class WageAboveCeiling(Refused):
    code = "records_wage_above_ceiling"
    sentence = "缴费工资高于上限：本年度应在{floor}元至{ceiling}元之间，请重新填写。"
    fields = ("form.wage",)


class NotIndividualPayer(Refused):
    """It begins with the seed's own words (002)."""

    code = "records_not_individual_payer"
    sentence = "您现在不是社会保险个人缴费窗口人员。此项业务适用于以个人身份缴费的灵活就业人员。"
    status = 409


class SelfServiceOpenAlready(Refused):
    code = "records_self_service_open_already"
    sentence = "您已于{since}开通个人缴费自助业务，无需重复申请，重新登录后即可办理。"
    status = 409


class SelfServiceNotOpen(Refused):
    code = "records_self_service_not_open"
    sentence = "您尚未开通个人缴费自助业务，请先申请开通，开通后重新登录再办理。"
    status = 409


class SignInAgain(Refused):
    code = "records_sign_in_again"
    sentence = "个人缴费自助业务已开通，请退出并重新登录后再办理。"
    status = 409


class BankAccountWrong(Refused):
    code = "records_bank_account_wrong"
    sentence = "银行账号不正确，请对照银行卡逐位核对。"
    fields = ("form.bank_account",)


class MobileNotAsArchived(Refused):
    code = "records_mobile_not_as_archived"
    sentence = "联系电话与个人档案库中填写的不一致，请核对；如已更换号码，请先到服务窗口更新档案。"
    fields = ("form.mobile",)


class MedicalPasswordWrong(Refused):
    code = "records_medical_password_wrong"
    sentence = "社会保障卡医疗服务密码不正确；没有设置密码的，请留空或填0。"
    fields = ("form.medical_password",)


class LastSixWrong(Refused):
    code = "records_last_six_wrong"
    sentence = "银行账号后六位不正确，请填写开通自助业务时所填银行账号的最后6位数字。"
    fields = ("form.last_six",)


class RestartNotStopped(Refused):
    code = "records_restart_not_stopped"
    sentence = "您目前没有停止参保，无需重新参保。"
    status = 409


class NothingToUpgrade(Refused):
    code = "records_nothing_to_upgrade"
    sentence = "您档案中的身份证号码已为18位，不用升位。"
    status = 409


class PayerRefused(Refused):
    """What enrolment objects to, in its own words."""

    code = "records_payer_refused"
    sentence = "{sentence}"
    status = 409
