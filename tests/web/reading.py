"""A page as whoever asks for it reads it."""

import re
from html.parser import HTMLParser

from groundswell.ports import Page
from groundswell.web.assets import load_assets

VOID = {"meta", "link", "input", "img", "br", "rect", "path", "circle"}


def bare(text: str) -> str:
    """A page without the style and the script that stand in all of them, to the letter."""
    assets = load_assets()
    return text.replace(f"<style>{assets.style}</style>", "", 1).replace(
        f"<script>{assets.early}</script>", "", 1
    )


def html(page: Page) -> str:
    return bare(page.bodies["identity"].decode())


class Reader(HTMLParser):
    """Reads a page the way a browser does, and minds what a browser forgives."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html(page))
        self.close()
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID and not self.get_starttag_text_ends():
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def get_starttag_text_ends(self) -> bool:
        return (self.get_starttag_text() or "").endswith("/>")

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        return [told for name, told in self.tags if name == tag and attributes.items() <= told.items()]

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))
