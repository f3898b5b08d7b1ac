"""One bin of all services as the cube had it when the judge heard it; and many of them as arrays, for its note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from groundswell.core.model import Axis
from groundswell.flow.keep import texts, told
from groundswell.ports import Arrays

Counts = NDArray[np.int64]
Part = tuple[Axis, int, str]
"""Axis, place of the service, value."""
_COLUMNS = ("trouble", "works", "visits", "referred", "posts")


@dataclass(frozen=True, slots=True, eq=False)
class Bin:
    """One bin as the cube had it: trouble (-1 where not watched), works answers, visits (`referred`: by a link from
    elsewhere) and posts by service; parts' trouble, and by what `software` it was sent.

    `volume` is how much was counted in it in all before it was read; if it is more later, it has to be read again.
    """

    minute: int
    volume: int
    trouble: Counts
    works: Counts
    visits: Counts
    referred: Counts
    posts: Counts
    parts: Mapping[Part, int]
    software: Mapping[int, Mapping[str, int]] = field(default_factory=dict)

    def grown_to(self, now: Bin) -> Bin:
        """What has come since, until it read as `now`. Where nobody watched it nothing has: that was no silence."""
        watched = self.trouble >= 0
        was = self.parts

        def more(name: str) -> Counts:
            return np.where(watched, np.maximum(getattr(now, name) - getattr(self, name), 0), 0)

        return Bin(
            self.minute,
            now.volume,
            more("trouble"),
            more("works"),
            more("visits"),
            more("referred"),
            more("posts"),
            {
                part: count - was.get(part, 0)
                for part, count in now.parts.items()
                if count > was.get(part, 0) and watched[part[1]]
            },
        )


@dataclass(frozen=True, slots=True, eq=False)
class Came:
    """What was read for one tick: the bin that was over, and those before it that held more by then, as they then read,
    by how many bins each lies before the last one heard; and, once a day, which parts have a seat."""

    bin: Bin
    grown: Sequence[tuple[int, Bin]] = ()
    seats: Sequence[Part] | None = None


def packed(bins: Sequence[Bin]) -> dict[str, NDArray[np.generic]]:
    """`bins` as arrays, which `unpacked` reads back in their order, parts and software in theirs."""
    codes: dict[Part, int] = {}
    cells: list[tuple[int, int, int]] = []
    for at, row in enumerate(bins):
        for part, count in row.parts.items():
            cells.append((at, codes.setdefault(part, len(codes)), count))
        for place, kinds in row.software.items():
            for kind, count in kinds.items():
                cells.append((at, codes.setdefault((Axis.SOFTWARE, place, kind), len(codes)), count))
    arrays: dict[str, NDArray[np.generic]] = {
        "minutes": np.array([row.minute for row in bins], dtype=np.int64),
        "volumes": np.array([row.volume for row in bins], dtype=np.int64),
        "parts": texts(list(codes)),
        "cells": np.array(cells, dtype=np.int64).reshape(-1, 3),
    }
    for name in _COLUMNS:
        columns = [getattr(row, name) for row in bins]
        arrays[name] = np.stack(columns) if columns else np.zeros((0, 0), dtype=np.int64)
    return arrays


def unpacked(arrays: Arrays) -> list[Bin]:
    """The bins of which `packed` made `arrays`. Raises LookupError or ValueError where it did not."""
    known: list[Part] = [(Axis(axis), place, value) for axis, place, value in told(arrays["parts"])]
    minutes, volumes = (np.array(arrays[name]).tolist() for name in ("minutes", "volumes"))
    parts: list[dict[Part, int]] = [{} for _ in minutes]
    software: list[dict[int, dict[str, int]]] = [{} for _ in minutes]
    for at, code, count in np.array(arrays["cells"], dtype=np.int64).tolist():
        axis, place, value = known[code]
        if axis is Axis.SOFTWARE:
            software[at].setdefault(place, {})[value] = count
        else:
            parts[at][known[code]] = count
    trouble, works, visits, referred, posts = (np.array(arrays[name], dtype=np.int64) for name in _COLUMNS)
    return [
        Bin(
            minute,
            volume,
            trouble[at],
            works[at],
            visits[at],
            referred[at],
            posts[at],
            parts[at],
            software[at],
        )
        for at, (minute, volume) in enumerate(zip(minutes, volumes, strict=True))
    ]


def packed_ticks(ticks: Sequence[Came]) -> dict[str, NDArray[np.generic]]:
    """What was read for `ticks`, as arrays."""
    ago = [[*(ago for ago, _ in tick.grown), -1] for tick in ticks]
    bins = [[*(row for _, row in tick.grown), tick.bin] for tick in ticks]
    return packed([row for rows in bins for row in rows]) | {
        "ago": np.array([each for agos in ago for each in agos], dtype=np.int64),
        "seats": texts([None if tick.seats is None else list(tick.seats) for tick in ticks]),
    }


def unpacked_ticks(arrays: Arrays) -> list[Came]:
    """The ticks of which `packed_ticks` made `arrays`. Raises LookupError or ValueError where it did not."""
    ticks: list[Came] = []
    grown: list[tuple[int, Bin]] = []
    seats = iter(told(arrays["seats"]))
    for ago, row in zip(np.array(arrays["ago"]).tolist(), unpacked(arrays), strict=True):
        if ago >= 0:
            grown.append((ago, row))
        else:
            given = next(seats)
            known = given and [(Axis(axis), place, value) for axis, place, value in given]
            ticks.append(Came(row, grown, known))
            grown = []
    return ticks
