"""A static copy of the public pages: which paths it holds, under which file names, and what of a page has to change.

What a plain file host cannot answer (a report, the search, one's receipt, the interface for programs) leads to the
instance. A page of the copy says what it is; its script looks for a newer copy instead of listening to a stream.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from groundswell.core.status import v2
from groundswell.web.language import Language, speaking, split
from groundswell.web.security import source_of
from groundswell.web.wording import number

ROBOTS: Final = "/robots.txt"
SITEMAP: Final = "/sitemap.xml"
NOT_FOUND: Final = "/404.html"
"""What plain hosts show for a path that they do not have."""
AGE: Final = "/copied.json"
"""When the copy was last complete; a page's script reads it."""

_LINK: Final = re.compile(r'\b(href|src|action|data-(?!root\b)[a-z-]+)="(/(?:[^/"][^"]*)?)"')
_ELSEWHERE: Final = re.compile(
    r"(?:/[a-z]{2})?(?:/(search|here|compare|outages|oembed|ask|yours|subscribe|subscription/.*|confirm/.*|workarounds(?:/.*)?|[rq]/.*|wish/.*"
    r"|calendars/.*|api/(?!v2/).*|desk(/.*)?|problems/.*|metrics.*)"
    r"|/s/[^/]+/(report|badge\.\w+|card\.png|widget))"
)
"""What only the instance can answer, or what it makes anew each minute for few."""
_FURTHER: Final = re.compile(r"/([a-z]{2})(?:/.*)?")
"""A page in a language that has a path of its own."""
_PART: Final = re.compile(r"""["'`]\./([\w-]+\.[\w-]+\.js)["'`]""")
"""Another script that a script asks for when it is needed, beside itself."""
_LOCATION: Final = re.compile(rb"<loc>([^<]+)</loc>")
_SUFFIX: Final = re.compile(r"\.[a-z0-9]{1,8}$")
_INLINE: Final = re.compile(r"<(style|script)>(.*?)</\1>", re.DOTALL)
"""What stands in a page to be run or drawn; only its head has such, for all else in it is escaped."""
_HEAD: Final = '<meta charset="utf-8">'
_BODY: Final = "<header>"
_HOME: Final = re.compile("data-(?:service|from)=")
_FORM: Final = re.compile(' data-report="[^"]*"')


