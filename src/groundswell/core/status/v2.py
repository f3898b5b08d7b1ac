"""The shape of a Statuspage v2 interface: what many programs read already, of the whole site or of one service.

Every field of the shape is there; what we do not have is null or empty, as there. Our states become theirs by the
tables below, which stand in docs/reference/machine-outputs.md too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from groundswell.core.desk import Maintenance, Stage
from groundswell.core.model import Event, EventKind, Incident, Service, State
from groundswell.core.status.board import BoardView, Masthead, Story, hit_by, said

Document = dict[str, Any]  # JSON whose keys Statuspage names

OPERATIONAL: Final = "operational"
DEGRADED: Final = "degraded_performance"
COMPONENT: Mapping[int, str] = {
    1: "degraded_performance",
    2: "partial_outage",
    3: "partial_outage",
    4: "major_outage",
    5: "major_outage",
}
"""Severity of an outage that is on → status of its component. While it eases: degraded_performance; else operational."""
IMPACT: Mapping[int, str] = {1: "minor", 2: "minor", 3: "major", 4: "critical", 5: "critical"}
"""Severity → impact of an incident. Of what turned out to be no outage: none."""
INCIDENT: Mapping[State, str] = {
    State.SUSPECTED: "investigating",
    State.OPEN: "investigating",
    State.EASING: "monitoring",
    State.RESOLVED: "resolved",
    State.DISMISSED: "resolved",
    State.MERGED: "resolved",
}
"""State → status of an incident; a crowd does not know causes. What the operator's latest statement says goes before it."""
UPDATE: Mapping[EventKind, str | None] = {
    **dict.fromkeys(EventKind),
    EventKind.SUSPECTED: "investigating",
    EventKind.OPENED: "investigating",
    EventKind.EASED: "monitoring",
    EventKind.RELAPSED: "investigating",
    EventKind.RESOLVED: "resolved",
    EventKind.REOPENED: "investigating",
    EventKind.DECLARED: "investigating",
    EventKind.CAUSED: "identified",
    EventKind.DISMISSED: "resolved",
    EventKind.MERGED: "resolved",
}
"""Event → status of an update; None: as the update before."""
INDICATOR: Mapping[str, tuple[str, str]] = {
    OPERATIONAL: ("none", "All Systems Operational"),
    "degraded_performance": ("minor", "Partially Degraded Service"),
    "partial_outage": ("major", "Partial System Outage"),
    "major_outage": ("critical", "Major Service Outage"),
}
"""The worst status of any component → indicator and description of the page; from good to bad."""

