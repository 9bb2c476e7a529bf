"""What can be done here, as people look for it (CHN-06): by door, office, kind, life event and words; every matter too.

Services that are no case have a page of their own; a matter 事项 is drawn from the catalogue of matters, and only what
that cannot know is added here: which events of life it belongs to, and which words people use for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gateway.web.matters import all_matters

KINDS: Mapping[str, str] = {
    "look": "查询",
    "pay": "参保和缴费",
    "card": "社保卡",
    "move": "关系转移",
    "paper": "证明",
    "benefit": "待遇和补贴",
    "unit": "单位事务",
    "account": "账户",
}
EVENTS: Mapping[str, str] = {
    "start": "开始工作",
    "between": "没有单位、自己缴费",
    "move": "换城市",
    "retire": "快要退休",
    "lost": "社保卡丢了",
    "wrong": "记录有误",
    "hire": "招人和离职",
    "found": "开办企业",
}
"""Events of a life, and of a unit's, in which people come here."""
OFFICES: Mapping[str, str] = {"human_resources": "人社部门", "medical": "医保部门"}
"""Whose business a line is: what a city file calls its authority."""
OF_MEDICAL = frozenset({"medical", "wards", "child-enrol", "child-stop"})
"""Pages and matters of medical insurance alone."""
OF_BOTH = frozenset(
    {
        *("person_home", "contributions", "balances", "certificates", "verify", "own_cases", "security", "delegations"),
        *("transfers", "transferred_in", "own_payments", "own_bases", "own_month", "own_residents"),
        *(
            "upload",
            "roster",
            "unit_cases",
            "staff-add",
            "staff-stop",
            "unit-register",
            "unit-contacts",
            "unit-details",
        ),
        *("unit-close", "new-company", "base-objection", "flexible-enrol", "flexible-stop", "resident-enrol"),
        *("resident-stop", "back-payment", "back-payment-demand", "record-correction", "refund"),
    }
)
"""Pages and matters of all lines; what is in neither list is of the other lines alone."""
NOT_APPLIED_FOR = frozenset(
    {"missing-contributions", "account-misuse", "unit-account", "refund-unanswered", "own-refund-unanswered"}
)
"""Matters that begin elsewhere than by their form."""


@dataclass(frozen=True)
class Service:
    """One thing that can be done: `endpoint` is its page, `matter` the code of its form."""

    title: str
    about: str
    door: str
    """person, unit, or any."""
    kind: str
    events: tuple[str, ...] = ()
    words: str = ""
    """Other words for it."""
    endpoint: str = ""
    matter: str = ""

    @property
    def offices(self) -> frozenset[str]:
        """Whose business it is."""
        name = self.endpoint or self.matter
        if name in OF_BOTH:
            return frozenset(OFFICES)
        return frozenset({"medical" if name in OF_MEDICAL else "human_resources"})

    def fits(self, asked: Sequence[str]) -> bool:
        """Whether it has every word that was asked for."""
        text = f"{self.title}{self.about}{self.words}{KINDS[self.kind]}".lower()
        return all(word in text for word in asked)


