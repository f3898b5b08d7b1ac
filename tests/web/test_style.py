"""The colours of the style sheet against WCAG 2.2: 4.5 to 1 for words, 3 to 1 for controls and drawings."""

import re
from pathlib import Path

import pytest

import groundswell.web

STYLE = (Path(groundswell.web.__file__).parent / "static" / "site.css").read_text()
BLOCKS = re.findall(r":root(?:\S*) \{([^}]*--paper[^}]*?)\}", STYLE)
SCHEMES = {
    scheme: dict(re.findall(r"--([\w-]+): (#\w+);", block))
    for scheme, block in zip(("light", "dark"), BLOCKS[:2], strict=True)
}


def test_dark_by_choice_looks_like_dark_by_system() -> None:
    assert dict(re.findall(r"--([\w-]+): (#\w+);", BLOCKS[2])) == SCHEMES["dark"] != SCHEMES["light"]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    red, green, blue = (
        channel / 12.92
        if (channel := int(digits[at : at + 2], 16) / 255) <= 0.04045
        else ((channel + 0.055) / 1.055) ** 2.4
        for at in (0, 2, 4)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", ["paper", "raised"])
@pytest.mark.parametrize("words", ["ink", "soft", "accent", "trouble", "watch", "calm"])
def test_words_stand_out_from_what_is_behind_them(scheme: str, ground: str, words: str) -> None:
    assert contrast(SCHEMES[scheme][words], SCHEMES[scheme][ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_button_s_words_controls_and_bars_stand_out(scheme: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(colours["on-accent"], colours["accent"]) >= 4.5
    for drawn in ("control", "bar", "trouble"):
        assert contrast(colours[drawn], colours["paper"]) >= 3
    assert contrast(colours["bar"], colours["usual"]) >= 3
    assert contrast(colours["expected"], colours["paper"]) >= 3


def test_no_side_is_called_left_or_right() -> None:
    """Arabic is read from the right: a style says start and end."""
    rules = re.sub(r"/\*.*?\*/", "", STYLE, flags=re.DOTALL)
    assert re.findall(r"[\w-]*(?<![\w])(?:left|right)\b[^;]*;", rules) == []
    four = r"(?:padding|margin|inset):\s*([^\s;]+)\s+([^\s;]+)\s+([^\s;]+)\s+([^\s;}]+)\s*[;}]"
    assert [sides for sides in re.findall(four, rules) if sides[1] != sides[3]] == []
