"""What Statuspage's webhooks say, of an incident or of each component that it hits: many programs take those already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from groundswell.core.status.board import BoardView, Masthead, hit_by
from groundswell.core.status.v2 import OPERATIONAL, Document, components, incidents, instant, status

_NEVER: Final = (
    *("impact_override", "scheduled_for", "scheduled_until", "scheduled_reminded_at", "postmortem_body"),
    *("postmortem_body_last_updated_at", "postmortem_published_at"),
)
_NO: Final = (
    *("backfilled", "scheduled_remind_prior", "scheduled_auto_in_progress", "scheduled_auto_completed"),
    *("postmortem_ignored", "postmortem_notified_subscribers", "postmortem_notified_twitter"),
)


def of_incident(
    board: BoardView, masthead: Masthead, *, unsubscribe: str, generated_at: datetime
) -> Document:
    """The call of an incident: `board` holds its story alone."""
    (told,) = incidents(board, masthead)["incidents"]
    told |= dict.fromkeys(_NEVER) | dict.fromkeys(_NO, False)
    told["incident_updates"] = [
        update | {"wants_twitter_update": False, "twitter_updated_at": None}
        for update in told["incident_updates"]
    ]
    return _around(board, masthead, unsubscribe, generated_at) | {"incident": told}


def of_components(
    board: BoardView, masthead: Masthead, *, unsubscribe: str, generated_at: datetime
) -> Sequence[tuple[str, Document]]:
    """The calls of the components whose status the last event of the story changed, each by its service's slug."""
    (told,) = incidents(board, masthead)["incidents"]
    latest, *_ = told["incident_updates"]
    around = _around(board, masthead, unsubscribe, generated_at)
    hit = set(hit_by(board.stories[0].incident))
    rows = {row["id"]: row for row in components(board, masthead)["components"] if row["id"] in hit}
    made = []
    for change in latest["affected_components"]:
        row = rows.get(change["code"])
        if row is None or change["old_status"] == change["new_status"]:
            continue
        update = {
            "id": f"{latest['id']}-{change['code']}",
            "component_id": change["code"],
            "component_type": "Component",
            "old_status": change["old_status"],
            "new_status": change["new_status"],
            "created_at": latest["created_at"],
        }
        shown = row | {"status": change["new_status"] or OPERATIONAL}
        made.append((change["code"], around | {"component_update": update, "component": shown}))
    return made


def _around(board: BoardView, masthead: Masthead, unsubscribe: str, generated_at: datetime) -> Document:
    worst = status(board, masthead)
    return {
        "meta": {
            "unsubscribe": unsubscribe or masthead.url,
            "documentation": f"{masthead.url}/about",
            "generated_at": instant(generated_at),
        },
        "page": {
            "id": worst["page"]["id"],
            "status_indicator": worst["status"]["indicator"],
            "status_description": worst["status"]["description"],
        },
    }