class Mirror:
    """Turns what the instance at `instance` shows into what stands in the copy.

    `prefix` is the path under which the copy will be found ("" at the root of its host), `every` the seconds between
    two copies (0: there is only the one), `languages` those that it has beside English.
    """

    def __init__(
        self, instance: str, prefix: str = "", every: int = 0, languages: Collection[str] = ()
    ) -> None:
        self._instance = instance.rstrip("/")
        self._prefix = prefix.rstrip("/")
        self._every = every
        self._languages = frozenset(languages)
        parts = urlsplit(self._instance)
        self._origin = f"{parts.scheme}://{parts.netloc}"

    def seeds(self, sitemap: bytes) -> Iterator[str]:
        """Where to begin: the pages that `sitemap` lists, and what no page links to."""
        yield from ("/", ROBOTS, SITEMAP)
        yield from (f"/api/v2/{name}.json" for name in v2.DOCUMENTS)
        yield from (f"/feeds/all.{form}" for form in ("atom", "rss", "json", "ics"))
        for place in instance_of(sitemap)[1]:
            yield place
            yield from self.beside(place)

    def beside(self, path: str) -> Iterator[str]:
        """What belongs to a page though no link leads there: its live part, its alert."""
        parts = path.split("/")
        if len(parts) >= 3 and parts[-2] == "s":
            yield f"{path}/live"
        elif len(parts) == 3 and parts[1] == "incidents" and parts[2]:
            yield f"/cap/{parts[2]}.xml"

    def holds(self, path: str) -> bool:
        """Whether this copy holds what stands under `path`."""
        further = _FURTHER.fullmatch(path)
        return is_copied(path) and (further is None or further[1] in self._languages)

    def links(self, html: str) -> Iterator[str]:
        """Paths that `html` leads to and that belong into the copy."""
        for found in _LINK.finditer(html):
            path = re.split("[?#]", found[2], maxsplit=1)[0]
            if self.holds(path):
                yield path
                yield from self.beside(path)

    def parts(self, path: str, script: str) -> Iterator[str]:
        """Paths of the scripts that the script at `path` asks for by itself."""
        folder = path.rpartition("/")[0]
        yield from (f"{folder}/{found[1]}" for found in _PART.finditer(script))

    def page(self, path: str, html: str) -> str:
        """The page of `path` as the copy has it."""
        policy = self._policy(html)
        html = _LINK.sub(self._led, html)
        html = _FORM.sub("", html, count=1)
        copy = f'data-copy="{self._every}" data-base="{escape(self._prefix)}"'
        html = _HOME.sub(lambda found: f"{copy} {found[0]}", html, count=1)
        html = html.replace(_HEAD, f"{_HEAD}\n{policy}", 1)
        return html.replace(_BODY, f"{self._notice(path)}\n{_BODY}", 1)

    def _led(self, found: re.Match[str]) -> str:
        path = re.split("[?#]", found[2], maxsplit=1)[0]
        return f'{found[1]}="{self._prefix if self.holds(path) else self._instance}{found[2]}"'

    def _policy(self, html: str) -> str:
        """The instance sends this as a header; a plain host sends none. Forms may go to the instance, nowhere else."""
        inline = _INLINE.findall(html)
        styles = " ".join(source_of(text) for kind, text in inline if kind == "style") or "'none'"
        scripts = " ".join(["'self'", *(source_of(text) for kind, text in inline if kind == "script")])
        return (
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            f"script-src {scripts}; style-src {styles}; "
            "img-src 'self' data:; font-src 'self'; connect-src 'self'; "
            f"form-action {escape(self._origin)}; base-uri 'none'\">"
        )

    def _notice(self, path: str) -> str:
        words = speaking(split(path)[0])
        _, (copied, count) = words.gettext, _copied(self._every, words)
        there = f"{self._instance}{'' if path == NOT_FOUND else path}"
        site = Markup('<a href="{}">{}</a>').format(there, urlsplit(self._instance).netloc)
        late = _("This copy has not been renewed for a while: what it says may be old.")
        return Markup('<p class="notice">{} {}<span data-late hidden> {}</span></p>').format(
            escape(copied).format(site=site, count=number(count, words.code)),
            _("Reports and searches go there."),
            late,
        )


def is_copied(path: str) -> bool:
    """Whether a copy can hold what stands under `path`."""
    return _ELSEWHERE.fullmatch(path) is None and ".." not in path and "//" not in path and "\\" not in path


def file_of(path: str, media_type: str) -> str:
    """The file of `path` below the folder of the copy: a page is the index of a folder of its own.

    >>> file_of("/s/instagram", "text/html; charset=utf-8")
    's/instagram/index.html'
    >>> file_of("/feeds/all.atom", "application/atom+xml")
    'feeds/all.atom'
    """
    place = path.strip("/")
    if media_type.startswith("text/html") and not _SUFFIX.search(place):
        return f"{place}/index.html" if place else "index.html"
    return place


def instance_of(sitemap: bytes) -> tuple[str, list[str]]:
    """The public address of the instance whose `sitemap` this is, and the paths that it lists."""
    places = [found.decode() for found in _LOCATION.findall(sitemap)]
    if not places or not places[0].startswith(("http://", "https://")):
        return "", []
    instance = places[0].rstrip("/")
    return instance, [place[len(instance) :] for place in places[1:] if place.startswith(f"{instance}/")]


def _copied(seconds: int, words: Language) -> tuple[str, int]:
    """What a copy is that is renewed after so many seconds (0: never), and how many of what."""
    many, minutes = words.ngettext, seconds // 60
    if not seconds:
        return words.gettext("A copy of {site}."), 0
    if seconds % 60:
        told = many(
            "A copy of {site}, renewed every second.",
            "A copy of {site}, renewed every {count} seconds.",
            seconds,
        )
        return told, seconds
    return many(
        "A copy of {site}, renewed every minute.", "A copy of {site}, renewed every {count} minutes.", minutes
    ), minutes
