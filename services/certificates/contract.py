"""What certificates publishes and answers: sealed documents of what a person is insured for, and their verification.

A certificate is a snapshot (handbook 11): what it says and its signed bytes are kept sealed beside the event, which has
their digests. Whoever holds a certificate can verify it by the code printed on it; the number says nothing of the code.
"""

from dataclasses import field
from typing import Annotated, Literal, TypedDict

from kernel.events import Category, Contract, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Count, Date, Id, Instant, Month, some, text
from services.records.contract import LINES, Line

CERTIFICATE = Category("certificate")
"""`certificate-<number>`"""

Kind = Literal["contribution"]
"""参保缴费证明."""
Digest = Annotated[str, text(r"[0-9a-f]{64}", sentence="文件摘要应为64位十六进制数字。")]
Code = Annotated[str, text(most=40, least=1, sentence="请填写证明上的查验码。")]
Purpose = Annotated[str, text(r"[^\x00-\x1f\x7f]*", most=60, sentence="证明用途最多填写60个字，不能换行。")]
Lines = Annotated[list[Line], some(Line, most=2 * len(LINES), least=0)]
Shown = Literal["masked", "plain"]

# ------------------------------------------------------------------ events


class Place(TypedDict):
    """A stream as far as it was known."""

    stream: str
    version: Count


@event(CERTIFICATE, "CertificateIssued")
class CertificateIssued(Event):
    """A certificate was sealed. `digest` is the SHA-256 of the signed file, `content_digest` that of what it says.

    `made_from`: the streams of records it was made from, as far as they were known then.
    """

    number: Id
    kind: Kind
    person_id: Id
    lines: list[Line]
    asked_from: Month
    asked_to: Month
    digest: Digest
    content_digest: Digest
    issued_at: Instant
    made_from: list[Place]


@event(CERTIFICATE, "CertificateRevoked")
class CertificateRevoked(Event):
    """An officer withdrew it: it is said to be void from then on."""

    number: Id
    person_id: Id
    reason: str
    revoked_on: Date


CertificateEvent = CertificateIssued | CertificateRevoked
CONTRACT = Contract("certificates", [CertificateIssued, CertificateRevoked])

# ------------------------------------------------------------------ commands


@message
class IssueContributionCertificate:
    """参保缴费证明 of the months `from_month` to `to_month` and the lines chosen; each time a new number.

    A person has it made for themself, an officer for anyone. `purpose` is printed; `id_shown` whether the ID number is
    printed plain. Result: `{number, code, digest, pages, file_name}`.
    """

    person_id: Id
    lines: Lines = field(default_factory=list)
    from_month: Month | None = None
    to_month: Month | None = None
    purpose: Purpose = ""
    id_shown: Shown = "masked"


@message
class RevokeCertificate:
    """An officer withdraws a certificate. Result: `{number}`."""

    number: Id
    reason: Annotated[str, text(most=200, least=2, sentence="请写明撤销的原因，2到200个字。")]


# ------------------------------------------------------------------ queries


@message
class PreviewContributionCertificate:
    """What the certificate would say, for the screen: what is printed, without number, code and seal.

    `{title, city_name, agency, person_name, id_number, purpose, asked_from, asked_to, lines: [{line, status, months,
    first, last, personal, employer}], contributions: [{period, line, base, personal, employer, unit_name, paid,
    arrived_on, kind}], data_version}`; amounts in fen, lines by their Chinese names.
    """

    person_id: Id
    lines: Lines = field(default_factory=list)
    from_month: Month | None = None
    to_month: Month | None = None
    purpose: Purpose = ""
    id_shown: Shown = "masked"


@message
class GetCertificate:
    """The signed file: `{number, person_id, file_name, digest, pdf}`, the PDF in base64.

    For its holder and for officers.
    """

    number: Id


@message
class ListCertificates:
    """A person's certificates, newest first: `{certificates: [{number, kind, title, lines, asked_from, asked_to,
    issued_at, state, reason}], next}`; `next` is the next `after`. `state`: valid or revoked."""

    person_id: Id
    after: Annotated[str, text(most=80)] | None = None
    limit: Count = 20


@message
class VerifyCertificate:
    """Anyone, by the code (查验码, spaces and case do not matter): what was issued under it, with personal data masked.

    `{number, title, city_name, agency, person_name, id_number, purpose, asked_from, asked_to, lines: [{line, status,
    months, first, last, personal, employer}], issued_at, digest, content_digest, state, revoked_on, reason, file}`.
    `file` is "unchanged" or "changed" where `file_digest`, the SHA-256 of the file at hand, is given; else null.
    """

    code: Code
    file_digest: Digest | None = None


@message
class VerifyFile:
    """Anyone, by the file (PDF in base64): `{outcome, certificate}`.

    `outcome`: genuine (every byte as it was signed; `certificate` as VerifyCertificate tells it), changed (it bears our
    signature and was altered afterwards), not_ours.
    """

    content: Annotated[str, text(r"[A-Za-z0-9+/=]*", most=14_000_000, least=1, sentence="请选择要核验的PDF文件。")]


# ------------------------------------------------------------------ refusals


class NoLineChosen(Refused):
    """At least one line."""

    code = "certificate_no_line_chosen"
    sentence = "请至少选择一个险种。"
    fields = ("lines",)


class NoMonthChosen(Refused):
    """The first and the last month."""

    code = "certificate_no_month_chosen"
    sentence = "请选择开始月份和结束月份。"
    fields = ("from_month", "to_month")


class MonthsReversed(Refused):
    """The last month lies before the first."""

    code = "certificate_months_reversed"
    sentence = "结束月份不能早于开始月份，请重新选择。"
    fields = ("from_month", "to_month")


class MonthAhead(Refused):
    """A certificate tells of months that have begun."""

    code = "certificate_month_ahead"
    sentence = "最晚只能选择到{latest}，请重新选择结束月份。"
    fields = ("to_month",)


class NothingInsured(Refused):
    """No contribution in the months and lines chosen."""

    code = "certificate_nothing_insured"
    sentence = "所选月份和险种内没有参保缴费记录，请重新选择月份或险种。如对记录有疑问，请拨打12333核实。"
    fields = ("lines", "from_month", "to_month")
    status = 409


class StillProcessing(Refused):
    """Contributions have arrived here and the person's archive has not yet."""

    code = "certificate_still_processing"
    sentence = "您的参保信息正在更新，请过几分钟再打印证明。"
    status = 409


class CertificateUnknown(Refused):
    """No such certificate, or it is another's."""

    code = "certificate_unknown"
    sentence = "没有找到该证明，请核对证明编号，或重新打印一份证明。"
    status = 404


class CodeUnknown(Refused):
    """Nothing was ever issued under this code."""

    code = "certificate_code_unknown"
    sentence = (
        "没有查到该查验码对应的证明，请对照证明核对查验码后重新输入。"
        "核对无误仍查不到的，该证明可能是伪造的，请拨打12333举报。"
    )
    fields = ("code",)
    status = 404


class CertificateExists(Refused):
    """The number is taken: only ever seen where a command is repeated, and then its first reply is the answer."""

    code = "certificate_exists"
    sentence = "证明编号已被使用，请重新打印一份证明。"
    status = 409


class AlreadyRevoked(Refused):
    """It was withdrawn before."""

    code = "certificate_already_revoked"
    sentence = "该证明已于{since}撤销，无需再次撤销。"
    status = 409
