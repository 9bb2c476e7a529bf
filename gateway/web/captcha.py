"""A question that a program finds harder than a person: as an image, or in words for those who cannot see it.

The question travels as a sealed token that holds its answer; each token is good once, and for ten minutes.
"""

import base64
import io
import secrets
from dataclasses import dataclass
from threading import local
from typing import Literal

from captcha.image import ImageCaptcha
from PIL.Image import Quantize
from pymongo import ASCENDING
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from kernel.calendar import add_seconds
from kernel.clock import Clock, instant
from kernel.privacy import Sealer, Unreadable
from kernel.refusals import Refused
from kernel.slips import make_slip, read_slip
from kernel.store import Document

Form = Literal["image", "words"]
PURPOSE = "captcha"
SECONDS = 600
DIGITS = 4
COLOURS, FAST = 32, 1
NUMERALS = "零一二三四五六七八九十"


class CaptchaWrong(Refused):
    """The answer is wrong, the question is too old, or was answered before."""

    code = "captcha_wrong"
    sentence = "验证码不正确或已过期，请按新的验证码重新填写。看不清图片的，可以改用文字题。"
    fields = ("captcha",)


@dataclass(frozen=True)
class Captcha:
    """A question: its token, and an image (PNG) or a sentence."""

    token: str
    image: bytes = b""
    question: str = ""

    def to_wire(self) -> dict[str, str]:
        """`{token, image}` (base64) or `{token, question}`."""
        if self.image:
            return {"token": self.token, "image": base64.b64encode(self.image).decode()}
        return {"token": self.token, "question": self.question}


class _Drawing(local):
    """Each thread's own: it keeps the letters once they are loaded, which takes as long as drawing them."""

    def __init__(self) -> None:
        self.drawer = ImageCaptcha(width=160, height=60)


_drawing = _Drawing()


def _drawn(answer: str) -> bytes:
    """A PNG of few colours: a quarter of the bytes, and of the time to write them."""
    png = io.BytesIO()
    image = _drawing.drawer.generate_image(answer).quantize(COLOURS, Quantize.FASTOCTREE)
    image.save(png, "PNG", compress_level=FAST)
    return png.getvalue()


class Captchas:
    """Asks and checks. What was answered is remembered in the store, so that all processes know."""

    def __init__(self, sealer: Sealer, clock: Clock, database: Database[Document]) -> None:
        self._sealer, self._clock = sealer, clock
        self._answered = database["captchas"]
        self._prepared = False

    def ask(self, form: Form) -> Captcha:
        """A new question."""
        if form == "image":
            answer = "".join(secrets.choice("23456789") for _ in range(DIGITS))
            return Captcha(self._token(answer), image=_drawn(answer))
        one, other = secrets.randbelow(10) + 1, secrets.randbelow(10) + 1
        return Captcha(self._token(str(one + other)), question=f"{NUMERALS[one]}加{NUMERALS[other]}等于几？请填数字。")

    def check(self, token: str, answer: str, submission: str) -> None:
        """Raises CaptchaWrong. The same submission with the same answer, repeated, passes again."""
        try:
            asked = read_slip(self._sealer, PURPOSE, token, instant(self._clock()))
        except Unreadable:
            raise CaptchaWrong() from None
        if not self._first(asked["id"], f"{submission} {answer.strip()}") or answer.strip() != asked["answer"]:
            raise CaptchaWrong()

    def _token(self, answer: str) -> str:
        until = add_seconds(instant(self._clock()), SECONDS)
        return make_slip(self._sealer, PURPOSE, until, {"id": secrets.token_hex(12), "answer": answer})

    def _first(self, question: str, submission: str) -> bool:
        """Whether nobody else has tried to answer this question."""
        if not self._prepared:
            self._answered.create_index([("at", ASCENDING)], expireAfterSeconds=2 * SECONDS)
            self._prepared = True
        try:
            self._answered.insert_one({"_id": question, "by": submission, "at": self._clock()})
        except DuplicateKeyError:
            return self._answered.count_documents({"_id": question, "by": submission}, limit=1) == 1
        return True
