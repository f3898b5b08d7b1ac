"""Who speaks to machines in a reader's language, and what it has to say."""

from __future__ import annotations

from dataclasses import replace

from groundswell.core.catalog import Catalog
from groundswell.core.headline import spoken_note
from groundswell.core.status import BoardView, Masthead, Story, Titles
from groundswell.core.status.board import WORDS
from groundswell.core.status.cut import Cut
from groundswell.web.language import ENGLISH, root_of, speaking
from groundswell.web.wording import EVENTS


def local_masthead(masthead: Masthead, code: str) -> Masthead:
    """`masthead` in the language of this code."""
    if code == ENGLISH:
        return masthead
    _ = speaking(code).gettext
    titles = Titles(
        every=_("Outages · {site}"),
        of_one=_("Outages of {service} · {site}"),
        about=_("Outages that people report, as {site} hears them."),
        on=_("It is not over yet."),
        exercise=_("{site} (an exercise)"),
        happened={**WORDS, **{kind: _(words) for kind, words in EVENTS.items()}},
    )
    return replace(masthead, language=code, root=root_of(code), titles=titles)


def cut_names(cut: Cut | None, catalog: Catalog) -> tuple[str, ...]:
    """What the part of all outages that `cut` tells is called, by the names of `catalog`; a severity has none."""
    if cut is None:
        return ()
    category = catalog.categories[cut.category] if cut.category else ""
    country = catalog.areas[cut.country].name if cut.country else ""
    return tuple(filter(None, (category, country)))


def local_board(board: BoardView, catalog: Catalog, code: str) -> BoardView:
    """`board` with what happened told in the language of this code, in which `catalog` is."""
    if code == ENGLISH:
        return board
    return replace(board, stories=tuple(_local_story(story, catalog, code) for story in board.stories))


def _local_story(story: Story, catalog: Catalog, code: str) -> Story:
    events = (
        replace(event, note=spoken_note(event, catalog=catalog, language=code)) for event in story.events
    )
    return replace(story, events=tuple(events))
