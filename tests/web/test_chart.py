"""What the drawing shows, and that everything in it is also said."""

from dataclasses import replace
from datetime import timedelta
from typing import cast
from xml.etree import ElementTree

import numpy as np
import pytest

from groundswell.core.status import Spoken
from groundswell.core.timegrid import instant_of
from groundswell.web.chart import SHAPES, Span, chart, share_bar, sparkline, table_rows
from groundswell.web.plots import plot
from tests.town import NOON, incident, town
from tests.web.views import BINS, series

SVG = "{http://www.w3.org/2000/svg}"


def drawn(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(str(markup).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def of_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [element for element in root.iter() if name in element.get("class", "").split()]


def day(counts: dict[int, int] | None = None, *spans: Span) -> ElementTree.Element:
    return drawn(chart(series(counts), id="day", title="Reports", description="A day", spans=spans))


def bars(root: ElementTree.Element, above: bool) -> int:
    return sum(
        element.get("d", "").count("M")
        for element in of_class(root, "bar")
        if ("above" in element.get("class", "")) is above
    )


def test_every_chart_carries_its_title_and_description() -> None:
    root = drawn(chart(series(), id="day", title="R & D <b>", description="calm"))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "day-title day-desc"
    assert root.findtext(f"{SVG}title") == "R & D <b>"
    assert root.findtext(f"{SVG}desc") == "calm"


def test_bars_above_the_usual_band_are_told_apart() -> None:
    root = day({90: 50, 91: 9, 92: 8})
    assert (bars(root, above=True), bars(root, above=False)) == (2, BINS - 2)


def test_a_bar_that_is_still_filling_is_drawn_as_unfinished_and_said_to_be_so() -> None:
    last = BINS - 1
    for count, looks in ((3, "bar filling"), (50, "bar above filling")):
        root = drawn(chart(series({last: count}), id="day", title="R", description="D", filling=True))
        (bar,) = of_class(root, "filling")
        assert (bar.get("class"), bar.get("d", "").count("M")) == (looks, 1)
        assert bars(root, above=True) + bars(root, above=False) == BINS
    assert of_class(day(), "filling") == []
    whole = series()
    end = instant_of(whole.first_minute + BINS * whole.bin_minutes)
    service = town().services["pictures"]
    open_yet = plot(whole, service, [], end - timedelta(minutes=1))
    assert "(so far)" in str(open_yet["rows"]).splitlines()[0]
    assert str(open_yet["rows"]).count("(so far)") == 1
    over = plot(whole, service, [], end)
    assert ("so far" in str(over["rows"]), over["so_far"], "filling" in str(over["chart"])) == (
        False,
        "",
        False,
    )


def test_each_kind_of_mark_has_its_own_sign_and_stands_once_in_the_key() -> None:
    def key(*said: Spoken, seen: bool = False) -> list[str]:
        about = incident(acknowledged_at=NOON - timedelta(hours=1) if seen else None)
        made = plot(series(), town().services["pictures"], [about], NOON, said=said)
        drawing, key = str(made["chart"]), cast("list[dict[str, str]]", made["marks"])
        assert drawing.count('class="mark"') == len(said) + seen
        assert all(row["shape"] in drawing for row in key)
        return [row["words"] for row in key]

    one, other = (
        Spoken(name, "", "investigating", NOON - timedelta(minutes=age), ())
        for name, age in (("1", 20), ("2", 40))
    )
    assert key() == []
    assert key(one, other) == ["statement"]
    assert key(one, seen=True) == ["seen by this site", "statement"]
    assert len({*SHAPES.values()}) == 2


def test_time_that_nobody_counted_is_hatched_and_says_so_when_there_is_room() -> None:
    gap = dict.fromkeys(range(10, 30), -1) | {50: -1}
    root = day(gap)
    assert len(of_class(root, "gap")) == 2
    assert [element.text for element in of_class(root, "on-gap")] == ["not counted"]
    assert bars(root, above=False) == BINS - 21


@pytest.mark.parametrize(
    ("bins", "anchor"), [(range(12), "start"), (range(84, BINS), "end"), (range(BINS), "middle")]
)
def test_what_is_said_of_a_gap_at_an_edge_stays_in_the_drawing(bins: range, anchor: str) -> None:
    (words,) = of_class(day(dict.fromkeys(bins, -1)), "on-gap")
    assert words.get("text-anchor") == anchor
    assert 0 <= float(words.get("x", "")) <= 360


def test_an_outage_that_is_on_is_marked_to_the_right_edge() -> None:
    root = day(None, Span(NOON - timedelta(hours=2), None, "since 10:00"))
    (span,) = of_class(root, "span")
    assert float(span.get("x", "")) + float(span.get("width", "")) == 360
    assert [element.text for element in of_class(root, "on-span")] == ["since 10:00"]


def test_an_outage_before_or_after_the_drawing_is_not_marked() -> None:
    before = Span(NOON - timedelta(days=3), NOON - timedelta(days=2), "long ago")
    assert not of_class(day(None, before), "span")


def test_an_outage_that_began_before_the_drawing_is_marked_from_its_left_edge_without_words() -> None:
    root = day(None, Span(NOON - timedelta(days=2), NOON - timedelta(hours=12), "since yesterday"))
    (span,) = of_class(root, "span")
    assert float(span.get("x", "")) == 0
    assert not of_class(root, "on-span")


def test_hours_are_round_and_midnight_has_its_day() -> None:
    texts = [element.text for element in day().iter(f"{SVG}text") if not element.get("class")]
    assert texts == ["18:00", "2 Mar", "06:00", "12:00"]


def test_nothing_inside_is_styled_inline() -> None:
    root = day({90: 50}, Span(NOON - timedelta(hours=2), None, "x"))
    assert not [element for element in root.iter() if "style" in element.attrib]


def test_a_day_without_a_single_report_and_without_a_usual_is_drawn_all_the_same() -> None:
    nothing = np.full(BINS, np.nan)
    empty = replace(series(dict.fromkeys(range(BINS), 0)), expected=nothing, upper=nothing)
    root = drawn(chart(empty, id="day", title="Reports", description="none"))
    assert bars(root, above=False) == bars(root, above=True) == 0
    unknown = replace(empty, counts=np.full(BINS, -1))
    assert len(of_class(drawn(chart(unknown, id="day", title="Reports", description="none")), "gap")) == 1
    drawn(sparkline(unknown))


def test_the_table_says_what_the_bars_show_latest_first() -> None:
    rows = str(table_rows(series({95: 7, 94: -1}))).splitlines()
    assert len(rows) == BINS
    assert rows[0] == '<tr><th scope="row">2 March, 12:00</th><td>7</td><td>4</td></tr>'
    assert rows[1] == '<tr><th scope="row">11:45</th><td>not counted</td><td>4</td></tr>'
    assert [row for row in rows if "March" in row] == [rows[0], rows[48]], "the day stands at midnight too"


def test_a_sparkline_is_left_out_for_who_cannot_see_it() -> None:
    root = drawn(sparkline(series({90: 50})))
    assert root.get("aria-hidden") == "true"
    assert bars(root, above=True) == 1


def test_a_share_is_drawn_at_its_size_and_never_beyond() -> None:
    assert 'width="52.0"' in share_bar(0.52)
    assert 'width="100.0"' in share_bar(1.2)
