"""How a question is made comparable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.answer.text import Script, plain, terms, words_of


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("¿Se CAYÓ  Instagram?", ("se", "cayo", "instagram")),
        ("can’t log in", ("cant", "log", "in")),
        ("J’arrive plus", ("j", "arrive", "plus")),
        ("noooo waaay", ("no", "way")),
        ("it cannot  load 2 days", ("it", "cant", "load", "2", "days")),
        ("www.a.example don't", ("dont",)),
        ("it'sWhatsApp", ("its", "whats", "app")),
        ("#InstagramDown @meta", ("instagram", "down", "meta")),
        ("Größe", ("grosse",)),
        ("ig\u200bis\u200edown\u202e", ("igisdown",)),
        ("لا يَعْمَلُ الإنستــا", ("لا", "يعمل", "الانستا")),
        ("नहीं चल रहा।", ("नहीं", "चल", "रहा")),
        ("インスタ落ちてる？ig", ("インスタ落ちてる", "ig")),
        ("see https://evil.example/x?y=1 now", ("see", "now")),
        ("😀😀", ()),
        ("", ()),
    ],
)
def test_what_is_written_becomes_words_that_can_be_compared(written: str, words: tuple[str, ...]) -> None:
    assert plain(written).words == words
    assert words_of(written) == words


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_read_the_same_beside_what_nobody_sees(written: str) -> None:
    assert plain(f"{written}\u200b") == plain(written)
    assert words_of(written) == plain(written).words


def test_links_are_counted_and_a_question_mark_is_seen_in_any_script() -> None:
    assert plain("buy at www.a.example and http://b.example").links == 2
    assert all(plain(written).is_asked for written in ("down?", "落ちてる？", "معطل؟"))


@pytest.mark.parametrize(
    ("written", "script"),
    [
        ("is it down", Script.LATIN),
        ("क्या बंद है", Script.DEVANAGARI),
        ("هل تعطل", Script.ARABIC),
        ("落ちてる", Script.JAPANESE),
        ("123 !!", Script.OTHER),
        ("не работает", Script.OTHER),
    ],
)
def test_the_script_is_told_by_the_letters(written: str, script: Script) -> None:
    assert plain(written).script is script


def test_words_of_one_stem_share_a_term_and_japanese_is_found_by_pairs_of_letters() -> None:
    assert set(terms("working")) & set(terms("works")) or set(terms("loading")) & set(terms("loads"))
    assert set(terms("落ちてる")) & set(terms("落ちた"))


@given(st.text(max_size=300))
def test_any_text_is_read_the_same_twice_and_without_a_fault(written: str) -> None:
    assert plain(written) == plain(written)
    assert all(word and not any(letter.isspace() for letter in word) for word in plain(written).words)


def test_laughter_is_heard_as_it_is_written() -> None:
    laughed = (
        "hahaha",
        "jajaja se cayó",
        "kkkkk caiu",
        "wkwk",
        "mdrr",
        "lool",
        "ههههه",
        "死亡w",
        "なんで笑",
        "落ちた？www",
        "ｗｗｗ",
    )
    assert all("laughs" in plain(each).manner for each in laughed)
    latin = ("hallo", "his", "mi hija", "haja", "jahe", "eww", "aww", "www", "www.example.com")
    japanese = ("笑える話", "全然笑えない", "お笑い", "雑草", "煙草")
    assert not any("laughs" in plain(each).manner for each in (*latin, *japanese))
