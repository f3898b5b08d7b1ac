"""The site in memory: what the public reads is a lookup, and is made anew from the stores after a start."""

from __future__ import annotations

from collections.abc import Sequence

from groundswell.ports import Page


class SiteMemory:
    """ports.Site in one process. A page is replaced whole, so a reader in another thread never sees half of one."""

    def __init__(self) -> None:
        self._pages: dict[str, Page] = {}

    def get(self, path: str) -> Page | None:
        """See ports.Site."""
        return self._pages.get(path)

    def put(self, path: str, page: Page) -> None:
        """See ports.Site."""
        self._pages[path] = page

    def remove(self, path: str) -> None:
        """See ports.Site. A path that is not published is none already."""
        self._pages.pop(path, None)

    def paths(self) -> Sequence[str]:
        """See ports.Site."""
        return sorted(self._pages)

    def __len__(self) -> int:
        """See ports.Site."""
        return len(self._pages)
