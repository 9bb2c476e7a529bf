"""A field that was left empty is told one thing: to fill it in, in the field's own words where it has some."""

import pytest

from kernel.refusals import Invalid
from kernel.schema import checked
from services.identity import contract as identity
from services.identity.contract import proofs


@pytest.mark.parametrize(
    ("message", "field", "value", "told"),
    [
        (identity.SendNewMobileCode, "mobile", "", "请填写此项。"),
        (identity.ProveByFace, "image", "", proofs.NO_PICTURE),
        (identity.ProveByFace, "image", "JVBERi0x" + "A" * 200, proofs.NO_PICTURE),  # %PDF-1
        (identity.ProveByFace, "image", "abcd", proofs.NO_PICTURE),
        (identity.ProveByFace, "image", "/9j/" + "a" * 1_400_000, proofs.NO_PICTURE),
        (identity.ProveByFace, "image", "/9j/" + "a" * 101, proofs.NO_PICTURE),  # cut off: no base64
        (identity.SendNewMobileCode, "mobile", "1" * 201, "请填写1到200个字。"),
        (identity.SendNewMobileCode, "mobile", "\n", "格式不正确，请检查后重新填写。"),
    ],
)
def test_what_is_wrong_with_a_field_is_told_once(message: type, field: str, value: str, told: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(message, {field: value})
    assert refused.value.arguments == {"errors": {field: [told]}}