PAGES = (
    Service(
        "参保状态",
        "五险状态、单位、首次参保月和最近缴费月",
        "person",
        "look",
        ("start",),
        "社保查询参保情况查社保",
        "person_home",
    ),
    Service(
        "缴费记录",
        "逐月明细、缴费基数、到账月份、连续缴费",
        "person",
        "look",
        ("start", "retire", "wrong"),
        "缴费明细社保清单断缴",
        "contributions",
    ),
    Service("个人账户", "养老、医疗个人账户余额和变动", "person", "look", ("retire",), "余额利息", "balances"),
    Service(
        "待遇领取",
        "养老金、失业金、工伤和生育待遇的发放和补发明细",
        "person",
        "benefit",
        ("retire",),
        "养老金发放补发失业金生育津贴",
        "benefits",
    ),
    Service(
        "医疗报销", "医保报销、近六个月消费、异地就医备案、家庭共济", "person", "benefit", (), "看病住院门诊", "medical"
    ),
    Service(
        "养老金测算", "按现在的缴费记录估算每月养老金和退休时间", "person", "look", ("retire",), "退休年龄", "estimate"
    ),
    Service(
        "自己缴费",
        "按月应缴、银行扣款结果、生成缴款单",
        "person",
        "pay",
        ("between",),
        "扣款缴款单灵活就业",
        "own_payments",
    ),
    Service(
        "单位申报的缴费基数",
        "核对、确认单位申报的工资，或提出异议",
        "person",
        "pay",
        ("start", "wrong"),
        "基数",
        "own_bases",
    ),
    Service(
        "单位为我缴了多少",
        "每月基数、单位和个人缴费、到账",
        "person",
        "look",
        ("start",),
        "缴费告知工资条",
        "own_month",
    ),
    Service(
        "居民和少儿保险",
        "我和孩子的居民养老、医疗，年度缴费",
        "person",
        "look",
        (),
        "城乡居民少儿医保",
        "own_residents",
    ),
    Service("孩子的医保", "监护人查询孩子的缴费和医疗消费", "person", "look", (), "少儿子女监护", "wards"),
    Service(
        "委托代办",
        "委托家人代查代办，或接受别人的委托，随时终止",
        "person",
        "account",
        (),
        "代办授权委托书家人老人",
        "delegations",
    ),
    Service("异地转入", "外地转来的养老、医疗月数和金额", "person", "look", ("move",), "转入明细", "transferred_in"),
    Service(
        "社保卡挂失", "卡丢了立即挂失，任何时间都可以办理", "person", "card", ("lost",), "丢失补卡社保卡丢了", "card"
    ),
    Service("社保卡激活", "领到新卡后激活社保功能", "person", "card", ("start",), "新卡启用", "card"),
    Service(
        "社保关系转移",
        "养老、医疗、失业关系转入或转出，查看进度",
        "person",
        "move",
        ("move",),
        "转移接续换城市转走转入",
        "transfers",
    ),
    Service(
        "参保缴费证明",
        "带电子印章，可下载、打印，扫码可查验",
        "person",
        "paper",
        ("move",),
        "打印社保证明参保凭证购房落户",
        "certificates",
    ),
    Service("证明查验", "核对参保证明的真伪，不用登录", "any", "paper", (), "验真查验码防伪", "verify"),
    Service("办件进度", "申请过的事项办到哪一步、什么时候办结", "person", "look", (), "进度查询我的办件", "own_cases"),
    Service(
        "账户安全",
        "修改密码、手机号、银行账户，查看谁看过我的信息",
        "person",
        "account",
        (),
        "改密码换手机号登录记录",
        "security",
    ),
    Service("批量增减员", "用表格一次申报多名职工，先试算再提交", "unit", "unit", ("hire",), "批量导入名册", "upload"),
    Service("职工名册", "在职参保人员和险种", "unit", "look", (), "花名册", "roster"),
    Service(
        "每月账单", "单位每月应缴、到账和每名职工的明细，可导出", "unit", "look", (), "缴费明细账单欠费", "unit_bills"
    ),
    Service("缴费基数申报", "每年申报职工上年度月平均工资", "unit", "unit", (), "基数工资申报", "unit_bases"),
    Service("经办人管理", "开通和停用本单位经办人的账号", "unit", "unit", (), "经办人换人账号", "unit_agents"),
    Service("单位办理进度", "单位申报的事项办到哪一步", "unit", "look", (), "单位业务申报进度查询", "unit_cases"),
)
OF_MATTERS: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "staff-add": ("unit", ("hire", "found"), "增员新员工入职"),
    "staff-stop": ("unit", ("hire",), "减员离职辞职停保"),
    "unit-register": ("unit", ("found",), "单位开户新单位"),
    "new-company": ("unit", ("found",), "开办企业新公司"),
    "unit-contacts": ("unit", (), "联系人电话地址"),
    "unit-details": ("unit", (), "改名变更银行账户"),
    "unit-close": ("unit", (), "注销"),
    "base-objection": ("pay", ("wrong",), "基数不对工资"),
    "stability-refund": ("benefit", (), "稳岗补贴返还"),
    "social-subsidy": ("benefit", ("hire",), "补贴"),
    "flexible-enrol": ("pay", ("between",), "自由职业个体自己交社保"),
    "flexible-stop": ("pay", ("between", "start"), "断缴停缴"),
    "self-service": ("pay", ("between",), "自己交社保扣款"),
    "payer-stop": ("pay", ("between",), "停缴"),
    "payer-restart": ("pay", ("between",), "续缴"),
    "payer-address": ("pay", ("between",), "地址邮编"),
    "payer-wage": ("pay", ("between",), "基数档次"),
    "id-upgrade": ("account", (), "15位18位"),
    "back-payment": ("pay", ("wrong",), "补缴漏缴"),
    "back-payment-demand": ("pay", ("wrong", "retire"), "漏缴单位没交"),
    "record-correction": ("pay", ("wrong", "retire"), "记录错误信息核实无参保记录"),
    "refund": ("pay", (), "多缴重复缴费"),
}
"""Kind, events and other words of a matter; one that is not here is found by its title under its applicant's door."""


def services() -> Iterator[Service]:
    """Everything that can be done."""
    yield from PAGES
    for matter in all_matters():
        if matter.code not in NOT_APPLIED_FOR:
            kind, events, words = OF_MATTERS.get(matter.code, ("pay", (), ""))
            door = "unit" if kind == "unit" and matter.applicant == "person" else matter.applicant
            yield Service(matter.title, matter.guide, door, kind, events, words, matter=matter.code)


def service(name: str) -> Service:
    """The one whose page or matter this is, the first of several."""
    return next(each for each in services() if name in (each.endpoint, each.matter))


def found(text: str = "", door: str = "", event: str = "", kind: str = "", office: str = "") -> list[Service]:
    """What fits all that is asked for."""
    asked = text.lower().split()
    return [
        service
        for service in services()
        if service.fits(asked)
        and door in ("", service.door)
        and (not event or event in service.events)
        and kind in ("", service.kind)
        and (not office or office in service.offices)
    ]
