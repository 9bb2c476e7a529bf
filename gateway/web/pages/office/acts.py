"""The plain forms of officers, as a table: see `Act`."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from gateway.web.pages.office import fields as f
from gateway.web.pages.office.act import Act, Body, Pairs, add_act
from gateway.web.pages.office.money import OUTCOMES
from gateway.web.words import ROLES
from services.certificates import contract as certificates
from services.employer import contract as employer
from services.identity import contract as identity
from services.records import contract as records
from services.records.contract import residents


def _one_row(body: Body) -> Body:
    return {"rows": [body]}


def _of_row(result: Mapping[str, Any]) -> Pairs:
    row = result["rows"][0]
    return [("结果", OUTCOMES.get(row["outcome"], row["outcome"])), ("说明", row["sentence"] or "已入账。")]


def _first_password(result: Mapping[str, Any]) -> Pairs:
    return [("初始密码（只显示这一次）", result["password"])]


def _account_opened(result: Mapping[str, Any]) -> Pairs:
    return [*_account_proposed(result), *_first_password(result)]


def _account_proposed(result: Mapping[str, Any]) -> Pairs:
    return [("登录名", result["login"]), ("账号编号", result["account_id"])]


def _confirmed(result: Mapping[str, Any]) -> Pairs:
    roles = "、".join(ROLES[role] for role in result["roles"])
    return [("岗位", roles), *(_first_password(result) if result["password"] else [])]


def _roles_changed(result: Mapping[str, Any]) -> Pairs:
    return [("结果", "已提出，等待另一位管理员确认后生效。" if result["waits"] else "岗位已调整。")]


ACTS = (
    Act(
        "unlock",
        "unlock a sign-in",
        "解除登录锁定",
        "连续输错密码的账号会被锁定。请先核对本人身份证件（单位账号核对公章和经办人证件），再解除锁定。",
        "identity",
        identity.UnlockSignIn,
        (f.LOGIN, f.REASON),
        "已解除锁定，可以重新登录。",
        button="解除锁定",
    ),
    Act(
        "prove",
        "prove somebody at a window",
        "窗口实名认证",
        "本人持身份证或居住证到窗口、您已当面核对人证一致的，在此登记。登记后该人的账户达到最高认证等级。",
        "identity",
        identity.ProveAtWindow,
        (f.DOCUMENT_NUMBER,),
        "已登记实名认证。请告知本人重新登录后生效。",
        back="find_person",
        button="人证一致，登记",
    ),
    Act(
        "register-authority",
        "register authority",
        "登记委托或监护",
        "查验双方身份证件和委托书（监护的查验户口簿或出生医学证明）后登记。登记后由另一名复核人员确认才生效。",
        "identity",
        identity.RegisterAuthority,
        f.AUTHORITY,
        "已登记，等待复核人员确认。",
        back="find_person",
        button="登记",
        fill=lambda body: {"proofs": [], **body},
    ),
    Act(
        "reset-agent",
        "reset at the counter",
        "重置单位经办人密码",
        "查验单位公章和经办人身份证后办理。新的初始密码只显示一次，请当面交给经办人；首次登录必须修改。",
        "identity",
        identity.ResetAgentPassword,
        (f.ACCOUNT, f.COUNTER_PROOFS),
        "密码已重置，原有登录全部退出。",
        back="find_unit",
        button="重置密码",
        grave=True,
        fill=lambda body: {"proofs": [], **body},
        told=_first_password,
    ),
    Act(
        "revoke-certificate",
        "withdraw a certificate",
        "撤销参保证明",
        "证明内容有误或被冒用的，在此撤销。撤销后任何人查验该证明都会看到已撤销和原因，不能恢复。",
        "certificates",
        certificates.RevokeCertificate,
        (f.CERTIFICATE, f.REASON),
        "已撤销。持有人需要的，可以重新开具。",
        back="find_person",
        button="撤销证明",
        grave=True,
    ),
    Act(
        "close-bases",
        "collect contributions",
        "结束年度基数申报",
        "申报期结束后，登记该单位还有哪些职工没有申报基数。没有申报的，暂按上年基数上调后的金额核定（上调比例由政策规定），直到补报。",
        "employer",
        employer.CloseBaseDeclaration,
        (f.UNIT, f.YEAR),
        "已登记。",
        back="find_unit",
        told=lambda result: [("未申报人数", f"{result['undeclared']}人")],
    ),
    Act(
        "pay-subsidy",
        "collect contributions",
        "登记补贴拨付",
        "稳岗返还、社保补贴审核通过并已拨付的，登记拨付凭证。补贴编号见单位窗口的“补贴”。",
        "employer",
        employer.PaySubsidy,
        (f.SUBSIDY, f.VOUCHER, f.PAID_ON),
        "已登记拨付。",
        back="find_unit",
        button="登记拨付",
    ),
    Act(
        "unit-payment",
        "collect contributions",
        "登记单位的一笔到账",
        "没有到账文件时，按缴款凭证逐笔登记。同一凭证不会重复入账。",
        "records",
        records.RecordPayments,
        (f.UNIT, f.MONTH, f.PAID_LINE, f.AMOUNT, f.ARRIVED_ON, f.PAYMENT_VOUCHER),
        "已处理，结果如下。",
        back="payments",
        button="登记",
        keeps=True,
        fill=_one_row,
        told=_of_row,
    ),
    Act(
        "resident-payment",
        "collect contributions",
        "登记城乡居民的一笔到账",
        "按缴款凭证登记城乡居民的年度缴费。同一凭证不会重复入账。",
        "records",
        residents.RecordResidentPayments,
        (f.ID_NUMBER, f.SCHEME, f.PAID_YEAR, f.AMOUNT, f.ARRIVED_ON, f.PAYMENT_VOUCHER),
        "已处理，结果如下。",
        back="payments",
        button="登记",
        keeps=True,
        fill=_one_row,
        told=_of_row,
    ),
    Act(
        "appoint-officer",
        "keep accounts",
        "开通工作人员账号",
        "为新到岗的工作人员提出开通账号，由另一位管理员确认后才能登录。安全管理员、审计员须由专人担任，不能兼任其他岗位。",
        "identity",
        identity.AppointOfficer,
        (f.OFFICER_LOGIN, f.NAME, f.ROLES),
        "已提出。请另一位管理员当面核验本人身份后确认任用。",
        back="accounts",
        button="提出开通",
        told=_account_proposed,
    ),
    Act(
        "confirm-appointment",
        "confirm an appointment",
        "确认工作人员任用",
        "另一位安全管理员已提出开通账号或增加岗位、您已当面核验本人身份的，在此确认。新账号的初始密码只显示一次。",
        "identity",
        identity.ConfirmAppointment,
        (f.ACCOUNT, f.NAME_OF_CARD, f.ROLES),
        "已确认。",
        button="确认任用",
        grave=True,
        told=_confirmed,
    ),
    Act(
        "appoint-agent",
        "keep accounts",
        "开通单位经办人账号",
        "为已参保登记的单位开通经办人账号。登录名为单位编号；一个单位有几名经办人的，另填经办人编号加以区分。",
        "identity",
        identity.AppointAgent,
        (f.UNIT, f.NAME, f.MOBILE, f.DUTY, f.AGENT),
        "账号已开通。",
        back="accounts",
        button="开通账号",
        told=_account_opened,
    ),
    Act(
        "change-roles",
        "keep accounts",
        "调整岗位",
        "减少岗位立即生效，原有登录全部退出；增加岗位须由另一位管理员确认后生效。第一个选中的是登录后的岗位。",
        "identity",
        identity.ChangeRoles,
        (f.ACCOUNT, f.ROLES),
        "已处理，结果如下。",
        back="accounts",
        button="调整岗位",
        told=_roles_changed,
    ),
    Act(
        "ask-officer-reset",
        "keep accounts",
        "申请重置工作人员密码",
        "工作人员忘记密码的，由安全管理员在此申请，当日有效；再由另一名管理员当面核验身份后重置。",
        "identity",
        identity.AskOfficerReset,
        (f.OFFICER_LOGIN, f.REASON),
        "已申请。请另一名管理员当面核验后办理重置。",
        back="accounts",
        button="申请重置",
    ),
    Act(
        "reset-officer",
        "give an officer a new password",
        "重置工作人员密码",
        "当日已由另一名安全管理员申请、您已当面核验本人身份的，在此重置。初始密码只显示一次，首次登录必须修改。",
        "identity",
        identity.ResetOfficerPassword,
        (f.OFFICER_LOGIN,),
        "密码已重置，原有登录全部退出。",
        button="重置密码",
        grave=True,
        told=_first_password,
    ),
    Act(
        "end-appointment",
        "keep accounts",
        "停用账号",
        "工作人员或单位经办人离职、调岗的，当日停用账号。停用后立即退出，不能再登录。",
        "identity",
        identity.EndAppointment,
        (f.ACCOUNT, f.END_REASON),
        "账号已停用。",
        back="accounts",
        button="停用账号",
        grave=True,
    ),
    Act(
        "ask-factor-removal",
        "keep accounts",
        "申请解除身份验证器",
        "工作人员更换或遗失手机、无法取得动态验证码的，由安全管理员在此申请，当日有效；再由另一名管理员当面核验身份后解除。",
        "identity",
        identity.AskFactorRemoval,
        (f.ACCOUNT, f.REASON),
        "已申请。请另一名管理员当面核验后解除。",
        back="accounts",
        button="申请解除",
    ),
    Act(
        "remove-second-factor",
        "take a second factor away",
        "解除身份验证器",
        "当日已由另一名安全管理员申请、您已当面核验本人身份的，在此解除。解除后本人须重新绑定才能办理业务。",
        "identity",
        identity.RemoveSecondFactor,
        (f.ACCOUNT, f.NAME_OF_CARD),
        "已解除，原有登录全部退出，下次登录时重新绑定。",
        button="解除绑定",
        grave=True,
    ),
)


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    for act in ACTS:
        add_act(pages, act)
