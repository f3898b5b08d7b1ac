"""What people say, as a page shows it."""

from __future__ import annotations

from collections.abc import Sequence

from groundswell.core.catalog import Catalog
from groundswell.core.model import Comment


def quotes(comments: Sequence[Comment], catalog: Catalog) -> list[dict[str, object]]:
    """When, where ("" where not known) and in which words; the template escapes them."""
    return [
        {"at": comment.at, "country": catalog.area_name(comment.country), "words": comment.words}
        for comment in comments
    ]
