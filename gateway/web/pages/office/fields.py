"""The fields of the office's plain forms, each once."""

from gateway.web.pages.matter_form import Control
from gateway.web.words import AUTHORITIES, DELEGABLE, DUTIES_TOLD, END_REASONS, LINES
from gateway.web.words import ROLES as ROLE_NAMES
from services.records.contract.residents import SCHEME_NAMES, SCHEMES


def _text(name: str, title: str, help: str = "") -> Control:
    return Control(name, "text", title, help, required=True)


LOGIN = _text("login", "登录账号", "个人填公民身份号码或手机号，单位填单位编号，工作人员填登录名")
REASON = Control("reason", "text", "原因", "写明核对了什么、为什么办理；会留存备查", required=True)
DOCUMENT_NUMBER = _text("number", "证件号码", "公民身份号码，或居住证、通行证号码")
ACCOUNT = _text("account_id", "账号编号", "开通账号时显示，也可以在账号查询或单位窗口中找到")
UNIT = _text("unit_id", "单位编号")
YEAR = Control("year", "number", "年度", "例如2026", required=True)
SUBSIDY = _text("subsidy", "补贴编号")
VOUCHER = _text("voucher", "拨付凭证号")
PAID_ON = Control("paid_on", "date", "拨付日期", required=True)
MONTH = Control("month", "month", "费款所属期", required=True)
PAID_LINE = Control("line", "select", "险种", required=True, choices=(("total", "全部险种"), *LINES.items()))
SCHEME = Control(
    "scheme", "one", "险种", required=True, choices=tuple((scheme, SCHEME_NAMES[scheme]) for scheme in SCHEMES)
)
PAID_YEAR = _text("year", "年度", "四位数字")
AMOUNT = _text("amount", "金额（元）", "最多两位小数，例如1234.56")
ARRIVED_ON = Control("arrived_on", "date", "到账日期", required=True)
PAYMENT_VOUCHER = _text("voucher", "凭证号", "税务缴款凭证上的号码")
ID_NUMBER = _text("id_number", "公民身份号码")
CERTIFICATE = _text("number", "证明编号", "印在证明右上角")
NAME = _text("name", "姓名")
NAME_OF_CARD = _text("name", "姓名", "照身份证件填写，与提出时的姓名核对")
MOBILE = _text("mobile", "手机号码")
OFFICER_LOGIN = _text("login", "登录名", "以字母开头，由2到30位字母、数字、点或下划线组成")
AGENT = Control("agent", "text", "经办人编号", "一个单位有几名经办人时填写，由字母或数字组成")
ROLES = Control(
    "roles",
    "several",
    "岗位",
    "最多三个",
    required=True,
    choices=tuple((code, ROLE_NAMES[code]) for code in ("clerk", "reviewer", "admin", "security", "auditor")),
)
DUTY = Control(
    "duty",
    "one",
    "权限",
    required=True,
    choices=tuple(DUTIES_TOLD.items()),
)
END_REASON = Control("reason", "one", "原因", required=True, choices=tuple(END_REASONS.items()))
COUNTER_PROOFS = Control(
    "proofs", "several", "已查验", required=True, choices=(("unit_seal", "单位公章"), ("agent_id", "经办人身份证"))
)
AUTHORITY = (
    Control("kind", "one", "类别", required=True, choices=tuple(AUTHORITIES.items())),
    _text("principal_id_number", "委托人（被监护人）公民身份号码"),
    _text("principal_name", "委托人（被监护人）姓名"),
    _text("delegate_id_number", "受托人（监护人）公民身份号码"),
    _text("delegate_name", "受托人（监护人）姓名"),
    Control("matters", "several", "可以代办的事项", required=True, choices=tuple(DELEGABLE.items())),
    Control("begins_on", "date", "开始日期", required=True),
    Control("ends_on", "date", "结束日期", required=True),
    Control(
        "proofs",
        "several",
        "已查验",
        "双方证件，以及委托书或监护关系证明",
        required=True,
        choices=(
            ("principal_id", "委托人（被监护人）证件"),
            ("delegate_id", "受托人（监护人）证件"),
            ("authority", "委托书"),
            ("relation", "户口簿或出生医学证明"),
        ),
    ),
)
