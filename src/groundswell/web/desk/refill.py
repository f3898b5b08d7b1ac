"""A page of ours with one of its forms as somebody had filled it in, and what is wrong with it said where they look: by the label
that they read, not by the name that a field has for us."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from itertools import accumulate
from typing import Final

_KEPT: Final = frozenset({"hidden", "file", "password", "submit", "button"})
"""kinds of inputs whose value is not the reader's, or is not told again"""
_TICKED: Final = frozenset({"checkbox", "radio"})
_HINT: Final = re.compile(r"[,;]| \(")
"""where what a label is called ends and its hint begins"""


@dataclass(slots=True)
class _Part:
    """A start tag: where it stands, how it is written, and its attributes."""

    start: int
    raw: str
    told: Mapping[str, str]
    ends: int = 0
    """where the end tag begins; of a field without one: 0"""
    texts: list[str] = field(default_factory=list)
    """of an option: what it says"""

    def over(self, drop: str, add: str) -> tuple[int, int, str]:
        """The edit that takes the attribute `drop` away and adds what `add` writes."""
        # What stands in quotes is passed over whole: the word may be in a text, too.
        found = rf'("[^"]*")|\s{drop}(?:="[^"]*")?(?=[\s/>])'
        bare = re.sub(found, lambda each: each[1] or "", self.raw) if drop else self.raw
        return self.start, self.start + len(self.raw), f"{bare[:-1]}{add}>"


@dataclass(slots=True)
class _Field(_Part):
    tag: str = "input"
    label: list[str] = field(default_factory=list)
    """the texts of the label around it"""
    legend: list[str] = field(default_factory=list)
    options: list[_Part] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.told.get("name", "")


@dataclass(slots=True)
class _Form(_Part):
    fields: list[_Field] = field(default_factory=list)
    folds: list[_Part] = field(default_factory=list)
    """the folded parts of the page that it stands in"""


class _Page(HTMLParser):
    """Reads where the forms of a page stand, and what their fields are called."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self.labels: dict[str, list[str]] = {}
        self._lines = [0, *accumulate(len(line) + 1 for line in page.split("\n"))]
        self._folds: list[_Part] = []
        self._legend: list[str] = []
        self._label: list[str] = []
        self._heard: list[str] | None = None
        self._form: _Form | None = None
        self._option: _Part | None = None
        self.feed(page)
        self.close()

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See HTMLParser."""
        told = {name: value or "" for name, value in attrs}
        start, raw = self._at(), self.get_starttag_text() or ""
        match tag:
            case "details":
                self._folds.append(_Part(start, raw, told))
            case "form":
                self._form = _Form(start, raw, told, folds=list(self._folds))
                self.forms.append(self._form)
            case "fieldset":
                self._legend = []
            case "legend":
                self._heard = self._legend
            case "label":
                self._heard = self._label = self.labels.setdefault(told.get("for", ""), [])
                if "for" not in told:
                    self._heard = self._label = []
            case "input" | "textarea" | "select" if self._form is not None:
                made = _Field(start, raw, told, tag=tag, label=self._label, legend=self._legend)
                self._form.fields.append(made)
            case "option" if self._form is not None and self._form.fields:
                self._option = _Part(start, raw, told)
                self._form.fields[-1].options.append(self._option)

    def handle_endtag(self, tag: str) -> None:
        """See HTMLParser."""
        match tag:
            case "details" if self._folds:
                self._folds.pop()
            case "form":
                self._form = None
            case "fieldset":
                self._legend = []
            case "legend":
                self._heard = None
            case "label":
                self._heard, self._label = None, []
            case "option" | "select":
                self._option = None
            case "textarea" if self._form is not None and self._form.fields:
                self._form.fields[-1].ends = self._at()

    def handle_data(self, data: str) -> None:
        """See HTMLParser."""
        if self._option is not None:
            self._option.texts.append(data)
        elif self._heard is not None:
            self._heard.append(data)


