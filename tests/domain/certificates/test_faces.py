"""Type: every character of a name is shown, or said to be missing; lines hold the width they are given."""

from hypothesis import given
from hypothesis import strategies as st

from services.certificates.document.faces import BOLD, GETA, missing, runs, width, wrap

RARE = "喆堃𠅤䶮𬭎龑"
PRIVATE_USE = "\ue863"  # where old systems kept the characters of names they lacked

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def test_a_name_of_everyday_characters_is_one_run() -> None:
    assert runs("阿依古丽·买买提") == (("text", "阿依古丽·买买提"),)


def test_rare_characters_of_names_come_from_the_second_face() -> None:
    assert missing([RARE]) == []
    assert runs("张喆明") == (("text", "张"), ("rare", "喆"), ("text", "明"))


def test_a_heading_falls_back_to_the_text_face_where_the_bold_one_has_no_such_character() -> None:
    assert runs("张喆", BOLD) == (("bold", "张"), ("rare", "喆"))


def test_a_character_no_face_has_is_shown_as_a_geta_and_reported_once() -> None:
    assert missing([f"张{PRIVATE_USE}明", PRIVATE_USE]) == [PRIVATE_USE]
    assert runs(f"张{PRIVATE_USE}") == (("text", f"张{GETA}"),)


@given(names)
def test_no_character_is_lost_and_none_is_shown_that_was_not_asked_for(name: str) -> None:
    gaps = missing([name])
    shown = "".join(part for _, part in runs(name))
    assert shown == "".join(GETA if character in gaps else character for character in name)


@given(names, st.sampled_from([40.0, 100.0, 240.0]))
def test_a_wrapped_text_keeps_its_characters_and_its_width(text: str, room: float) -> None:
    lines = wrap(text, 8, room)
    assert "".join(lines).replace(" ", "") == "".join(text.split(" ")) or any(each.isspace() for each in text)
    assert all(width(line, 8) <= room or _one_piece(line) for line in lines)


def test_a_latin_word_is_not_broken_where_it_fits_a_line() -> None:
    assert wrap("南京ABC Technology公司", 10, 62) == ("南京ABC", "Technology", "公司")


def test_a_closing_mark_does_not_begin_a_line() -> None:
    assert all(line[0] not in "，。）" for line in wrap("参保缴费（正常）证明，参保缴费（正常）证明。", 10, 60))


def _one_piece(line: str) -> bool:
    """A character with the marks that may not be parted from it is set even where it is too wide."""
    return len(line.strip()) <= 1 or any(
        character in "，。、；：！？）》」』】〕…·”’%,.;:!?)](《「『【〔“‘([" for character in line
    )
