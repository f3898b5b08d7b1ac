from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.model import EventKind
from groundswell.core.notice import Digest, HeldNews, fold

BEGAN, GREW, OVER = EventKind.OPENED, EventKind.GREW, EventKind.RESOLVED
SAID, PART = EventKind.STATED, EventKind.MERGED
held_news = st.lists(st.tuples(st.sampled_from((BEGAN, GREW, OVER, SAID, PART)), st.sampled_from("abc"))).map(
    lambda rows: [HeldNews(number, kind, incident) for number, (kind, incident) in enumerate(rows)]
)


@given(held_news, st.frozensets(st.sampled_from("abc")), st.sampled_from(Digest))
def test_each_incident_is_told_once_or_not_at_all_beside_what_was_said_and_no_notice_is_forgotten(
    held: list[HeldNews], known: frozenset[str], digest: Digest
) -> None:
    folded = fold(held, known, digest)
    told = [(news.incident, news.kind is SAID) for news in folded.told]
    assert len(told) == len(set(told))
    assert sorted((*folded.covered, *folded.dropped)) == [news.notice for news in held]
    assert {news.notice for news in folded.told} <= set(folded.covered)


@given(held_news, st.frozensets(st.sampled_from("abc")))
def test_an_end_is_told_after_quiet_hours_only_to_who_knows_of_the_beginning(
    held: list[HeldNews], known: frozenset[str]
) -> None:
    for news in fold(held, known, Digest.NONE).told:
        assert news.kind is not OVER or news.incident in known


def test_an_incident_is_told_as_it_stands_last() -> None:
    held = [HeldNews(1, BEGAN, "a"), HeldNews(2, BEGAN, "b"), HeldNews(3, GREW, "a")]
    folded = fold(held, frozenset(), Digest.NONE)
    assert [(news.notice, news.kind) for news in folded.told] == [(2, BEGAN), (3, GREW)]
    assert folded.covered == (1, 2, 3)


def test_what_the_operator_said_last_is_told_beside_how_it_stands_unless_the_end_has_overtaken_it() -> None:
    held = [HeldNews(1, BEGAN, "a"), HeldNews(2, SAID, "a"), HeldNews(3, SAID, "a"), HeldNews(4, GREW, "a")]
    for digest in (Digest.HOURLY, Digest.NONE):
        assert [news.notice for news in fold(held, frozenset(), digest).told] == [3, 4]
    for end, closes, told in ((OVER, False, [5]), (OVER, True, [3, 5]), (PART, False, [3, 5])):
        ended = [*held[:2], HeldNews(3, SAID, "a", closes), held[3], HeldNews(5, end, "a")]
        assert [news.notice for news in fold(ended, frozenset(), Digest.HOURLY).told] == told
        lost = end is OVER
        assert bool(fold(ended, frozenset(), Digest.NONE).dropped) == lost, (
            "of what nobody knew the end is no news"
        )


def test_closing_words_behind_the_end_of_what_nobody_knew_are_no_news_after_quiet_hours() -> None:
    held = [HeldNews(1, BEGAN, "a"), HeldNews(2, OVER, "a"), HeldNews(3, SAID, "a", True)]
    assert fold(held, frozenset(), Digest.NONE).dropped == (1, 2, 3)
    assert fold(held, frozenset("a"), Digest.NONE).dropped == ()


def test_a_digest_tells_what_began_and_ended_within_it() -> None:
    held = [HeldNews(1, BEGAN, "a"), HeldNews(2, OVER, "a")]
    assert [news.notice for news in fold(held, frozenset(), Digest.DAILY).told] == [2]
    assert fold(held, frozenset(), Digest.NONE).dropped == (1, 2)
