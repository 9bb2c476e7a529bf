"""The matters 事项 of employer and their forms."""

from typing import Annotated, Literal

from kernel.cases import Label, Material, Matter
from kernel.events import message
from kernel.schema import Fen, Month, text
from services.employer.contract.words import STOP_REASON_TITLES, Lines, StopReason


@message
class StaffAddition:
    """The form of ENR-01. A known person's name may be left empty; the wage is the agreed monthly one."""

    id_number: Annotated[str, text(most=40, least=1), Label("公民身份号码（社会保障号）", "18位，末位可为X")]
    lines: Lines
    start_month: Annotated[Month, Label("参保起始月", "工伤保险的起始月由系统确定")]
    wage_fen: Annotated[Fen, Label("月工资", "签订劳动合同的职工填合同约定的月工资")]
    name: Annotated[str, text(r"[^\x00-\x1f\x7f]*", most=50), Label("姓名", "曾参保的职工由系统带出，可不填")] = ""
    mobile: Annotated[str, text(most=30), Label("手机号码")] = ""
    participant: Annotated[Literal["employee"], Label("参保人员类别", choices={"employee": "职工"})] = "employee"


@message
class StaffStop:
    """The form of ENR-03."""

    id_number: Annotated[str, text(most=40, least=1), Label("公民身份号码（社会保障号）", "18位，末位可为X")]
    lines: Lines
    stop_month: Annotated[Month, Label("停保月", "缴费至停保月的上一个月")]
    reason: Annotated[StopReason, Label("停保原因", choices=STOP_REASON_TITLES)]


STAFF_ADDITION = Matter(
    code="staff-add",
    title="职工参保登记（增员）",
    applicant="unit",
    form=StaffAddition,
    deadline="deadline/registration",
    channels="channels/units",
    materials=(
        Material("labour_contract", "劳动合同", help="双方签字盖章的劳动合同，图片或PDF"),
        Material("other", "其他材料", required=False),
    ),
    guide="用人单位自用工之日起30日内为职工办理社会保险登记。",
)
STAFF_STOP = Matter(
    code="staff-stop",
    title="职工停保登记（减员）",
    applicant="unit",
    form=StaffStop,
    deadline="deadline/change",
    channels="channels/units",
    materials=(Material("proof_of_leaving", "解除或终止劳动关系证明", required=False),),
    guide="用人单位自终止或解除劳动关系之日起15日内报送。",
)
STAFF_MATTERS = (STAFF_ADDITION, STAFF_STOP)
