"""Drafts a statement from what is known of an outage: whole sentences of one language, one after the other."""

from __future__ import annotations

from groundswell.core.statement.words import Facts, Phase, Statement, Text


def draft(facts: Facts, phase: Phase, language: str) -> Text:
    """A statement for `phase` in `language` (English where we do not speak it), a draft until somebody approves it."""
    raise NotImplementedError


def still_working(facts: Facts, previous: Statement, language: str) -> Text:
    """The words that keep a promise when nothing is new since `previous`: what is wrong, that the work goes on, when the
    next word comes."""
    raise NotImplementedError
