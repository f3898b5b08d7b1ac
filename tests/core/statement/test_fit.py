"""Statements as channels get them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.statement import Limit, Phase, Text, Unit, draft, fit, post
from groundswell.core.statement.fit import LIMITS
from groundswell.core.statement.length import fits, graphemes, length
from groundswell.core.statement.lines import LINES
from tests.core.statement.test_draft import FACTS, WIDE

LINK = "https://status.example/i/pictures-2026-03-02"
FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
EMOJI = (
    "\U0001f1ea\U0001f1f8",
    FAMILY,
    "\U0001f44d\U0001f3fd",
    "1\ufe0f\u20e3",
    "\u2764\ufe0f",
    "\U0001f600",
    "e\u0301",
    "한",
)


def test_a_statement_that_fits_stays_as_it_is_with_its_paragraphs() -> None:
    text = draft(FACTS, Phase.INVESTIGATING, "en")
    told = fit(text, LIMITS["discord"], LINK)
    assert told.body == f"{text.body}\n{LINK}"
    assert told.left_out == ()
    assert told.length == len(told.body)


@pytest.mark.parametrize("language", LINES)
@pytest.mark.parametrize("channel", ["mastodon", "bluesky", "web_push", "sms"])
def test_what_fails_and_when_we_speak_next_stay_in_every_language(language: str, channel: str) -> None:
    text = draft(WIDE, Phase.INVESTIGATING, language)
    told = fit(text, LIMITS[channel], "" if channel == "web_push" else LINK)
    assert "Pictures" in told.body
    if channel != "sms" or language in ("en", "id"):  # in others an SMS has 70 signs, and 45 are the link
        assert "12:20 UTC" in told.body
    assert fits(told.body if channel != "mastodon" else told.body.replace(LINK, "x" * 23), LIMITS[channel])


def test_whole_sentences_are_left_out_and_named() -> None:
    text = draft(WIDE, Phase.INVESTIGATING, "en")
    told = fit(text, Limit("short", 200, Unit.CHARACTERS), LINK)
    assert told.left_out
    for sentence in told.left_out:
        assert sentence in text.body
        assert sentence not in told.body
    assert told.body.endswith(LINK)


def test_the_title_stands_for_what_fails_where_both_have_no_room() -> None:
    told = fit(draft(WIDE, Phase.INVESTIGATING, "en"), Limit("short", 90, Unit.CHARACTERS))
    assert (
        told.body == "Pictures: outage\nOur next update: by 12:20 UTC, even if nothing is new. We are sorry."
    )


@pytest.mark.parametrize("language", LINES)
@pytest.mark.parametrize("channel", ["mastodon", "bluesky"])
def test_a_post_has_its_title_the_promise_and_the_link_in_every_language(language: str, channel: str) -> None:
    text = draft(WIDE, Phase.INVESTIGATING, language)
    told = post(text, LIMITS[channel], LINK)
    assert told.body.startswith(f"{text.title}\n\n")
    assert "12:20 UTC" in told.body
    assert told.body.endswith(f"\n\n{LINK}")
    assert all(sentence in text.body and sentence not in told.body for sentence in told.left_out)


def test_a_post_that_fits_is_whole_and_one_of_a_single_long_sentence_is_cut() -> None:
    text = draft(WIDE, Phase.INVESTIGATING, "en")
    assert post(text, LIMITS["discord"], LINK).body == f"{text.title}\n\n{text.body}\n\n{LINK}"
    told = post(Text("en", "Pictures: outage", "word " * 100), Limit("short", 60, Unit.CHARACTERS))
    assert told.body.startswith("Pictures: outage\n\nword word")
    assert told.body.endswith("…")
    assert told.length <= 60


def test_one_long_sentence_is_cut_between_graphemes() -> None:
    told = fit(Text("en", "", FAMILY * 40), Limit("short", 10, Unit.GRAPHEMES))
    assert told.body == FAMILY * 9 + "…"


def test_a_link_counts_as_the_channel_counts_it_and_is_never_cut() -> None:
    limit = LIMITS["mastodon"]
    long = "https://status.example/" + "a" * 600
    told = fit(Text("en", "", "x" * 476), limit, long)
    assert told.body == "x" * 476 + "\n" + long
    assert told.length == 500
    assert fit(Text("en", "", "It fails."), LIMITS["bluesky"], long).body == "It fails."


@pytest.mark.parametrize(
    ("text", "unit", "most"),
    [
        ("añb", Unit.SEPTETS, 3),
        ("a€", Unit.SEPTETS, 3),
        ("я" * 70, Unit.SEPTETS, 160),
        ("\U0001f600", Unit.UTF16, 2),
        ("\U0001f600", Unit.CHARACTERS, 1),
        (FAMILY, Unit.CHARACTERS, 5),
        (FAMILY, Unit.GRAPHEMES, 1),
    ],
)
def test_each_channel_counts_in_its_own_unit(text: str, unit: Unit, most: int) -> None:
    assert length(text, Limit("any", 1, unit)) == most


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("a\r\nb", 3),
        ("\U0001f1ea\U0001f1f8\U0001f1f5\U0001f1f9\U0001f1eb", 3),
        ("각", 1),
        ("\u1100\u1161\u11a8", 1),
        ("नमस्ते", 4),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", 1),
        ("a\u200d\U0001f600", 2),
        ("\n\u0301", 2),
    ],
)
def test_graphemes_are_what_a_reader_counts(text: str, count: int) -> None:
    found = graphemes(text)
    assert len(found) == count
    assert "".join(found) == text


BODIES = st.lists(
    st.sampled_from(
        [*EMOJI, "a", "word ", ". ", "Our next update: by 12:20 UTC. ", "It fails. ", "\n\n", "。", "ع", "€"]
    ),
    max_size=150,
).map("".join) | st.text(max_size=200)
LIMITED = st.sampled_from(
    [*LIMITS.values(), *(Limit("tiny", most, unit) for most in (1, 7, 40) for unit in Unit)]
)


@given(BODIES, LIMITED, st.sampled_from(["", LINK]), st.sampled_from([*LINES]))
def test_what_is_fitted_never_exceeds_its_limit(body: str, limit: Limit, link: str, language: str) -> None:
    told = fit(Text(language, "Pictures: outage", body), limit, link)
    shown = told.body
    if limit.link and link and shown.endswith(link):
        shown = shown.removesuffix(link) + "x" * limit.link
    assert fits(shown, limit)
    assert told.length <= told.most == limit.most
    posted = post(Text(language, "Pictures: outage", body), limit, link)
    assert posted.length <= limit.most
    assert fits(posted.body.replace(link, "x" * limit.link) if limit.link and link else posted.body, limit)


@given(st.lists(st.sampled_from(EMOJI), min_size=1, max_size=60), st.integers(1, 60), st.sampled_from(Unit))
def test_a_cut_never_goes_through_an_emoji(signs: list[str], most: int, unit: Unit) -> None:
    told = fit(Text("en", "", "".join(signs)), Limit("short", most, unit))
    kept = told.body.removesuffix("…")
    assert any(kept == "".join(signs[:count]) for count in range(len(signs) + 1))
