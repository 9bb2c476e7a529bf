"""What records publishes and answers: persons, enrolment, contributions, balances, bills and transfers.

Money is whole fen, months are "2026-11", days "2026-11-22". Personal data is sealed text. A contribution has separate
dates that are never merged (handbook 0): `period` the month it is for 费款所属期, `due_on` 应缴期限, `arrived_on` 到账.
"""

from kernel.cases import CASE
from kernel.cases import EVENTS as CASE_EVENTS
from kernel.events import Contract
from services.records.contract import resident_refusals
from services.records.contract.adjustments import ADJUSTMENT_EVENTS
from services.records.contract.adjustments import UPCASTERS as ADJUSTMENT_UPCASTERS
from services.records.contract.benefits import BenefitsImported
from services.records.contract.bills import (
    UPCASTERS,
    BillAssessed,
    BilledLine,
    BilledMember,
    BillReduced,
    HeldMoneyUsed,
    LinePayment,
    LinesSettled,
    PaymentArrived,
    PaymentFileBooked,
    PaymentFileReceived,
    PaymentUnmatched,
    ReducedLine,
    ReducedMember,
    RunAdvanced,
    RunCompleted,
    RunStarted,
    SettlementAdvanced,
)
from services.records.contract.doubles import DOUBLE_EVENTS, DOUBLE_MATTERS
from services.records.contract.draws import DRAW_EVENTS
from services.records.contract.insured import (
    AssessedLine,
    ContributionsAssessed,
    ContributionsImported,
    ContributionsPaid,
    ContributionsWithdrawn,
    DeemedMonthsConfirmed,
    EnrolmentRefused,
    ImportedRow,
    InterestCredited,
    OpeningBalanceImported,
    PaidLine,
    PersonCorrected,
    PersonEnrolled,
    PersonRegistered,
    PersonStopped,
)
from services.records.contract.medical import MedicalSpendingImported, RemoteCareImported, SharingImported
from services.records.contract.messages import (
    AdvanceTransfer,
    AssessMonth,
    CreditInterest,
    GetBalances,
    GetContinuity,
    GetContributions,
    GetInsuredStatus,
    GetPaymentFile,
    GetPerson,
    GetRun,
    GetTransfer,
    GetTransfers,
    GetUnitBill,
    GetUnmatchedPayments,
    PaymentRow,
    RecordPaymentFile,
    RecordPayments,
    RefuseTransfer,
    RequestTransfer,
)
from services.records.contract.payer_refusals import PayerRefused
from services.records.contract.payers import (
    FLEXIBLE_ENROLMENT,
    FLEXIBLE_INTERRUPTION,
    NUMBER_UPGRADE,
    PAYER,
    PAYER_ADDRESS,
    PAYER_EVENTS,
    PAYER_MATTERS,
    PAYER_RESTART,
    PAYER_STOP,
    PAYER_WAGE,
    SELF_SERVICE_OPENING,
    ContactAddressChanged,
    ContributionWageSet,
    GetSelfPayment,
    PersonNumberUpgraded,
    SelfServiceClosed,
    SelfServiceOpened,
)
from services.records.contract.payers import UPCASTERS as PAYER_UPCASTERS
from services.records.contract.refunds import OWN_REFUND, REFUND, REFUND_EVENTS
from services.records.contract.refusals import (
    AlreadyEnrolledHere,
    AmountInvalid,
    ArrivalInFuture,
    LeftInFuture,
    LineNotOffered,
    LineNotTransferable,
    MonthNotAssessable,
    MonthsOverlap,
    NoOpenAccount,
    NotEnrolledHere,
    NothingToTransfer,
    PaymentFieldInvalid,
    PaymentFileEmpty,
    PaymentLineInvalid,
    PensionDrawn,
    PersonDrawsPension,
    RelationClosed,
    SamePlace,
    StepDayInvalid,
    StepNotNext,
    StillEnrolled,
    StopBeforeStart,
    TooManyRows,
    TransferEnded,
    TransferUnderWay,
    TransferUnknown,
    VoucherReused,
    YearNotOver,
)
from services.records.contract.repairs import REPAIR_EVENTS, REPAIR_MATTERS
from services.records.contract.resident_matters import RESIDENT_MATTERS
from services.records.contract.residents import RESIDENT_EVENTS
from services.records.contract.transferred import TransferredInImported
from services.records.contract.transfers import (
    TransferAdvanced,
    TransferCompleted,
    TransferReplied,
    TransferRequested,
    TransferStep,
)
from services.records.contract.unanswered import UNANSWERED_MATTERS
from services.records.contract.words import (
    BALANCE,
    BENEFIT,
    BILL,
    CONTRIBUTION,
    ENROLMENT,
    FINAL_REASONS,
    LINE_NAMES,
    LINES,
    PAYMENT_FILE,
    PERSON,
    REMOTE_CARE,
    RUN,
    SELF,
    SHARING,
    SPENDING,
    TRANSFER,
    TRANSFERRED,
    AccountLine,
    Kind,
    Line,
    Matter,
    PersonKind,
    payer,
    relation_of,
)

CONTRACT = Contract(
    "records",
    [
        PersonRegistered,
        PersonCorrected,
        DeemedMonthsConfirmed,
        PersonEnrolled,
        PersonStopped,
        EnrolmentRefused,
        ContributionsImported,
        ContributionsAssessed,
        ContributionsPaid,
        ContributionsWithdrawn,
        OpeningBalanceImported,
        InterestCredited,
        BillAssessed,
        BillReduced,
        PaymentArrived,
        LinesSettled,
        SettlementAdvanced,
        PaymentUnmatched,
        HeldMoneyUsed,
        PaymentFileBooked,
        PaymentFileReceived,
        TransferRequested,
        TransferReplied,
        TransferAdvanced,
        TransferCompleted,
        RunStarted,
        RunAdvanced,
        RunCompleted,
        BenefitsImported,
        MedicalSpendingImported,
        RemoteCareImported,
        SharingImported,
        TransferredInImported,
        *PAYER_EVENTS,
        *REPAIR_EVENTS,
        *DRAW_EVENTS,
        *REFUND_EVENTS,
        *ADJUSTMENT_EVENTS,
        *DOUBLE_EVENTS,
        *RESIDENT_EVENTS,
        *CASE_EVENTS,
    ],
    upcasters={**UPCASTERS, **ADJUSTMENT_UPCASTERS, **PAYER_UPCASTERS},
)

MATTERS = {
    matter.code: matter
    for matter in (
        *PAYER_MATTERS,
        *REPAIR_MATTERS,
        REFUND,
        OWN_REFUND,
        *UNANSWERED_MATTERS,
        *DOUBLE_MATTERS,
        *RESIDENT_MATTERS,
    )
}
