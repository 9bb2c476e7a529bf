"""Where a sign-in comes from, as coarsely as its owner needs to know it again: kind of device, browser, network."""

from ipaddress import IPv6Address, ip_address

from flask import request

SYSTEMS = (
    ("HarmonyOS", "鸿蒙设备"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Android", "安卓设备"),
    ("Windows", "Windows电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "Linux电脑"),
)
"""The first that is named counts: a telephone names the system it is made from, too."""
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("AlipayClient", "支付宝"),
    ("Edg", "Edge浏览器"),
    ("Firefox", "Firefox浏览器"),
    ("Chrome", "Chrome浏览器"),
    ("Safari", "Safari浏览器"),
)


def where_from() -> str:
    """`安卓设备，微信，网络 203.0.113.*`: of the request at hand."""
    agent = request.user_agent.string
    known = (next((name for mark, name in marks if mark in agent), "") for marks in (SYSTEMS, BROWSERS))
    return "，".join([*filter(None, known), f"网络 {network(request.remote_addr or '')}"])


ASKER = ("source", "network")
"""What a command says about who has not signed in, beside what was typed."""


def asker() -> dict[str, str]:
    """The same of the request at hand."""
    return {"source": where_from(), "network": network(request.remote_addr or "")}


def network(address: str) -> str:
    """The network of an address: the first three numbers of IPv4, the first three groups of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return "未知"
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return ":".join(found.exploded.split(":")[:3]) + ":*"
    plain = str(found.ipv4_mapped if isinstance(found, IPv6Address) else found)
    return plain.rpartition(".")[0] + ".*"
