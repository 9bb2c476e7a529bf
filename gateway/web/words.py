"""Chinese words for the codes of the contracts, and figures as people read them."""

from collections.abc import Mapping
from datetime import datetime

from gateway.web.matters import all_matters
from kernel.cases.life import STATUS_TITLES
from kernel.clock import SHANGHAI
from services.employer import contract as employer
from services.records import contract as records

ROLES = {
    "person": "个人",
    "agent": "单位经办人",
    "clerk": "经办员",
    "reviewer": "复核员",
    "admin": "业务管理员",
    "security": "安全管理员",
    "auditor": "审计员",
    "nobody": "未登录",
}
REASONS = {
    "window": "窗口办理",
    "hotline": "来电咨询",
    "case": "办件需要",
    "check": "稽核检查",
    "complaint": "投诉处理",
}
"""Why an officer looks where no case tells it."""
ACTIONS = {
    "see a person": "查询个人参保信息",
    "unmask": "查看未遮盖的个人信息",
    "audit looks": "审计查看记录",
    "see a unit": "查看单位职工",
    "serve a unit": "查看单位职工",
    "declare for a unit": "单位申报",
    "know own unit": "查看单位职工",
    "declare for own unit": "单位申报",
    "keep own unit's agents": "管理经办人",
    "apply for a matter": "申请办理事项",
    "see a case": "查看办件",
    "go on with a case": "继续办理",
    "see the work list": "查看待办清单",
    "collect contributions": "征缴核定",
    "carry a transfer on": "办理关系转移",
    "care for cards": "办理社保卡业务",
    "see own record": "代查参保信息",
    "see own wards": "监护人查询参保信息",
    "act for another": "开始代办",
    "report own card lost": "代办社保卡挂失",
    "activate own card": "代办社保卡激活",
    "move own relation": "代办关系转移",
    "have a certificate made": "代办参保证明",
    "register authority": "登记委托或监护",
    "move a relation at a window": "窗口办理关系转移",
    "have a certificate made at a window": "窗口开具参保证明",
    "see accounts": "查看账户",
    "work on a case": "办理办件",
    "decide a case": "审核办件",
}
"""What somebody did who saw another's data, by the action of the table of rights."""
MEANS = {
    "password": "密码",
    "sms": "短信验证码",
    "qr": "手机扫码",
    "face": "刷脸",
    "passkey": "通行密钥",
    "platform": "其他平台授权",
    "totp": "动态验证码",
}
"""How somebody signed in."""
KINDS = {
    "employee": "职工",
    "flexible": "灵活就业人员",
    "resident": "城乡居民",
    "retired": "退休人员",
    "unemployed": "领取失业金人员",
}
RELATION_STATES = {"active": "正常参保", "suspended": "暂停参保", "closed": "终止参保", "none": "未参保"}
CARD_STATES = {
    "in_production": "制卡中",
    "made": "已制成，待领取",
    "to_activate": "待激活",
    "active": "正常",
    "lost_temp": "临时挂失",
    "lost_formal": "正式挂失",
    "cancelled": "注销",
}
CASE_STATES = STATUS_TITLES
TRANSFER_STATES = {"under_way": "办理中", "declined": "不予接收", "completed": "已办结"}
DIRECTIONS = {"in": "转入", "out": "转出"}
CHANGES = {"PersonEnrolled": "参保", "PersonStopped": "停保", "EnrolmentRefused": "未能办理"}
DELEGABLE = {"records": "查询参保信息", "card": "社保卡挂失、激活", "transfer": "关系转移", "certificates": "参保证明"}
"""What authority is given for (ID-16)."""
AUTHORITIES = {"agent": "委托代办", "guardian": "未成年人监护"}
AUTHORITY_STATES = {
    "waiting": ("等待确认", "care"),
    "in_force": ("有效", "good"),
    "not_yet": ("未到开始日", "open"),
    "over": ("已到期", ""),
    "ended": ("已终止", ""),
}
"""States, here and below, with the tone in which they are shown."""
DUTIES = {"manager": "单位管理员", "declarer": "经办人", "viewer": "查询员"}
"""Of a unit's agents (ID-14)."""
DUTIES_TOLD = {
    "declarer": "经办人：可以申报和查询",
    "viewer": "查询员：只能查询",
    "manager": "单位管理员：可以申报、查询和管理本单位的其他经办人",
}
END_REASONS = {"left": "离职", "moved": "调离岗位", "dismissed": "解除聘用或不再授权"}
"""Why somebody's account is ended."""
SUBSIDIES = {"stability": "稳岗返还", "social": "社保补贴"}
SUBSIDY_STATES = {"asked_for": ("审核中", "open"), "granted": ("已核准，待拨付", "care"), "paid": ("已拨付", "good")}
LINES = records.LINE_NAMES
MATTERS = {matter.code: matter.title for matter in all_matters()} | {"transfer": "关系转移接续"}
STOP_REASONS = employer.STOP_REASON_TITLES
FIELDS: Mapping[str, str] = {
    "login": "账号",
    "id_number": "身份证号码",
    "name": "姓名",
    "mobile": "手机号码",
    "password": "密码",
    "old_password": "原密码",
    "password_again": "第二遍密码",
    "code": "收到的验证码",
    "captcha": "验证码",
    "answer": "答案",
    "bank_account": "银行账号",
    "address": "通讯地址",
    "unit_id": "单位编号",
    "wage_fen": "月工资",
    "reason": "原因",
}
"""What the fields of forms are called where a form does not say otherwise."""


def yuan(fen: int | None) -> str:
    """Fen as yuan with two decimals and thousands: 1234567 → 12,345.67."""
    if fen is None:
        return "—"
    sign, whole = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{whole // 100:,}.{whole % 100:02d}"


def money(fen: int | None) -> str:
    """Fen as an amount on a page: 1234567 → ¥12,345.67."""
    if fen is None:
        return "—"
    return f"{'−' if fen < 0 else ''}¥{yuan(abs(fen))}"


def moment(instant: str) -> str:
    """A UTC instant as the clock on the wall shows it in China, to the minute."""
    return datetime.fromisoformat(instant).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if instant else "—"
