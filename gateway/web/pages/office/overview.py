"""Figures of the city for officers (OPS-07); parked events and the health of services for administrators."""

from flask import Blueprint, flash, render_template
from werkzeug.wrappers import Response

from gateway.web import watching, words
from gateway.web.acting import caller
from gateway.web.figures import city_figures
from gateway.web.pages.forms import Form, choice, filled, refused, see, show
from gateway.web.rights import needs
from gateway.web.worklist import work_counts
from kernel.refusals import Refused
from kernel.standing import RetryParked


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/office/figures")(figures)
    pages.get("/office/system", endpoint="system")(system)
    pages.post("/office/system/retries", endpoint="retry_parked")(retry)


@needs("see the figures")
def figures() -> str:
    """People insured, contributions month by month, the work that waits."""
    found, counts = city_figures(), work_counts(caller().account)
    paid = [(month["period"][2:], month["paid"], words.money(month["paid"])) for month in found["months"]]
    return render_template("office/figures.html", figures=found, counts=counts, paid=paid)


@needs("watch the system")
def system() -> Response:
    """What an administrator should look at first."""
    return _system(Form())


def _system(form: Form) -> Response:
    return show("office/system.html", form, services=watching.standing())


@needs("operate")
def retry() -> Response:
    """Let a stream that is held back be tried again, from where it stands."""
    try:
        watching.retry(choice("service"), filled(RetryParked, "subscription", "stream"))
    except Refused as refusal:
        return _system(refused(refusal))
    flash("已安排重试，几秒钟后刷新本页查看；仍然失败的会再次列在这里。", "good")
    return see("system")
