"""What identity says no to."""

from kernel.refusals import Refused


class NotInArchive(Refused):
    """ID-01: the insured archive has nobody with this ID number."""

    code = "not_in_archive"
    sentence = (
        "身份证号不存在。可能的原因：一、您没有在本市参保；二、身份证号输入有误；三、您的参保信息尚未录入。"
        "请核对后重试，或持身份证到服务窗口办理，也可拨打12333咨询。"
    )
    fields = ("id_number",)


class DetailsDoNotMatch(Refused):
    """ID-01: something differs from the archive; never said which."""

    code = "details_do_not_match"
    sentence = (
        "您填写的信息与参保档案不一致，请核对后重试。档案信息有变化的，请持身份证到服务窗口更新，或拨打12333咨询。"
    )
    fields = ("id_number", "name", "mobile")


class AlreadyRegistered(Refused):
    """The person, agent or officer has an account."""

    code = "already_registered"
    sentence = "该账号已经注册，请直接登录。忘记密码的，请使用“忘记密码”。"
    status = 409


class WrongIdNumber(Refused):
    """Not a resident ID number: length, characters, date or check digit."""

    code = "wrong_id_number"
    sentence = "身份证号不正确，请核对18位号码(末位可能是X)后重新填写。"
    fields = ("id_number",)


class WrongMobile(Refused):
    """Not a mobile number of mainland China."""

    code = "wrong_mobile"
    sentence = "手机号不正确，请填写11位手机号。"
    fields = ("mobile",)


class PasswordNotAllowed(Refused):
    """ID-02: `reasons` are codes, `told` says them in Chinese."""

    code = "password_not_allowed"
    sentence = "密码不符合要求：{told}。请重新设置。"
    fields = ("password",)


class UnitUnknown(Refused):
    """No unit has this number."""

    code = "account_unit_unknown"
    sentence = "没有找到该单位社保编号，请核对后重试。新开户单位请先办理单位参保登记。"
    fields = ("unit_id",)


class SignInRefused(Refused):
    """ID-06: the same answer whatever was wrong, and whether there is such an account or not."""

    code = "sign_in_refused"
    sentence = (
        "登录没有成功。请检查：账号是否正确；密码是否正确(注意大小写);是否已经注册；是否在本市参保。"
        "连续{threshold}次输错密码将锁定{minutes}分钟。"
    )
    fields = ("login", "password")
    status = 401


class SignInLocked(Refused):
    """ID-09: password sign-in is locked for so many more `minutes`."""

    code = "sign_in_locked"
    sentence = (
        "密码连续输错次数过多，密码登录已锁定，请{minutes}分钟后再试。急需办理请拨打12333，或持身份证到窗口解锁。"
    )
    status = 423


class SessionOver(Refused):
    """The refresh token is unknown, used up, or its session has ended."""

    code = "session_over"
    sentence = "登录已失效，请重新登录。"
    status = 401
