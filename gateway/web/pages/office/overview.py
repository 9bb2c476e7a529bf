"""Figures of the city for officers (OPS-07); parked events and the health of services for administrators."""

from flask import Blueprint, render_template

from gateway.web import words
from gateway.web.acting import caller
from gateway.web.figures import city_figures
from gateway.web.rights import needs
from gateway.web.watching import standing
from gateway.web.worklist import work_counts


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/office/figures")(figures)
    pages.get("/office/system", endpoint="system")(system)


@needs("see the figures")
def figures() -> str:
    """People insured, contributions month by month, the work that waits."""
    found, counts = city_figures(), work_counts(caller().account)
    paid = [(month["period"][2:], month["paid"], words.money(month["paid"])) for month in found["months"]]
    return render_template("office/figures.html", figures=found, counts=counts, paid=paid)


@needs("watch the system")
def system() -> str:
    """What an administrator should look at first."""
    return render_template("office/system.html", services=standing())
