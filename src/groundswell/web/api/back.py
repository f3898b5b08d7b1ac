"""Where a form has led: the answer to it stands under an address of its own, and whoever keeps that, or comes back to it, is led to
the page that the form was on."""

from __future__ import annotations

from urllib.parse import quote

from litestar import Response, get
from litestar.params import FromPath

_AFTER_FORMS = [
    *(f"/q/{{handle:str}}/{act}" for act in ("helped", "queue", "wish", "again", "delete")),
    *(f"/r/{{handle:str}}/{act}" for act in ("wish", "again", "delete")),
    "/wish/{handle:str}/again",
    "/subscription/{handle:str}/delete",
]


@get(_AFTER_FORMS, include_in_schema=False)
async def get_after_form(handle: FromPath[str]) -> Response[bytes]:
    """To the page of that handle, in the same language: the address is told from here."""
    headers = {"location": f"../{quote(handle, safe='')}", "cache-control": "no-store"}
    return Response(b"", status_code=303, headers=headers)
