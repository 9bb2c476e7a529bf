"""What the city rules about a lost card, and how the holder is told (CRD-02). Pure."""

from typing import Any

from kernel.policy import City
from services.cards import contract as c
from services.cards.domain import Card, LossRules, LostFormally, LostTemporarily, Ordered, lapse_of_loss

UNUSABLE = "挂失期间社会保障卡和电子社会保障卡都不能使用，社会保险待遇照常发放。"


def loss_rules(city: City, today: str) -> LossRules:
    """The rules in force on a day. Raises NoPolicy."""
    formal = city.policy.at("loss/formal", today).values
    asked: tuple[c.Proof, ...] = ("photo", "police_receipt")
    return LossRules(
        temporary_days=city.policy.at("loss/temporary", today).values["days"],
        formal_online=formal["online"],
        proofs=("id_card", *(proof for proof in asked if formal[proof])),
    )


def loss_terms(city: City, today: str) -> dict[str, Any]:
    """What the holder is told before reporting: `{temporary_days, lapses_on, formal_online, proofs, sentences}`."""
    rules = loss_rules(city, today)
    lapses_on = lapse_of_loss(rules, today)
    return {
        "temporary_days": rules.temporary_days,
        "lapses_on": lapses_on,
        "formal_online": rules.formal_online,
        "proofs": list(rules.proofs),
        "sentences": [
            f"临时挂失立即生效，今天办理的有效至{lapses_on}（含当日），到期自动失效，期间可以随时取消。",
            "正式挂失办理后不能取消，须补办新卡。",
            UNUSABLE,
            bank_sentence(city),
        ],
    }


def loss_notice(card: Card, city: City) -> dict[str, Any]:
    """What the holder is told after reporting, as `ReportLoss` answers. `card` is lost."""
    if not isinstance(card, LostTemporarily | LostFormally):
        raise TypeError(f"not a lost card: {card}")
    temporary = isinstance(card, LostTemporarily)
    return {
        "card_id": card.known.card_id,
        "person_id": card.known.person_id,
        "kind": "temp" if temporary else "formal",
        "lost_on": card.since,
        "lapses_on": _lapses_on(card),
        "electronic_card": "unusable",
        "sentences": [_effect(card), UNUSABLE, bank_sentence(city)],
    }


def _lapses_on(card: Ordered) -> str | None:
    return card.until if isinstance(card, LostTemporarily) else None


def _effect(card: LostTemporarily | LostFormally) -> str:
    if isinstance(card, LostFormally):
        return "正式挂失已生效，不能取消。请到服务窗口办理补卡。"
    return (
        f"临时挂失已生效，有效至{card.until}（含当日），到期自动失效。"
        "如卡片确已遗失，请在此之前持身份证到服务窗口办理正式挂失和补卡。"
    )


def bank_sentence(city: City) -> str:
    """The bank's side of the card is the bank's: whom to call (handbook 10.1)."""
    banks = "、".join(f"{bank['name']}{bank['hotline']}" for bank in city["card_banks"])
    return f"这里只挂失社保功能；卡上的银行账户请另行拨打发卡银行客服热线挂失：{banks}。"


def channel_name(city: City, code: str) -> str:
    """How the city calls a channel; the code itself where it has no name for it."""
    return next((channel["name"] for channel in city["channels"] if channel["code"] == code), code)
