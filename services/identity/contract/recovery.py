"""A forgotten password is set by real-name proof (ID-10): by face or bank card, for who has lost the mobile, too."""

from dataclasses import field

from kernel.events import message
from kernel.schema import Line
from services.identity.contract.passwords import Password
from services.identity.contract.proofs import Image

__all__ = ["ResetPasswordByBankCard", "ResetPasswordByFace"]


@message
class ResetPasswordByFace:
    """A live picture, see `ProveByFace`; all sessions end. Result: `{told}`."""

    id_number: Line = field(repr=False)
    image: Image = field(repr=False)
    password: Password = field(repr=False)
    password_again: Password = field(repr=False)


@message
class ResetPasswordByBankCard:
    """The four elements, see `ProveByBankCard`; all sessions end. Result: `{told}`."""

    id_number: Line = field(repr=False)
    number: Line = field(repr=False)
    mobile: Line = field(repr=False)
    password: Password = field(repr=False)
    password_again: Password = field(repr=False)
