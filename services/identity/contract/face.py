"""Signing in by face (ID-21)."""

from dataclasses import field

from kernel.events import message
from kernel.refusals import Refused
from kernel.schema import Line
from services.identity.contract.proofs import Image

__all__ = ["FaceNotRecognised", "FaceSignInLocked", "SignInByFace"]


@message
class SignInByFace:
    """`login` is an ID number or a mobile; `image` a live picture. Result as of `SignIn`."""

    login: Line = field(repr=False)
    image: Image = field(repr=False)
    public_computer: bool = False
    source: Line = "?"


class FaceNotRecognised(Refused):
    """The same answer for a face that does not match, an account without proof by face, and none at all."""

    code = "face_not_recognised"
    sentence = (
        "刷脸登录没有成功。请正对镜头、在光线充足处重试；只有完成过刷脸认证的账号才能刷脸登录。"
        "也可以改用{others}。连续{threshold}次未通过，{minutes}分钟内不能再刷脸登录。"
    )
    fields = ("image",)
    status = 401


class FaceSignInLocked(Refused):
    """Three misses in a row: for so many minutes the other ways only."""

    code = "face_sign_in_locked"
    sentence = "刷脸连续未通过，请{minutes}分钟后再试，或现在改用{others}。"
    status = 423
