"""Every statement, and how promises were kept."""

from __future__ import annotations

from typing import Final

from litestar import Response, get

from groundswell.core.access import Right
from groundswell.core.statement import stands
from groundswell.core.statement.promise import lapsed_at, record
from groundswell.web.api.context import AnyRequest, PartsHere, actor_of, needs
from groundswell.web.desk.form import drawn, open_to, titles_of
from groundswell.web.desk.papers import left_words

_SHOWN_MAX: Final = 100


@get("/desk/statements", include_in_schema=False, guards=[needs(Right.LOOK, page=True)])
async def get_statements(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Statements, newest first; promises, kept and missed."""
    now = parts.clock.now()
    filed_all = await parts.desk.statements(limit=_SHOWN_MAX)
    promises = await parts.desk.promises()
    named = {each.statement.incident for each in filed_all} | {each.incident for each in promises}
    theirs = await open_to(parts, actor_of(request), named)
    promises = [each for each in promises if each.incident in theirs]
    found = [await parts.incidents.get(name) for name in {e.incident for e in promises if e.kept_at is None}]
    lapsed = {one.id: at for one in found if one is not None and (at := lapsed_at(one)) is not None}
    kept = record(promises, now, lapsed)
    rows = [each for each in filed_all if each.statement.incident in theirs]
    promises = promises[:_SHOWN_MAX]
    shown = {each.incident for each in promises} | {each.statement.incident for each in rows}
    page = {
        "title": "Statements",
        "record": kept,
        "titles": await titles_of(parts, shown),
        "late_max": f"{int(kept.late_max.total_seconds() // 60)} min",
        "promises": [
            {
                "incident": each.incident,
                "made_at": each.made_at,
                "due_at": each.due_at,
                "kept_at": each.kept_at,
                "state": (stood := stands(each, now, lapsed.get(each.incident))).state.value.replace(
                    "_", " "
                ),
                "left": left_words(stood.left)
                if each.kept_at is None and each.incident not in lapsed
                else "",
            }
            for each in promises
        ],
        "rows": [
            {
                "id": filed.statement.id,
                "incident": filed.statement.incident,
                "title": filed.statement.texts[0].title or "(no title)",
                "phase": filed.statement.phase.value,
                "state": filed.step.value,
                "by": filed.statement.by,
                "approved_by": filed.statement.approved_by,
                "at": filed.statement.published_at or filed.statement.made_at,
            }
            for filed in rows
        ],
    }
    return drawn(request, parts, "desk_statements", page)
