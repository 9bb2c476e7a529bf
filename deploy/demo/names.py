"""Names of nobody: common surnames and given-name characters, drawn at random, and names for companies."""

import random

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_DOUBLE_SURNAMES = ("欧阳", "上官", "司马", "诸葛", "东方", "夏侯")
_GIVEN = {
    "M": "伟强磊军洋勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林峰建国志文德海东亮成康光天达安岩中茂进",
    "F": "芳娜敏静丽艳娟霞秀兰玲桂英洁梅莉云红莹雪琴晶妍茜秋珊莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓仪荷丹蓉",
}
_RARE = "喆翀旻昇珺燚堃犇淼焱㛃䶮"  # characters that older code pages did not have
_MINORITY = ("阿依古丽·买买提", "努尔兰·哈力克", "卓玛·次仁")

_BRANDS = "鑫瑞恒泰宏达博远信诚嘉禾明德华盛金陵东方汇丰天成永安联众"
_TRADES = (
    ("电子科技有限公司", 1),
    ("信息技术有限公司", 1),
    ("贸易有限公司", 2),
    ("餐饮管理有限公司", 2),
    ("物流有限公司", 4),
    ("机械制造有限公司", 5),
    ("精密仪器有限公司", 3),
    ("建筑工程有限公司", 6),
    ("化工股份有限公司", 7),
    ("矿业有限公司", 8),
    ("人力资源服务有限公司", 1),
    ("“老字号”食品厂", 3),
)


def full_name(chance: random.Random, sex: str) -> str:
    """A full name of two to four characters, rarely with a rare character, rarely of another form."""
    drawn = chance.random()
    if drawn < 0.003:
        return chance.choice(_MINORITY)
    surname = chance.choice(_DOUBLE_SURNAMES) if drawn < 0.015 else chance.choice(_SURNAMES)
    letters = _GIVEN[sex] + (_RARE if drawn > 0.98 else "")
    return surname + "".join(chance.choice(letters) for _ in range(1 if chance.random() < 0.2 else 2))


def company(chance: random.Random, city: str) -> tuple[str, int]:
    """A company's name and the class of its work injury risk, 1 to 8."""
    trade, risk = chance.choice(_TRADES)
    brand = chance.choice(_BRANDS) + chance.choice(_BRANDS)
    return f"{city}{brand}{trade}", risk
