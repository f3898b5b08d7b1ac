"""On what platform, and by what kind of program, as a User-Agent says: a browser with its version, another by its first word.

A browser opens pages, so visits come with it and a new version of it is soon known. Another program's releases are new on
the day on which they fail: its version says nothing here. No more than that, so that it is what many have.
"""

from __future__ import annotations

import re
from typing import Final

_BROWSERS: Final = (
    ("Edg", "edge"),
    ("EdgA", "edge"),
    ("EdgiOS", "edge"),
    ("OPR", "opera"),
    ("OPX", "opera"),
    ("Vivaldi", "vivaldi"),
    ("YaBrowser", "yandex"),
    ("UCBrowser", "uc"),
    ("MiuiBrowser", "miui"),
    ("SamsungBrowser", "samsung"),
    ("DuckDuckGo", "duckduckgo"),
    ("FxiOS", "firefox"),
    ("Firefox", "firefox"),
    ("CriOS", "chrome"),
    ("HeadlessChrome", "headless chrome"),
    ("Chrome", "chrome"),
    ("Version", "safari"),
    ("MSIE", "ie"),
    ("Trident", "ie"),
)
"""The words with which browsers name themselves, those first that also use others' words."""
_WITHIN: Final = (("FBA", "facebook"), ("Instagram", "instagram"), ("Line/", "line"), ("; wv)", "webview"))
"""Browsers within apps, which come and go with the app's releases."""
_VERSIONS: Final = re.compile(r"([A-Za-z]+)[/ ](\d{1,3})(?!\d)")
_PROGRAM: Final = re.compile(r"[A-Za-z][A-Za-z-]{1,19}")


_PLATFORMS: Final = (
    ("iPhone", "ios"),
    ("Android", "android"),
    ("Xbox", "console"),  # before Windows, which it also says
    ("Windows", "windows"),
    ("Macintosh", "macos"),
    ("iPad", "ios"),
    ("iPod", "ios"),
    ("PlayStation", "console"),
    ("Nintendo", "console"),
    ("CrOS", "other"),
    ("Tizen", "tv"),  # televisions, before the Linux that they also say
    ("Web0S", "tv"),
    ("SMART-TV", "tv"),
    ("Linux", "linux"),
    ("X11", "linux"),
    ("Mozilla/", "web"),
)
"""What a User-Agent says about the platform, in the words of intake: the first that fits, the frequent early."""

HINTED_PLATFORMS: Final = {
    b'"Android"': "android",
    b'"iOS"': "ios",
    b'"Windows"': "windows",
    b'"macOS"': "macos",
    b'"Linux"': "linux",
    b'"Chrome OS"': "other",
    b'"Chromium OS"': "other",
}
"""What Sec-CH-UA-Platform says."""


def platform_of(agent: str) -> str:
    """The platform that a User-Agent names; "" where it names none."""
    for sign, platform in _PLATFORMS:
        if sign in agent:
            return platform
    return ""


def software_of(agent: str, platform: str) -> str:
    """The kind of software that the User-Agent `agent` (one line) tells of, on `platform` ("" where not known); "" for none.

    >>> software_of("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36", "android")
    'chrome 142 / android'
    >>> software_of("python-requests/2.32.3", ""), software_of("Instagram 284.0.0.25 Android (33/13; samsung)", "android")
    ('python-requests', 'instagram / android')
    """
    named = _named(agent)
    return f"{named} / {platform}" if named and platform else named


def _named(agent: str) -> str:
    for sign, name in _WITHIN:
        if sign in agent:
            return name
    if not agent.startswith("Mozilla/"):
        program = _PROGRAM.match(agent)
        return program[0].lower() if program else ""
    versions = dict(_VERSIONS.findall(agent))
    for word, name in _BROWSERS:
        if word in versions:
            return f"{name} {versions[word]}"
    return "mozilla"
