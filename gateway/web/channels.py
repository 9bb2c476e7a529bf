"""Which channel offers what, where it is no matter with a case: the city's policy says, by action (CHN-01).

Cases are checked where they are decided; these acts are checked here, before anything else is looked at.
"""

from collections.abc import Mapping

from flask import Flask, request

from gateway.web.acting import caller, edge
from gateway.web.rights import action_of
from kernel.cases.refusals import ChannelNotOffered
from kernel.clock import business_date

OFFERED: Mapping[str, tuple[str, str]] = {
    "report own card lost": ("channels/card_loss", "社会保障卡挂失"),
    "move own relation": ("channels/transfers", "社会保险关系转移接续"),
    "have a certificate made": ("channels/certificates", "参保证明"),
}
"""The series of policy and the Chinese title of what is done, by action."""


def check_channel(app: Flask) -> None:
    """Whether the channel a request comes through offers what it asks for. Raises ChannelNotOffered, NoPolicy."""
    action = action_of(app, request.endpoint) if request.endpoint else None
    if action is None or action not in OFFERED:
        return
    series, title = OFFERED[action]
    city, here = edge().city, caller().channel
    offered = city.policy.at(series, business_date(edge().settings.clock()))["offered"]
    if here not in offered:
        names = {channel["code"]: channel["name"] for channel in city["channels"]}
        there = "、".join(names[code] for code in offered if code in names)
        raise ChannelNotOffered(title=title, channel=names.get(here, "该渠道"), offered=there)
