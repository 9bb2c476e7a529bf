"""What residents, guardians and rows of their payments are refused with (ENR-23)."""

from kernel.refusals import Refused


class ResidentAlready(Refused):
    code = "records_resident_already"
    sentence = "已参加{scheme}，无需重复参保。如要停保，请办理停保。"
    fields = ("form.scheme",)
    status = 409


class ResidentNotActive(Refused):
    code = "records_resident_not_active"
    sentence = "目前没有参加{scheme}，不能办理停保。"
    fields = ("form.scheme",)
    status = 409


class ResidentEmployed(Refused):
    """Whoever is insured as an employee, or pays for themself, is in no resident scheme of that line."""

    code = "records_resident_employed"
    sentence = "目前正在参加职工{line}，不能同时参加{scheme}。如已停保，请待停保生效后再办理。"
    fields = ("form.scheme",)
    status = 409


class ResidentTwice(Refused):
    """Two resident schemes that stand for one line."""

    code = "records_resident_twice"
    sentence = "目前正在参加{other}，不能同时参加{scheme}。如需改换，请先办理停保。"
    fields = ("form.scheme",)
    status = 409


class ResidentElsewhere(Refused):
    """Somebody whose household is in another city."""

    code = "records_resident_elsewhere"
    sentence = "户籍所在地不在本市，请到户籍所在地（{place}）办理{scheme}。"
    status = 409


class AgeOutside(Refused):
    """`least` and `most` in completed years."""

    code = "records_age_outside"
    sentence = "{scheme}的参保年龄为{least}至{most}周岁，不在该年龄段的不能参保。"
    fields = ("form.scheme",)
    status = 409


class YearNotAllowed(Refused):
    code = "records_resident_year"
    sentence = "目前可以参保的年度为{allowed}，请重新选择。"
    fields = ("form.year",)


class TierUnknown(Refused):
    """`tiers` in yuan."""

    code = "records_resident_tier"
    sentence = "缴费档次应为每年{tiers}元之一，请重新选择。"
    fields = ("form.tier_fen",)


class ResidentDetailsMissing(Refused):
    """Somebody in no archive is named at a window, a child by the guardian."""

    code = "records_resident_details"
    sentence = "首次参保，请填写与户口簿一致的公民身份号码和姓名；本人首次参保请到服务窗口办理。"
    fields = ("form.id_number", "form.name", "form.child_id_number", "form.child_name")


class NotGuardian(Refused):
    """ID-16: guardianship is registered and confirmed first."""

    code = "records_not_guardian"
    sentence = "没有查到您是该孩子的监护人。请先到服务窗口登记监护关系，确认生效后再办理。"
    fields = ("form.child_id_number",)
    status = 403


class ResidentNothingOwed(Refused):
    """A row of money for a year that is not owed, or is paid."""

    code = "records_resident_nothing_owed"
    sentence = "该人员{year}年度的{scheme}没有待缴费用，或已缴清，请核对后重新导入。"
    fields = ("year",)
    status = 409


class ResidentAmountDiffers(Refused):
    """A year is paid whole."""

    code = "records_resident_amount"
    sentence = "{year}年度应缴{owed}元，与本行金额不符，未入账；请核对后重新导入。"
    fields = ("amount",)


class ResidentRowInvalid(Refused):
    """A row that cannot be read. `field` in Chinese."""

    code = "records_resident_row"
    sentence = "本行的{field}不正确，请改正后重新导入。"


class ResidentYearAhead(Refused):
    """A year is assessed from the month in which its enrolment opens."""

    code = "records_resident_year_ahead"
    sentence = "{year}年度尚未开放参保缴费，请待开放后再核定。"
    fields = ("year",)
    status = 409
