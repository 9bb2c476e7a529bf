"""What is refused in a unit's life (EMP-01, EMP-02, EMP-07, ENR-16)."""

from kernel.refusals import Refused


class CreditCodeWrong(Refused):
    """`why` is a Chinese reason made of the first step that failed (handbook 1.3)."""

    code = "credit_code_wrong"
    sentence = "统一社会信用代码不正确：{why}。请对照营业执照逐位核对。"
    fields = ("form.uscc", "form.unit.uscc")


class UnitRegisteredAlready(Refused):
    code = "unit_registered_already"
    sentence = "该统一社会信用代码的单位已办理参保登记，无需重复登记。如需变更信息，请以单位身份登录办理。"
    fields = ("form.uscc", "form.unit.uscc")
    status = 409


class UnitBeingRegistered(Refused):
    code = "unit_being_registered"
    sentence = "该统一社会信用代码已有登记或变更正在办理，请等待办结，或由原申请人撤回后再办理。"
    fields = ("form.uscc", "form.unit.uscc")
    status = 409


class DistrictNotHere(Refused):
    """`allowed` are the region codes and names of the city."""

    code = "district_not_here"
    sentence = "参保地不在本市，请选择：{allowed}。"
    fields = ("form.district", "form.unit.district")


class StaffTwice(Refused):
    code = "staff_twice"
    sentence = "首批职工中有重复的公民身份号码，请核对后删去重复的人员。"
    fields = ("form.staff",)


class UnitNotActive(Refused):
    code = "unit_not_active"
    sentence = "该单位已登记、尚未激活，请由登记申请人激活单位后再办理。"
    status = 409


class UnitIsClosing(Refused):
    code = "unit_is_closing"
    sentence = "该单位的注销登记正在办理（办件编号{case_id}），不能办理其他业务；不再注销的，请先撤回该办件。"
    status = 409


class UnitIsClosed(Refused):
    code = "unit_is_closed"
    sentence = "该单位已于{closed_on}注销，不能再办理业务。"
    status = 409


class UnitChangeUnderWay(Refused):
    code = "unit_change_under_way"
    sentence = "该单位已有变更正在审核（办件编号{case_id}），请等待办结，或先撤回该办件。"
    status = 409


class NothingToChange(Refused):
    code = "nothing_to_change"
    sentence = "没有需要变更的内容，请填写变更后的名称、统一社会信用代码或银行账户。"
    fields = ("form.name", "form.uscc", "form.bank_account")


class UnitNotReadyToClose(Refused):
    """`open` says what: staff, cases, debts."""

    code = "unit_not_ready_to_close"
    sentence = "注销前还有以下事项未了结：{open}。请先办结后再申请注销。"
    status = 409
