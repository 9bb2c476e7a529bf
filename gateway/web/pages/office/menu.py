"""The console's menu: what an officer may do and nothing else, in the order of a day's work."""

from dataclasses import dataclass

from flask import current_app, request, url_for

from gateway.web.caller import Caller
from gateway.web.rights import action_of, allowed


@dataclass(frozen=True)
class Desk:
    """A page of the office: its endpoint, and how it is called. `places`: how the addresses begin that belong to it."""

    endpoint: str
    title: str
    places: tuple[str, ...] = ()


MENU = (
    Desk("work_list", "待办", ("/office/work", "/cases", "/office/transfers")),
    Desk("find_person", "个人窗口", ("/office/persons", "/apply", "/applied")),
    Desk("find_unit", "单位窗口", ("/office/units",)),
    Desk("books", "征缴", ("/office/books", "/office/payment", "/office/draw", "/office/closing", "/office/doubles")),
    Desk("figures", "统计", ("/office/figures",)),
    Desk("system", "系统状态", ("/office/system",)),
    Desk("disputes", "异议核查", ("/office/disputes",)),
    Desk("audit", "查看审计", ("/office/looks",)),
    Desk("accounts", "账号管理", ("/office/accounts",)),
    Desk("security", "我的账户", ("/me/account", "/second-factor")),
)
"""The entries on top of every page; what is done more seldom stands on their own pages."""
COUNTER = (
    Desk("act_prove", "窗口实名认证"),
    Desk("act_unlock", "解除登录锁定"),
    Desk("act_register_authority", "登记委托或监护"),
    Desk("act_revoke_certificate", "撤销参保证明"),
    Desk("act_reset_officer", "重置工作人员密码"),
    Desk("act_confirm_appointment", "确认工作人员任用"),
    Desk("act_remove_second_factor", "解除身份验证器"),
)
"""What is done at the counter without somebody's records."""
ACCOUNTS = (
    Desk("act_appoint_officer", "开通工作人员账号"),
    Desk("act_confirm_appointment", "确认工作人员任用"),
    Desk("act_appoint_agent", "开通单位经办人账号"),
    Desk("act_change_roles", "调整岗位"),
    Desk("act_end_appointment", "停用账号"),
    Desk("act_ask_officer_reset", "申请重置工作人员密码"),
    Desk("act_reset_officer", "重置工作人员密码"),
    Desk("act_ask_factor_removal", "申请解除身份验证器"),
    Desk("act_remove_second_factor", "解除身份验证器"),
    Desk("act_unlock", "解除登录锁定"),
)


def menu_of(who: Caller) -> list[tuple[str, str]]:
    """The entries that this caller may open: `[(endpoint, title)]`."""
    return [(f"pages.{desk.endpoint}", desk.title) for desk in _open_to(who, MENU)]


def ways_of(who: Caller, desks: tuple[Desk, ...]) -> list[tuple[str, str, str]]:
    """The same as the macro `ways` takes them."""
    return [(url_for(f"pages.{desk.endpoint}"), desk.title, "") for desk in _open_to(who, desks)]


def menu_at() -> str:
    """The entry that the page at hand belongs to."""
    here = (desk for desk in MENU if request.path.startswith(desk.places))
    return next((f"pages.{desk.endpoint}" for desk in here), "")


def _open_to(who: Caller, desks: tuple[Desk, ...]) -> list[Desk]:
    return [desk for desk in desks if allowed(who, action_of(current_app, f"pages.{desk.endpoint}"), {})]
