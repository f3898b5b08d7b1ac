"""What a browser is told not to do with our pages: the headers that go with every answer."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from groundswell.web.answer import Header

NOSNIFF: Header = (b"x-content-type-options", b"nosniff")
NO_STORE: Header = (b"cache-control", b"no-store")
OPEN_TO_ALL: Header = (b"access-control-allow-origin", b"*")


def source_of(text: str) -> str:
    """How a policy names a style or a script that stands in a page: by the hash of all of it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def page_headers(frame_ancestors: Sequence[str], style: str = "", script: str = "") -> list[Header]:
    """The headers of a document: scripts and pictures from here only, in the page itself `style` and `script` to
    the letter and nothing else, no embedding.

    `frame_ancestors` are the origins that may show a page in a frame; none by default.
    """
    ancestors = " ".join(frame_ancestors) or "'none'"
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {source_of(script)}" if script else "script-src 'self'",
            f"style-src {source_of(style)}" if style else "style-src 'none'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            f"frame-ancestors {ancestors}",
        )
    )
    return [
        (b"content-security-policy", policy.encode("latin-1")),
        NOSNIFF,
        (b"referrer-policy", b"strict-origin-when-cross-origin"),
        (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
        (b"cross-origin-opener-policy", b"same-origin"),
    ]


def is_document(named: str) -> bool:
    """Whether a browser runs what has this media type."""
    return named.startswith(("text/html", "image/svg", "application/xhtml"))