def refilled(page: str, action: str, sent: Mapping[str, str], name: str, fault: str) -> str | None:
    """`page` with its form to `action` filled in with what was `sent`, and what is wrong with the field of this `name` ("": with none);
    None where it holds no such form (any more)."""
    read, hidden = _Page(page), list[tuple[int, int, str]]()
    meant = [each for each in read.forms if _is_meant(each, action, sent)]
    if not meant and not name:
        # Sent in vain, from a page that has been made anew since: what it hides is as new, and the old is what was written on.
        meant = [each for each in read.forms if each.told.get("action") == action]
        if len(meant) > 1:
            return None
        for each in meant[0].fields if meant else ():
            if each.told.get("type") == "hidden" and "," not in sent.get(each.name, ","):
                hidden.append(each.over("value", f' value="{escape(sent[each.name])}"'))
    if not meant:
        return None
    form = max(meant, key=lambda one: _fits(one, sent, name))
    edits = [edit for each in form.fields if (edit := _filled(each, sent, name)) is not None]
    edits += [edit for each in form.fields if each.name in sent for edit in _chosen(each, sent[each.name])]
    edits += [each.over("open", " open") for each in form.folds]
    edits += hidden
    wrong = next((each for each in form.fields if name and each.name == name), None)
    called = _called(wrong, read.labels) if wrong is not None else _plain(name)
    told = f"{called}: {fault}" if name else fault
    words = f'<p class="thanks fault wide" role="alert" id="fault" tabindex="-1" autofocus>{escape(told)}</p>'
    opened = form.start + len(form.raw)
    edits.append((opened, opened, words))
    for start, end, text in sorted(edits, reverse=True):
        page = page[:start] + text + page[end:]
    return page


def _is_meant(form: _Form, action: str, sent: Mapping[str, str]) -> bool:
    """Whether it may be the form that was sent: there may be several to one address, and what they hide tells them apart."""
    hidden = [each for each in form.fields if each.told.get("type") == "hidden" and each.name != "csrf"]
    return form.told.get("action") == action and all(
        each.told.get("value", "").strip() in _values(sent.get(each.name, "")) for each in hidden
    )


def _fits(form: _Form, sent: Mapping[str, str], name: str) -> tuple[int, bool]:
    """How well it fits what was sent: by how many of its fields, then by whether the one of this `name` is among them."""
    names = {each.name for each in form.fields}
    return len(names & sent.keys()), name in names


def _filled(each: _Field, sent: Mapping[str, str], wrong: str) -> tuple[int, int, str] | None:
    """The edit of a field itself."""
    kind, marks = each.told.get("type", "text"), ""
    if each.name == wrong and kind != "hidden":
        marks = ' aria-invalid="true"' + (
            "" if "aria-describedby" in each.told else ' aria-describedby="fault"'
        )
    if each.tag == "textarea" and each.name in sent:
        # A line break right after the tag is not part of what it holds.
        return each.start, each.ends, f"{each.raw[:-1]}{marks}>\n{escape(sent[each.name])}"
    if each.tag == "input" and kind in _TICKED:
        # One box may stand for several: its value names them with commas.
        wanted = {value.strip() for value in each.told.get("value", "on").split(",")}
        is_on = each.name in sent and wanted <= _values(sent[each.name])
        return each.over("checked", f"{marks} checked" if is_on else marks)
    if each.tag == "input" and kind not in _KEPT and each.name in sent:
        return each.over("value", f'{marks} value="{escape(sent[each.name])}"')
    return each.over("", marks) if marks else None


def _chosen(each: _Field, value: str) -> list[tuple[int, int, str]]:
    values = _values(value) if "multiple" in each.told else {value}
    return [
        option.over("selected", " selected" if _value(option) in values else "") for option in each.options
    ]


def _value(option: _Part) -> str:
    return option.told["value"] if "value" in option.told else " ".join("".join(option.texts).split())


def _values(sent: str) -> set[str]:
    """What a field sent: as it is, and where it has several, each."""
    return {sent.strip(), *(each.strip() for each in sent.split(","))}


def _called(each: _Field, labels: Mapping[str, list[str]]) -> str:
    """What its reader calls it: its label without the hints in it, after the part of the form that it stands in."""
    label = "".join(each.label or labels.get(each.told.get("id", ""), ())) or each.told.get("aria-label", "")
    name = _HINT.split(" ".join(label.split()))[0] or _plain(each.name)
    legend = " ".join("".join(each.legend).split())
    return f"{legend}, {name[:1].lower()}{name[1:]}" if legend else name


def _plain(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]
