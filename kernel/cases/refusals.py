"""What can be in the way of a case."""

from kernel.refusals import Refused


class CaseUnknown(Refused):
    """There is no such case, or it is not the asker's to see."""

    code = "case_unknown"
    sentence = "没有找到该办件，请核对办件编号。"
    status = 404


class CaseWrongStep(Refused):
    """`status` is the Chinese name of where the case stands."""

    code = "case_wrong_step"
    sentence = "该办件目前是“{status}”，不能进行此操作，请刷新页面查看最新进度。"
    status = 409


class CaseTooLateToWithdraw(Refused):
    """Approved already."""

    code = "case_too_late_to_withdraw"
    sentence = "该办件已审核通过，不能撤回。如内容有误，请另行申报更正。"
    status = 409


class CaseClaimedByAnother(Refused):
    """A colleague has it."""

    code = "case_claimed_by_another"
    sentence = "该办件正由另一位工作人员审核，请先由对方退回或选择“接手办理”。"
    status = 409


class CaseNotClaimed(Refused):
    """An officer decides on what he has claimed only."""

    code = "case_not_claimed"
    sentence = "请先认领该办件，再进行审核。"
    status = 409


class FourEyes(Refused):
    """Who entered a case may not review it."""

    code = "case_four_eyes"
    sentence = "您是该办件的录入人，不能审核，请由其他工作人员审核。"
    status = 403


class CaseOutOfHours(Refused):
    """The matter is not taken at this time. `days` are like 周一、周二."""

    code = "case_out_of_hours"
    sentence = "该事项的受理时间为{days}{opens}至{closes}，请在受理时间内提交；已填写的内容可以先保存为草稿。"
    status = 409


class MaterialMissing(Refused):
    """`titles` are the Chinese titles of what is missing."""

    code = "case_material_missing"
    sentence = "还缺少必需的材料：{titles}。请上传后再提交。"
    fields = ("materials",)


class MaterialUnknown(Refused):
    """A material that this matter does not know. `codes` are those meant."""

    code = "case_material_unknown"
    sentence = "该事项没有这样的材料：{codes}。请从材料清单中选择。"
    fields = ("materials", "wanted")


class DraftOfAnother(Refused):
    """The id belongs to a case of another matter."""

    code = "case_of_another_matter"
    sentence = "该草稿属于另一事项，请重新填写。"
    fields = ("case_id",)
    status = 409


class MatterUnknown(Refused):
    """No such matter here."""

    code = "matter_unknown"
    sentence = "没有这个事项，请从事项目录中选择。"
    fields = ("matter",)
    status = 404


class ApplicantWrong(Refused):
    """A matter of the other kind of applicant. `who` is 单位经办人 or 个人."""

    code = "case_applicant_wrong"
    sentence = "该事项由{who}申请，请以{who}身份登录后办理。"
    status = 403


class ChannelNotOffered(Refused):
    """The channel does not take this matter; `offered` are the names of those that do."""

    code = "channel_not_offered"
    sentence = "“{title}”不能通过{channel}办理，请通过{offered}办理。"
    status = 409


class WithdrawalUnconfirmed(Refused):
    """Withdrawing voids the case, so it is asked for twice."""

    code = "case_withdrawal_unconfirmed"
    sentence = "是否作废该办件？作废后不能恢复，可以重新申报。确认作废的，请再次提交并注明已确认。"
    fields = ("confirmed",)


class HandOverToEnterer(Refused):
    """The colleague had a hand in entering the case."""

    code = "case_hand_over_to_enterer"
    sentence = "该工作人员是该办件的录入人，不能审核，请移交给其他工作人员。"
    fields = ("to",)
    status = 409