_BADNESS: Final = list(INDICATOR)
_UNKNOWN_AT: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Since when a service is in the catalog is not kept."""
_SITE_ID: Final = "all"
_GROUP: Final = "category-"
_ON: Final = frozenset({Stage.IN_PROGRESS, Stage.VERIFYING})
_MAINTENANCE: Final = "under_maintenance"
_DONE: Final = frozenset({"resolved", "postmortem"})


def summary(board: BoardView, masthead: Masthead) -> Document:
    """Page, status, components, incidents that are not over."""
    return {
        "page": _page(board, masthead),
        "components": _components(board),
        "incidents": _incidents(board, masthead, only_unresolved=True),
        "scheduled_maintenances": _planned(board, masthead, _ON | {Stage.SCHEDULED}),
        "status": _status(board),
    }


def status(board: BoardView, masthead: Masthead) -> Document:
    """The page in one word."""
    return {"page": _page(board, masthead), "status": _status(board)}


def components(board: BoardView, masthead: Masthead) -> Document:
    """Every service; on the whole site in groups, one a category."""
    return {"page": _page(board, masthead), "components": _components(board)}


def incidents(board: BoardView, masthead: Masthead) -> Document:
    """The latest incidents."""
    return {"page": _page(board, masthead), "incidents": _incidents(board, masthead)}


def unresolved(board: BoardView, masthead: Masthead) -> Document:
    """The incidents that are not over."""
    return {
        "page": _page(board, masthead),
        "incidents": _incidents(board, masthead, only_unresolved=True),
    }


def maintenances(board: BoardView, masthead: Masthead) -> Document:
    """Planned work, lately done and called off too."""
    return {
        "page": _page(board, masthead),
        "scheduled_maintenances": _planned(board, masthead, frozenset(Stage)),
    }


def upcoming(board: BoardView, masthead: Masthead) -> Document:
    """Planned work that has not begun."""
    stages = frozenset({Stage.SCHEDULED})
    return {"page": _page(board, masthead), "scheduled_maintenances": _planned(board, masthead, stages)}


def active(board: BoardView, masthead: Masthead) -> Document:
    """Planned work that is going on."""
    return {"page": _page(board, masthead), "scheduled_maintenances": _planned(board, masthead, _ON)}


DOCUMENTS: Mapping[str, Callable[[BoardView, Masthead], Document]] = {
    "summary": summary,
    "status": status,
    "components": components,
    "incidents": incidents,
    "incidents/unresolved": unresolved,
    "scheduled-maintenances": maintenances,
    "scheduled-maintenances/upcoming": upcoming,
    "scheduled-maintenances/active": active,
}
"""Every document of the interface, by its path below /api/v2/ without the ending."""


def instant(at: datetime) -> str:
    """A time as Statuspage writes it.

    >>> instant(datetime(2023, 5, 21, 21, 52, tzinfo=UTC))
    '2023-05-21T21:52:00.000Z'
    """
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def _page(board: BoardView, masthead: Masthead) -> Document:
    service = board.service
    return {
        "id": _page_id(board),
        "name": service.name if service else masthead.name,
        "url": f"{masthead.url}/s/{service.slug}" if service else masthead.url,
        "time_zone": "Etc/UTC",
        "updated_at": instant(board.changed_at),
    }


def _page_id(board: BoardView) -> str:
    return board.service.slug if board.service else _SITE_ID


def _status(board: BoardView) -> Document:
    worst = _worst(_states(board.stories).values())
    indicator, description = INDICATOR[worst]
    return {"indicator": indicator, "description": description}


def _worst(states: Iterable[str]) -> str:
    return max(states, key=_BADNESS.index, default=OPERATIONAL)


def component_status(incident: Incident) -> str:
    """What `incident` does to its service."""
    if incident.state is State.OPEN:
        return COMPONENT[min(max(incident.severity, 1), 5)]
    return DEGRADED if incident.state is State.EASING else OPERATIONAL


def _states(stories: Iterable[Story]) -> Mapping[str, str]:
    """The status of every service that has an incident, by slug."""
    found: dict[str, list[str]] = defaultdict(list)
    for story in stories:
        for slug in hit_by(story.incident):
            found[slug].append(component_status(story.incident))
    return {slug: _worst(states) for slug, states in found.items()}


def _components(board: BoardView) -> list[Document]:
    states, changed = _states(board.stories), _changed(board.stories)
    worked_on = {slug for each in board.planned if each.is_on(board.at) for slug in each.services}
    # What people cannot use is out, whatever is worked on meanwhile.
    out = {slug: state for slug, state in states.items() if state != OPERATIONAL}
    states = dict.fromkeys(worked_on, _MAINTENANCE) | out
    if board.service is not None:
        return [_component(board.service, states, changed, board.service.slug, 1, None)]
    members: dict[str, list[Service]] = defaultdict(list)
    for each in board.services:
        members[each.category].append(each)
    made: list[Document] = []
    for place, (category, services) in enumerate(members.items(), 1):
        group = f"{_GROUP}{category}"
        rows = [
            _component(each, states, changed, _SITE_ID, position, group)
            for position, each in enumerate(services, 1)
        ]
        worst = _worst(row["status"] for row in rows if row["status"] != _MAINTENANCE)
        latest = max(changed.get(each.slug, _UNKNOWN_AT) for each in services)
        name = board.categories.get(category, category)
        made.append(_part(group, name, worst, latest, place, _SITE_ID) | {"group": True})
        made[-1]["components"] = [each.slug for each in services]
        made += rows
    return made


def _changed(stories: Iterable[Story]) -> Mapping[str, datetime]:
    """When something last happened to each service."""
    found: dict[str, datetime] = {}
    for story in stories:
        for slug in hit_by(story.incident):
            found[slug] = max(found.get(slug, story.changed_at), story.changed_at)
    return found


def _component(
    service: Service,
    states: Mapping[str, str],
    changed: Mapping[str, datetime],
    page_id: str,
    position: int,
    group: str | None,
) -> Document:
    state = states.get(service.slug, OPERATIONAL)
    part = _part(service.slug, service.name, state, changed.get(service.slug, _UNKNOWN_AT), position, page_id)
    return part | {"group_id": group}


def _part(
    identity: str, name: str, state: str, changed_at: datetime, position: int, page_id: str
) -> Document:
    return {
        "id": identity,
        "name": name,
        "status": state,
        "created_at": instant(_UNKNOWN_AT),
        "updated_at": instant(changed_at),
        "position": position,
        "description": None,
        "showcase": False,
        "start_date": None,
        "group_id": None,
        "page_id": page_id,
        "group": False,
        "only_show_if_degraded": False,
    }


def _incidents(board: BoardView, masthead: Masthead, *, only_unresolved: bool = False) -> list[Document]:
    rows = {row["id"]: row for row in _components(board) if not row["group"]}
    stories = [story for story in board.stories if story.is_on or not only_unresolved]
    return [_incident(story, rows, _page_id(board), masthead) for story in stories]


def _incident(story: Story, rows: Mapping[str, Document], page_id: str, masthead: Masthead) -> Document:
    incident = story.incident
    hit = [rows[slug] for slug in hit_by(incident) if slug in rows]
    ended = story.ended_at
    none = incident.state is State.DISMISSED
    return {
        "id": incident.id,
        "name": f"Trouble with {story.service.name}",
        "status": _incident_status(story),
        "created_at": instant(incident.opened_at or incident.suspected_at),
        "updated_at": instant(story.changed_at),
        "monitoring_at": instant(incident.eased_at) if incident.eased_at else None,
        "resolved_at": instant(ended) if ended else None,
        "impact": "none" if none else IMPACT[min(max(incident.severity, 1), 5)],
        "shortlink": masthead.page_of(incident),
        "started_at": instant(incident.began_at),
        "page_id": page_id,
        "incident_updates": _updates(story, rows, masthead),
        "components": hit,
        "reminder_intervals": None,
    }


def _planned(board: BoardView, masthead: Masthead, stages: Collection[Stage]) -> list[Document]:
    rows = {row["id"]: row for row in _components(board) if not row["group"]}
    wanted = [
        each
        for each in board.planned
        if each.stage_at(board.at) in stages
        and (board.service is None or board.service.slug in each.services)
    ]
    return [_maintenance(each, board, masthead, rows) for each in wanted]


def _maintenance(
    each: Maintenance, board: BoardView, masthead: Masthead, rows: Mapping[str, Document]
) -> Document:
    stage, words = each.stage_at(board.at), each.texts[0]
    # Statuspage has no word for what was called off: it is completed, and its words say so.
    status = Stage.COMPLETED.value if stage is Stage.CANCELLED else stage.value
    came = [(each.made_at, Stage.SCHEDULED.value, words.body or words.title)]
    came += [(update.at, _stage_word(update.stage), update.words or words.title) for update in each.updates]
    ended = next((u.at for u in each.updates if u.stage in (Stage.COMPLETED, Stage.CANCELLED)), None)
    return {
        "id": each.id,
        "name": each.named(words.language),  # Statuspage's shape has no place for parts
        "status": status,
        "created_at": instant(each.made_at),
        "updated_at": instant(each.changed_at),
        "monitoring_at": None,
        "resolved_at": instant(ended or each.until_at) if status == Stage.COMPLETED.value else None,
        "impact": "maintenance",
        "shortlink": f"{masthead.url}/s/{each.services[0]}",
        "started_at": instant(each.from_at),
        "page_id": _page_id(board),
        "incident_updates": [
            {
                "id": f"{each.id}-{number}",
                "status": said,
                "body": body,
                "incident_id": each.id,
                "created_at": instant(at),
                "updated_at": instant(at),
                "display_at": instant(at),
                "affected_components": None,
                "deliver_notifications": True,
                "custom_tweet": None,
                "tweet_id": None,
            }
            for number, (at, said, body) in reversed(list(enumerate(came, 1)))
        ],
        "components": [rows[slug] for slug in each.services if slug in rows],
        "reminder_intervals": None,
        "scheduled_for": instant(each.from_at),
        "scheduled_until": instant(each.until_at),
    }


def _stage_word(stage: Stage) -> str:
    return Stage.COMPLETED.value if stage is Stage.CANCELLED else stage.value


def _phase(story: Story, event: Event) -> str | None:
    """What the statement of this event says of the work on it."""
    return next((each.phase for each in story.said if each.id == event.statement), None)


def _incident_status(story: Story) -> str:
    """What the operator said last goes before what the crowd shows, as long as it is on: but the crowd says when it is over."""
    last = story.said[0].phase if story.said else ""
    return last if story.is_on and last not in ("", "resolved") else INCIDENT[story.incident.state]


def _updates(story: Story, rows: Mapping[str, Document], masthead: Masthead) -> list[Document]:
    """What happened, newest first."""
    made: list[Document] = []
    stands, before = "investigating", OPERATIONAL
    while_on = COMPONENT[min(max(story.incident.severity, 1), 5)]
    for number, event in enumerate(story.events, 1):
        stands = _phase(story, event) or UPDATE[event.kind] or stands
        after = OPERATIONAL if stands in _DONE else DEGRADED if stands == "monitoring" else while_on
        if event.kind is EventKind.SUSPECTED:
            after = OPERATIONAL
        at = instant(event.at)
        made.append(
            {
                "id": f"{story.incident.id}-{number}",
                "status": stands,
                "body": said(story, number - 1, masthead.titles),
                "incident_id": story.incident.id,
                "created_at": at,
                "updated_at": at,
                "display_at": at,
                "affected_components": [
                    {
                        "code": slug,
                        "name": rows[slug]["name"] if slug in rows else story.service.name,
                        "old_status": before,
                        "new_status": after,
                    }
                    for slug in hit_by(story.incident)
                    if slug in rows or slug == story.service.slug
                ],
                "deliver_notifications": True,
                "custom_tweet": None,
                "tweet_id": None,
            }
        )
        before = after
    return made[::-1]
