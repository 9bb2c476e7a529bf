"""What cards publishes and answers: the life of a social security card 社会保障卡 (handbook 10.1).

A card is the stream `card-<card_id>`; `card_id` is `<person_id>-<number>`, the person's first card having number 1.
"""

from dataclasses import field
from typing import Annotated, Literal

from kernel.events import Category, Contract, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Date, Id, Sealed, text

CARD = Category("card")

LossKind = Literal["temp", "formal"]
"""temp 临时挂失 lapses by itself; formal 正式挂失 is final."""
OrderReason = Literal["first_enrolment", "application", "imported"]
CancelReason = Literal["replaced", "death", "moved", "void"]
Proof = Literal["id_card", "photo", "police_receipt"]
CardNumber = Annotated[str, text(r"[A-Z0-9]{9,10}", sentence="社会保障卡号为9到10位大写字母或数字，请核对。")]

# ------------------------------------------------------------------ events


@event(CARD, "CardOrdered")
class CardOrdered(Event):
    """A card is being made, 制卡中."""

    card_id: Id
    person_id: Id
    reason: OrderReason
    ordered_on: Date


@event(CARD, "CardMade")
class CardMade(Event):
    """The maker delivered it; it waits for its holder."""

    card_id: Id
    person_id: Id
    number: Sealed
    made_on: Date


@event(CARD, "CardCollected")
class CardCollected(Event):
    """It was handed over: 待激活."""

    card_id: Id
    person_id: Id
    collected_on: Date


@event(CARD, "CardActivated")
class CardActivated(Event):
    """Its social side 社保功能 works: 正常. The bank activates its own side."""

    card_id: Id
    person_id: Id
    activated_on: Date


@event(CARD, "CardLost")
class CardLost(Event):
    """It is reported lost: card and electronic card are unusable, benefits go on.

    A temporary loss lapses by itself at the end of the day `lapses_on` (Asia/Shanghai), without another event;
    a formal one has no such day.
    """

    card_id: Id
    person_id: Id
    kind: LossKind
    channel: str
    lost_on: Date
    lapses_on: Date | None


@event(CARD, "CardLossCancelled")
class CardLossCancelled(Event):
    """The holder found it again, 解挂; only ever after a temporary loss."""

    card_id: Id
    person_id: Id
    cancelled_on: Date


@event(CARD, "CardCancelled")
class CardCancelled(Event):
    """The card is void for good, 注销."""

    card_id: Id
    person_id: Id
    reason: CancelReason
    cancelled_on: Date


CardEvent = CardOrdered | CardMade | CardCollected | CardActivated | CardLost | CardLossCancelled | CardCancelled

CONTRACT = Contract(
    "cards", [CardOrdered, CardMade, CardCollected, CardActivated, CardLost, CardLossCancelled, CardCancelled]
)

# ------------------------------------------------------------------ commands


@message
class IssueFirstCard:
    """An officer orders a first card for someone who has none (the first enrolment does it by itself)."""

    person_id: Id


@message
class MakeCard:
    """An officer books a card in that the maker delivered, with its printed number 社会保障卡号."""

    card_id: Id
    number: CardNumber


@message
class HandOverCard:
    """An officer hands a card over to its holder."""

    card_id: Id


@message
class ActivateCard:
    """The holder, or an officer, activates the social side of a card that was collected."""

    card_id: Id


@message
class ReportLoss:
    """挂失, at any hour, through any channel (the context's). Without `card_id` it is the person's latest card.

    A person reports the own card; an officer names `person_id` or `card_id`. `proofs` is what the officer has seen
    for a formal loss. Result: `{card_id, person_id, kind, lost_on, lapses_on, electronic_card, sentences: [...]}`, the
    sentences telling when it lapses, that the electronic card is unusable, and the bank's hotline.
    """

    kind: LossKind
    card_id: Id | None = None
    person_id: Id | None = None
    proofs: list[Proof] = field(default_factory=list)


@message
class CancelLoss:
    """解挂: takes a temporary loss back, for the same people as `ReportLoss`."""

    card_id: Id | None = None
    person_id: Id | None = None


@message
class CancelCard:
    """An officer makes a card void for good."""

    card_id: Id
    reason: CancelReason


# ------------------------------------------------------------------ queries


@message
class GetCards:
    """A person's cards, newest first, and what reporting a loss means: `{cards: [...], loss_terms: {...}}`."""

    person_id: Id


# ------------------------------------------------------------------ refusals


class NoCard(Refused):
    """There is no card under that id, or this person has none, or it is another's."""

    code = "card_none"
    sentence = "没有找到您的社会保障卡。如从未领卡，请持身份证到服务窗口申领，或拨打12333咨询。"
    status = 404


class CardExists(Refused):
    """A first card is ordered once."""

    code = "card_exists"
    sentence = "此人已有社会保障卡，不能再次申领首张卡。卡片遗失或损坏的，请办理补卡。"
    status = 409


class CardNotReady(Refused):
    """The step does not fit the state the card is in: `state` names it in Chinese."""

    code = "card_not_ready"
    sentence = "该卡目前的状态是“{state}”，不能办理此项。请核对卡号，或查看办理进度。"
    status = 409


class CardNotInHand(Refused):
    """A card that was never handed over cannot be lost by its holder."""

    code = "card_not_in_hand"
    sentence = "该卡尚未领取（目前状态：{state}），无需挂失。请到服务窗口领卡，或拨打12333咨询进度。"
    status = 409


class CardAlreadyLost(Refused):
    """A temporary loss is in force."""

    code = "card_already_lost"
    sentence = "该卡已于{since}临时挂失，有效期至{until}，无需重复办理。如需补卡，请持身份证到服务窗口办理正式挂失。"
    status = 409


class CardFormallyLost(Refused):
    """A formal loss is final: it can be neither repeated nor taken back."""

    code = "card_formally_lost"
    sentence = "该卡已于{since}正式挂失，不能再次挂失，也不能取消挂失。请到服务窗口办理补卡。"
    status = 409


class CardVoid(Refused):
    """The card was cancelled."""

    code = "card_void"
    sentence = "该卡已于{since}注销，不能再办理此项。如需用卡，请办理补卡。"
    status = 409


class CardNotLost(Refused):
    """Nothing to take back: never reported, or the temporary loss has lapsed."""

    code = "card_not_lost"
    sentence = "该卡没有挂失，或临时挂失已到期自动失效，无需取消，可以正常使用。"
    status = 409


class FormalLossAtWindow(Refused):
    """This city takes a formal loss in person only."""

    code = "card_formal_loss_at_window"
    sentence = "正式挂失须本人持身份证到服务窗口办理。现在可以先办理临时挂失，立即生效。"
    fields = ("kind",)
    status = 403


class ProofsMissing(Refused):
    """What the holder must show for a formal loss was not all seen: `missing` names it in Chinese."""

    code = "card_proofs_missing"
    sentence = "办理正式挂失还需查验：{missing}。请查验后勾选，再提交。"
    fields = ("proofs",)
