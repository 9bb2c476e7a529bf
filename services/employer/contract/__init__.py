"""What employer publishes and answers: units, the staff they declare 参停保申报, and the cases these go through.

`unit_id` is the unit's number 单位编号 as text. A case id is `<unit_id>-<yyyymmddhhmmss>-<digits>`, so that the ids of
a unit are in the order of time. What cases are told and asked is `kernel.cases.messages`, given here as well.
"""

from kernel.cases import CASE
from kernel.cases import EVENTS as CASE_EVENTS
from kernel.cases.messages import (
    AddMaterial,
    ApproveCase,
    AskForMaterial,
    ClaimCase,
    DraftCase,
    GetCase,
    GetDocument,
    HandOverCase,
    KeepDocument,
    RejectCase,
    SubmitCase,
    SubmitDraft,
    WithdrawCase,
)
from kernel.events import Contract
from services.employer.contract.bases import (
    BASE_EVENTS,
    BASE_OBJECTION,
    BASE_YEAR,
    BaseConfirmed,
    BaseCorrected,
    BaseDeclarationClosed,
    BaseDeclared,
    BaseFileTooLong,
    BaseNothingDeclared,
    BaseNotStaff,
    BaseObjected,
    BaseObjectedAlready,
    BaseObjection,
    BaseObjectionEnded,
    BaseUndeclared,
    BaseWindowClosed,
    BaseWindowStillOpen,
    CloseBaseDeclaration,
    ConfirmBase,
    DeclareBaseFile,
    DeclareBases,
    GetBases,
    GetOwnBases,
)
from services.employer.contract.events import (
    STAFF,
    STAFF_EVENTS,
    UNIT,
    UNIT_EVENTS,
    AgentAppointed,
    LineMonth,
    StaffAdded,
    StaffChangeDeclared,
    StaffChangeDropped,
    StaffEnded,
    StaffEnrolled,
    StaffRefused,
    StaffStopped,
    UnitImported,
)
from services.employer.contract.files import (
    STAFF_FILE,
    STAFF_FILE_EVENTS,
    BadRow,
    CommitStaffFile,
    GetStaffFile,
    GetStaffFileRejects,
    HandInStaffFile,
    LineCost,
    PersonTwiceInFile,
    StaffFileCommitted,
    StaffFileCompared,
    StaffFileDone,
    StaffFileEmpty,
    StaffFileHandedIn,
    StaffFileNotChecked,
    StaffFilePageChecked,
    StaffFilePageDeclared,
    StaffFileReceived,
    StaffFileUnreadable,
)
from services.employer.contract.matters import (
    STAFF_ADDITION,
    STAFF_MATTERS,
    STAFF_STOP,
    StaffAddition,
    StaffStop,
)
from services.employer.contract.messages import (
    AppointAgent,
    DeclareStaffAdded,
    DeclareStaffStopped,
    FindPerson,
    GetRoster,
    GetStaffNumber,
    GetUnit,
    ListCases,
)
from services.employer.contract.refusals import (
    ActiveHereAlready,
    DeclaredAlready,
    IdNumberWrong,
    LineMissingHere,
    LineNotOffered,
    MobileWrong,
    MonthNotAllowed,
    NameDiffers,
    NameMissing,
    NotActiveHere,
    NotYourUnit,
    StopBeforeStart,
    UnitUnknown,
    WageNotPositive,
)
from services.employer.contract.statements import GetMonthSeen, GetOwnMonthSeen, MonthSeen, NoteMonthSeen
from services.employer.contract.subsidies import (
    SOCIAL_SUBSIDY,
    STABILITY_REFUND,
    SUBSIDISED,
    SUBSIDY,
    SUBSIDY_EVENTS,
    GetSubsidies,
    MonthsOfPerson,
    PaySubsidy,
    SubsidyAccountWrong,
    SubsidyAlready,
    SubsidyAskedFor,
    SubsidyDropped,
    SubsidyGranted,
    SubsidyKind,
    SubsidyLayoffs,
    SubsidyMonthsMissing,
    SubsidyMonthsReleased,
    SubsidyMonthsTaken,
    SubsidyMonthTaken,
    SubsidyNotGranted,
    SubsidyNotPaid,
    SubsidyPaid,
    SubsidyPeriodWrong,
    SubsidyPersonTwice,
    SubsidyUnknown,
    SubsidyYearNotOver,
    UnitSize,
)
from services.employer.contract.unit_matters import (
    NEW_COMPANY,
    UNIT_CLOSING,
    UNIT_CONTACTS,
    UNIT_DETAILS,
    UNIT_MATTERS,
    UNIT_REGISTRATION,
    ActivateUnit,
    NewCompany,
    UnitDetails,
    UnitRegistration,
)
from services.employer.contract.unit_refusals import (
    CreditCodeWrong,
    DistrictNotHere,
    NothingToChange,
    StaffTwice,
    UnitBeingRegistered,
    UnitChangeUnderWay,
    UnitIsClosed,
    UnitIsClosing,
    UnitNotActive,
    UnitNotReadyToClose,
    UnitRegisteredAlready,
)
from services.employer.contract.units import (
    CLOSING_REASON_TITLES,
    CREDIT_CODE,
    UNIT_LIFE_EVENTS,
    CreditCodeReleased,
    CreditCodeReserved,
    CreditCodeTaken,
    UnitActivated,
    UnitChange,
    UnitChangeDropped,
    UnitChangeRequested,
    UnitClosed,
    UnitContactsChanged,
    UnitDetailsChanged,
    UnitRegistered,
)
from services.employer.contract.words import (
    LINE_TITLES,
    STOP_REASON_TITLES,
    Change,
    InsuranceLine,
    Lines,
    ParticipantCategory,
    StopReason,
)

MATTERS = {
    matter.code: matter for matter in (*STAFF_MATTERS, *UNIT_MATTERS, BASE_OBJECTION, STABILITY_REFUND, SOCIAL_SUBSIDY)
}
BESIDE_STAFF = (*BASE_EVENTS, MonthSeen)
"""What stands in a person's stream beside staff changes."""
CONTRACT = Contract(
    "employer",
    [
        *UNIT_EVENTS,
        *UNIT_LIFE_EVENTS,
        *STAFF_EVENTS,
        *BESIDE_STAFF,
        BaseDeclarationClosed,
        *STAFF_FILE_EVENTS,
        *SUBSIDY_EVENTS,
        *CASE_EVENTS,
    ],
)
