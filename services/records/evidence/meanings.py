"""What each figure means, in words for those whose figure it is (QRY-11, handbook 3.1, 4.3, 5.1, 5.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Meaning:
    """A figure's name, unit (fen, months, percent) and explanation; some lines have one of their own."""

    name: str
    unit: str
    text: str
    of_line: Mapping[str, str] = field(default_factory=dict)


MEANINGS: Mapping[str, Meaning] = {
    "base": Meaning(
        "缴费基数",
        "fen",
        "计算应缴金额的月工资，一般是本人上年度月平均工资，新参保的为首月工资；低于下限按下限、高于上限按上限计算。",
    ),
    "floor": Meaning("缴费基数下限", "fen", "本市公布的最低缴费基数，工资低于它的按它缴费。"),
    "ceiling": Meaning("缴费基数上限", "fen", "本市公布的最高缴费基数，工资高于它的部分不缴费，也不计入待遇。"),
    "employer_rate": Meaning("单位缴费比例", "percent", "单位为您缴纳的部分，由单位承担，不从工资中扣除。"),
    "individual_rate": Meaning(
        "个人缴费比例",
        "percent",
        "由单位从工资中代扣的部分。",
        {
            "pension": "由单位从工资中代扣，全部记入您的个人账户。",
            "injury": "工伤保险个人不缴费。",
            "maternity": "生育保险个人不缴费。",
        },
    ),
    "months": Meaning(
        "累计缴费年限",
        "months",
        "实际缴费月数加视同缴费月数，外地转入的月数一并计入；同一个月在两个单位缴费只算一个月，未到账的月份不算。与能否按月领取待遇和待遇高低直接相关。",
    ),
    "deemed": Meaning("视同缴费月数", "months", "制度建立前的工作年限，经档案认定后计入年限，没有缴费，不计入账户。"),
    "transferred": Meaning(
        "转入缴费月数", "months", "在外地缴费、关系已转入本市的月数，计入累计缴费年限；与本市缴费重叠的月份只算一次。"
    ),
    "balance": Meaning(
        "个人账户余额",
        "fen",
        "个人缴费记入部分及利息的累计金额。",
        {
            "pension": "个人缴费及利息的累计金额。不得提前支取；本人去世的可以继承，符合规定情形的可以一次性支取。",
            "medical": "个人缴费记入部分的累计金额，用于支付医疗费用，可按规定家庭共济。",
        },
    ),
}
