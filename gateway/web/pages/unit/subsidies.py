"""Subsidies 补贴 (EMP-05): the figures from the records, the conditions met or not, what was asked for and granted."""

from flask import Blueprint, render_template

from gateway.web import words
from gateway.web.acting import ask, caller
from gateway.web.rights import needs
from services.employer import contract as employer


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/unit/subsidies", endpoint="unit_subsidies")(subsidies)


@needs("know own unit")
def subsidies() -> str:
    """What there is to be had, and what became of what was asked for."""
    found = ask("employer", employer.GetSubsidies(caller().on_behalf_of))
    return render_template("unit/subsidies.html", found=found, kinds=words.SUBSIDIES, states=words.SUBSIDY_STATES)
