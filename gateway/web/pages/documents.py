"""Documents that come with a form."""

from gateway.web.acting import carry_out
from gateway.web.bodies import uploaded
from kernel.cases import messages

FILE_MEGABYTES = 5


def kept_documents(service: str, applicant: str, codes: list[str]) -> list[dict[str, str]]:
    """Keep the documents that were chosen for these materials with a service; `{material, document}` of each."""
    attached = []
    for code in codes:
        sent = uploaded(code, FILE_MEGABYTES)
        if sent:
            kept = carry_out(service, messages.KeepDocument(applicant, sent.base64), part=code)
            attached.append({"material": code, "document": kept["result"]["document"]})
    return attached
