"""The words of employer: ids, lines, reasons, and their Chinese names."""

from typing import Annotated, Literal

from kernel.cases import Label
from kernel.schema import some, text

UnitId = Annotated[str, text(r"[A-Za-z0-9]{1,30}", sentence="单位编号只含字母和数字，请核对。")]
InsuranceLine = Literal["pension", "medical", "unemployment", "injury", "maternity"]
Change = Literal["add", "stop"]
ParticipantCategory = Literal["employee", "flexible", "resident", "retired", "unemployed"]
StopReason = Literal["resigned", "contract_ended", "dismissed", "transferred", "retired", "died", "other"]

LINE_TITLES = {
    "pension": "养老保险",
    "medical": "医疗保险",
    "unemployment": "失业保险",
    "injury": "工伤保险",
    "maternity": "生育保险",
}
STOP_REASON_TITLES = {
    "resigned": "本人辞职",
    "contract_ended": "劳动合同期满",
    "dismissed": "单位解除劳动合同",
    "transferred": "调动",
    "retired": "退休",
    "died": "死亡",
    "other": "其他",
}
Lines = Annotated[list[InsuranceLine], some(InsuranceLine, most=5), Label("险种", "可选择多项", LINE_TITLES)]
