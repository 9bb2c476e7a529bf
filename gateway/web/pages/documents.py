"""Documents that come with a form, kept as soon as they come: a browser forgets the files of a form shown again."""

from collections.abc import Callable, Iterable

from flask import request

from gateway.web.acting import carry_out
from gateway.web.bodies import FileTooLarge, uploaded
from gateway.web.pages.forms import choices
from kernel.cases import Attached, messages
from kernel.cases.documents import DocumentWrong
from kernel.refusals import Unavailable

FILE_MEGABYTES = 5
MOST_FILES = 4
"""So many materials the matter with the most has."""
FORMS = frozenset(f"pages.{form}" for form in ("applying", "enrolling", "stopping", "add_material", "unit_signing_up"))
WILL_NOT_DO = (FileTooLarge, DocumentWrong, Unavailable)
"""What is said of one document alone."""
Keep = Callable[[str, str], str]
"""Keeps the base64 content of a material; the document's id. Raises Refused."""
Errors = dict[str, list[str]]


def make_room() -> None:
    """Let a form with several documents be read: each of them has a limit of its own."""
    if request.endpoint in FORMS:
        request.max_content_length = (MOST_FILES * FILE_MEGABYTES + 1) << 20


def kept_before() -> list[Attached]:
    """What was kept when the form was sent before: its fields `kept`."""
    pairs = (kept.partition("/") for kept in choices("kept"))
    return [{"material": material, "document": document} for material, _, document in pairs]


def kept_documents(keep: Keep, codes: Iterable[str], before: list[Attached]) -> tuple[list[Attached], Errors]:
    """The documents that were chosen for these materials and those of `before` that none of them replaces.

    One that will not do keeps none of the others back: what is wrong is told beside them, by its material. Raises
    what else `keep` refuses.
    """
    sent, wrong = list[Attached](), Errors()
    for code in codes:
        try:
            chosen = uploaded(code, FILE_MEGABYTES)
            if chosen:
                sent.append({"material": code, "document": keep(code, chosen.base64)})
        except WILL_NOT_DO as refusal:
            wrong[code] = [str(refusal)]
    newer = {each["material"] for each in sent}
    return [each for each in before if each["material"] not in newer] + sent, wrong


def with_service(service: str, applicant: str) -> Keep:
    """Keeps an applicant's documents with the service of their case."""

    def keep(code: str, content: str) -> str:
        reply = carry_out(service, messages.KeepDocument(applicant, content), part=code)
        return str(reply["result"]["document"])

    return keep
