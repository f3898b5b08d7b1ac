"""How workarounds are ranked: what helped many from many connections first, never what a few like who sit together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from groundswell.core.workarounds import (
    NOBODY,
    Advice,
    Tally,
    Workaround,
    WorkaroundState,
    cautious,
    helping,
    is_refuted,
    ranked,
    weighed,
)
from tests.town import NOON


def way(id: str, tally: Tally = NOBODY, **told: object) -> Workaround:  # noqa: A002
    said = Workaround(
        id, "pictures", (Advice("en", id),), NOON, NOON, state=WorkaroundState.SHOWN, tally=tally
    )
    return replace(said, **told)  # type: ignore[arg-type]


def ids(ways: tuple[Workaround, ...]) -> list[str]:
    return [each.id for each in ways]


def test_what_many_say_helped_stands_before_what_few_say_and_that_before_what_failed() -> None:
    many, few = way("many", Tally(45, 50, 40)), way("few", Tally(3, 3, 3))
    failed, fresh = way("failed", Tally(1, 5, 5)), way("fresh")
    assert ids(ranked([failed, fresh, few, many])) == ["many", "few", "fresh", "failed"]


def test_votes_of_one_connection_lift_nothing_however_many_they_are() -> None:
    alone = weighed({1: (1000, 0)})
    assert alone == Tally(1.0, 1.0, 1)
    assert cautious(alone) == cautious(NOBODY)
    assert cautious(weighed({1: (1000, 0), 2: (500, 0)})) == cautious(NOBODY)
    honest = weighed(dict.fromkeys(range(2, 12), (1, 1)))
    stuffed = weighed({1: (1000, 0)} | dict.fromkeys(range(2, 12), (1, 1)))
    assert honest.counted == (10, 20)
    assert stuffed.counted == (15, 25)  # a quarter of all others, not fifty times them
    assert cautious(stuffed) - cautious(honest) < 0.12


def test_votes_of_one_connection_sink_nothing_out_of_sight() -> None:
    assert not is_refuted(weighed({1: (0, 1000)}))
    assert is_refuted(weighed(dict.fromkeys(range(12), (0, 1))))
    assert ids(ranked([way("refuted", Tally(0, 12, 12)), way("fresh")])) == ["fresh"]


def test_who_taps_once_a_day_for_days_neither_lifts_nor_refutes_anything() -> None:
    days = {day: day for day in range(8)}
    sank, rose = weighed(dict.fromkeys(days, (0, 1)), days), weighed(dict.fromkeys(days, (1, 0)), days)
    assert not is_refuted(sank)
    assert cautious(rose) == cautious(NOBODY)
    assert weighed(dict.fromkeys(range(5), (1, 0)), {1: 3, 2: 3, 4: 3}).networks == 3  # of one day


def test_a_few_connections_that_send_much_do_not_lift_one_another() -> None:
    assert weighed({1: (30, 0), 2: (30, 0), 3: (30, 0)}) == Tally(3.0, 3.0, 3)
    assert not is_refuted(weighed({1: (0, 8), 2: (0, 8), 3: (0, 8)}))
    crowd = dict.fromkeys(range(8), (2, 1))
    assert weighed(crowd) == Tally(16.0, 24.0, 8), "of many alike all count"
    for sent in (6, 600):
        assert weighed(crowd | {8: (0, sent), 9: (0, sent)}).tried == 24 + 2 * min(sent, 8)


def test_what_the_desk_wrote_stands_last_and_is_never_hidden_by_votes() -> None:
    refuted, fails = Tally(3, 30, 12), Tally(0, 7, 7)
    assert cautious(refuted) > cautious(fails)
    ways = [way("own", refuted, by="Ada"), way("theirs", refuted), way("fails", fails), way("fresh")]
    assert ids(ranked(ways)) == ["fresh", "fails", "own"], "last, whatever is said of others"


def test_where_all_come_through_one_connection_the_operator_may_count_it() -> None:
    assert cautious(Tally(1, 1, 1), networks_min=1) > cautious(NOBODY)


def test_what_is_not_shown_or_has_only_drafts_is_not_ranked() -> None:
    draft = way("draft", texts=(Advice("en", "x", is_draft=True),))
    waits = way("waits", state=WorkaroundState.PROPOSED)
    assert ranked([draft, waits]) == ()


def test_among_equals_the_latest_stands_first() -> None:
    later = way("later", made_at=NOON + timedelta(hours=1))
    assert ids(ranked([way("earlier"), later])) == ["later", "earlier"]


def test_what_was_for_another_outage_helps_nobody_now() -> None:
    ways = [way("stands"), way("now", incident="a"), way("then", incident="b")]
    assert ids(helping(ways, ["a"])) == ["stands", "now"]


def test_a_text_is_told_in_the_readers_language_where_it_is_no_draft() -> None:
    said = way("x", texts=(Advice("es", "hola"), Advice("de", "hallo"), Advice("fr", "salut", is_draft=True)))
    assert [said.advice(code).words for code in ("de", "fr", "en")] == ["hallo", "hola", "hola"]
    assert said.said(Advice("fr", "bonjour")).advice("fr").words == "bonjour"
