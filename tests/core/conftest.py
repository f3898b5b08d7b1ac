"""The core touches nothing: while a test of it runs, a file, a socket, a process or a clock that code of
`groundswell.core` asks for is a failure. Its imports are not, nor what pytest and Hypothesis do beside it.

(`datetime.now` cannot be watched from here; tests/law reads the source for it.)
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType

import pytest

_WORLD = {
    "open",
    "os.listdir",
    "os.scandir",
    "socket.__new__",
    "socket.getaddrinfo",
    "subprocess.Popen",
    "os.system",
}
_CLOCKS = ("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "sleep")
_CORE = "/groundswell/core/"
_guarded = [False]


def _is_of_core(frame: FrameType | None) -> bool:
    """Whether core is at work in `frame` or further out, and not merely being imported."""
    found = False
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith("<frozen importlib"):
            return False
        found = found or _CORE in name
        frame = frame.f_back
    return found


def _hear(event: str, _given: object) -> None:
    if _guarded[0] and event in _WORLD and _is_of_core(sys._getframe(1)):
        raise AssertionError(f"core touched the world: {event}")


sys.addaudithook(_hear)


def _watched(name: str, real: Callable[..., object]) -> Callable[..., object]:
    def asked(*given: object) -> object:
        caller = sys._getframe(1)
        assert _CORE not in caller.f_code.co_filename, f"core asked for the time: time.{name}"
        return real(*given)

    return asked


@pytest.fixture(autouse=True)
def no_world(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test of the core runs without the world."""
    for name in _CLOCKS:
        monkeypatch.setattr(time, name, _watched(name, getattr(time, name)))
    _guarded[0] = True
    yield
    _guarded[0] = False
