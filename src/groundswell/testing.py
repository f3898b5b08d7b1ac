"""For whoever writes a channel of their own: the promises of ours, as checks that a test calls.

They raise AssertionError with the promise that was not kept.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import textwrap
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from groundswell.core.catalog import Catalog
from groundswell.core.model import Certainty, Event, EventKind, Incident, Operator, Service, State
from groundswell.core.notice import Message, Sender, compose
from groundswell.ports.notices import Channel, Sent, Target

OPENED_AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""When the outage of the samples was opened."""


def sample_message(
    kind: EventKind = EventKind.OPENED, key: str = "sample-key", language: str = "en"
) -> Message:
    """A message as an instance sends it: an outage of a service called "Pictures", opened, grown or over."""
    service = Service("pictures", "Pictures", operator="grand", category="social", symptoms=())
    catalog = Catalog.of([service], [Operator("grand", "Grand")], [], {"social": "Social"})
    at = OPENED_AT + timedelta(minutes=0 if kind is EventKind.OPENED else 10)
    over = kind is EventKind.RESOLVED
    incident = Incident(
        id="pictures-2026-03-02",
        service="pictures",
        state=State.RESOLVED if over else State.OPEN,
        severity=3,
        certainty=Certainty.LIKELY,
        began_at=OPENED_AT - timedelta(minutes=5),
        suspected_at=OPENED_AT - timedelta(minutes=3),
        updated_at=at,
        ratio=41.0,
        reports=410,
        peak_reports=410,
        score=50.0,
        opened_at=OPENED_AT,
        resolved_at=at if over else None,
    )
    opened = Event(incident.id, EventKind.OPENED, OPENED_AT, "It is an outage.", after=incident)
    event = (
        opened if kind is EventKind.OPENED else Event(incident.id, kind, at, "It changed.", after=incident)
    )
    return compose(
        key,
        event,
        incident,
        [opened] if event is opened else [opened, event],
        sender=Sender("Town Watch", "https://watch.example"),
        catalog=catalog,
        language=language,
    )


def check_config(config: type) -> None:
    """Whether a channel's `Config` is one that settings can be read into: frozen, every field with a default and a text."""
    assert dataclasses.is_dataclass(config), "Config is a dataclass"
    assert config.__dataclass_params__.frozen, "Config is frozen"  # type: ignore[attr-defined]
    body = ast.parse(textwrap.dedent(inspect.getsource(config)))
    documented = {
        before.target.id
        for inner in ast.walk(body)
        if isinstance(inner, ast.ClassDef)
        for before, under in zip(inner.body, inner.body[1:], strict=False)
        if isinstance(before, ast.AnnAssign) and isinstance(before.target, ast.Name)
        if isinstance(under, ast.Expr) and isinstance(under.value, ast.Constant)
    }
    for each in dataclasses.fields(config):
        assert each.default is not dataclasses.MISSING, f"Config.{each.name} has a default"
        assert each.name in documented, f"Config.{each.name} has a text under it that says what it is"


async def check_channel(
    channel: Channel,
    received: Callable[[], Sequence[str]],
    *,
    target: Target | None = None,
    tells_repetitions: bool = False,
) -> None:
    """Whether `channel` keeps what `announce` relies on.

    `received` gives every text that stands at the far side now. With `tells_repetitions` the same key, sent again as after
    a crash, must leave no second one there.
    """
    target = target or Target("channel:checked", "checked", "checked")
    opened = sample_message(key="key-opened")
    first = await channel.send(opened, target, None, opened.id)
    assert isinstance(first, Sent), "send returns Sent"
    texts = list(received())
    assert len(texts) == 1, f"one message arrives, not {len(texts)}"
    assert "Pictures" in texts[0], "what arrives says which service it is about"
    again = await channel.send(opened, target, None, opened.id)
    if tells_repetitions:
        assert len(received()) == 1, "a repetition with the same key arrives once"
        assert again.post_id == first.post_id, "a repetition is the same post"
    grew = sample_message(EventKind.GREW, key="key-grew")
    second = await channel.send(grew, target, first.post_id or None, grew.id)
    assert isinstance(second, Sent), "news of the same incident is taken"
    over = sample_message(EventKind.RESOLVED, key="key-over")
    await channel.send(over, target, (second.post_id or first.post_id) or None, over.id)
    assert any("over" in text for text in received()), "that it is over arrives"
    long = dataclasses.replace(sample_message(key="key-long"), thread="another", body="word " * 20_000)
    assert isinstance(await channel.send(long, target, None, long.id), Sent), (
        "a long text is cut, not refused"
    )
