"""Transfers 关系转移接续, as the office carries them on (TRF-02)."""

from typing import Any

from flask import Blueprint, flash
from werkzeug.wrappers import Response

from gateway.web.acting import ask, carry_out
from gateway.web.pages.forms import Form, choice, optional, refused, see, show, whole
from gateway.web.rights import needs
from kernel.refusals import Refused
from kernel.schema import checked
from services.records import contract as records


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/office/transfers/<transfer_id>")(office_transfer)
    pages.post("/office/transfers/<transfer_id>", endpoint="advancing")(advancing)


@needs("carry a transfer on")
def office_transfer(transfer_id: str) -> Response:
    """A transfer, and recording its next step."""
    return _transfer(transfer_id, Form())


def _transfer(transfer_id: str, form: Form) -> Response:
    return show("office/transfer.html", form, transfer=ask("records", records.GetTransfer(transfer_id)))


@needs("carry a transfer on")
def advancing(transfer_id: str) -> Response:
    """Record a step, or the new place's refusal."""
    refusing = choice("do") == "refuse"
    try:
        carry_out("records", _refusal(transfer_id) if refusing else _step(transfer_id))
    except Refused as refusal:
        return _transfer(transfer_id, refused(refusal))
    flash("已登记不予接收，转移终止。" if refusing else "已登记。", "good")
    return see("office_transfer", transfer_id=transfer_id)


def _refusal(transfer_id: str) -> Any:
    body = {"transfer_id": transfer_id, "reason": choice("reason"), "replied_on": optional("done_on")}
    return checked(records.RefuseTransfer, body)


def _step(transfer_id: str) -> Any:
    body = {"transfer_id": transfer_id, "step": whole(choice("step")), "done_on": optional("done_on")}
    return checked(records.AdvanceTransfer, body)
