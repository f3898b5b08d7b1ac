"""An outage as a CAP 1.2 message: by the rules of its schema, and as a reader of others reads it."""

import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import capparser  # type: ignore[import-untyped]
import pytest

from groundswell.core.headline import in_words
from groundswell.core.model import Certainty, EventKind, State
from groundswell.core.status import Story, cap
from tests.core.status.boards import BEGUN, MASTHEAD, TOWN, WHOLE, over, story
from tests.town import incident

ALERT = (
    *("identifier", "sender", "sent", "status", "msgType", "source", "scope", "restriction", "addresses"),
    *("code", "note", "references", "incidents", "info"),
)
INFO = (
    *("language", "category", "event", "responseType", "urgency", "severity", "certainty", "audience"),
    *("eventCode", "effective", "onset", "expires", "senderName", "headline", "description", "instruction"),
    *("web", "contact", "parameter", "resource", "area"),
)
WORDS = {
    "status": {"Actual", "Exercise", "System", "Test", "Draft"},
    "msgType": {"Alert", "Update", "Cancel", "Ack", "Error"},
    "scope": {"Public", "Restricted", "Private"},
    "category": {"Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra"}
    | {"CBRNE", "Other"},
    "responseType": {"Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear"}
    | {"None"},
    "urgency": {"Immediate", "Expected", "Future", "Past", "Unknown"},
    "severity": {"Extreme", "Severe", "Moderate", "Minor", "Unknown"},
    "certainty": {"Observed", "Likely", "Possible", "Unlikely", "Unknown"},
}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
MANY = {"category", "responseType", "eventCode", "parameter", "info", "code", "area", "geocode"}


def written(told: Story, **masthead: Any) -> ET.Element:
    """The message, found to keep the rules of the schema."""
    text = cap.alert(told, replace(MASTHEAD, **masthead), {"en": TOWN})
    assert capparser.parse(stringXML=text.decode()) is not None
    root = ET.fromstring(text)
    check(root, ALERT, ("identifier", "sender", "sent", "status", "msgType", "scope"))
    assert not re.search(r"[\s,<&]", root.findtext(f"{{{cap.NAMESPACE}}}identifier") or "")
    for info in root.findall(f"{{{cap.NAMESPACE}}}info"):
        check(info, INFO, ("category", "event", "urgency", "severity", "certainty"))
        for area in info.findall(f"{{{cap.NAMESPACE}}}area"):
            check(area, ("areaDesc", "polygon", "circle", "geocode"), ("areaDesc",))
    return root


def check(element: ET.Element, order: tuple[str, ...], needed: tuple[str, ...]) -> None:
    names = [child.tag.removeprefix(f"{{{cap.NAMESPACE}}}") for child in element]
    assert sorted(names, key=order.index) == names, "the schema has an order"
    assert set(needed) <= set(names)
    assert all(names.count(name) == 1 or name in MANY for name in names)
    for name, child in zip(names, element, strict=True):
        text = child.text or ""
        assert text.strip() or len(child), f"{name} is empty"
        assert text in WORDS.get(name, {text})
        if name in ("sent", "effective", "onset", "expires"):
            assert TIME.fullmatch(text), "never Z"


def said(root: ET.Element, name: str) -> str | None:
    return root.findtext(f".//{{{cap.NAMESPACE}}}{name}")


def test_the_first_message_is_an_alert_and_a_later_one_updates_it() -> None:
    first = written(story(BEGUN))
    assert (said(first, "msgType"), said(first, "references")) == ("Alert", None)
    later = written(story((*BEGUN, EventKind.GREW, EventKind.EASED)))
    assert said(later, "msgType") == "Update"
    references = (said(later, "references") or "").split()
    sent = f"{said(first, 'sender')},{said(first, 'identifier')},{said(first, 'sent')}"
    assert references[0] == sent, "what was sent is named as it was sent"
    assert len(references) == 2
    assert said(later, "identifier") != said(first, "identifier")
    assert said(later, "incidents") == said(first, "incidents") == incident().id


@pytest.mark.parametrize(
    ("state", "kind", "message", "urgency", "response"),
    [
        (State.EASING, EventKind.EASED, "Update", "Immediate", "Monitor"),
        (State.RESOLVED, EventKind.RESOLVED, "Update", "Past", "AllClear"),
        (State.DISMISSED, EventKind.DISMISSED, "Cancel", "Past", "AllClear"),
        (State.MERGED, EventKind.MERGED, "Cancel", "Past", "None"),
    ],
)
def test_each_end_has_its_words(
    state: State, kind: EventKind, message: str, urgency: str, response: str
) -> None:
    root = written(story((*BEGUN, kind), incident(state)))
    found = tuple(said(root, name) for name in ("msgType", "urgency", "responseType"))
    assert found == (message, urgency, response)


@pytest.mark.parametrize("certainty", Certainty)
@pytest.mark.parametrize("severity", range(1, 6))
def test_how_bad_and_how_sure_are_words_of_the_standard(severity: int, certainty: Certainty) -> None:
    root = written(story(about=incident(severity=severity, certainty=certainty)))
    assert said(root, "certainty") == certainty.value.title()
    assert said(root, "severity") != "Extreme"


def test_the_places_are_named_and_coded() -> None:
    root = written(story())
    assert said(root, "areaDesc") == "Spain, Portugal"
    codes = [each.findtext(f"{{{cap.NAMESPACE}}}value") for each in root.iter(f"{{{cap.NAMESPACE}}}geocode")]
    assert codes == ["ES", "PT"]
    assert said(written(story(about=incident())), "areaDesc") == "Not known"


def test_what_an_operator_has_declared_it_says_itself() -> None:
    theirs = story((EventKind.DECLARED,), incident(voice="letters"))
    assert said(written(theirs), "senderName") == "Grand"
    silent = replace(theirs, events=(replace(theirs.events[0], note="", by="ana"),))
    assert said(written(silent), "description") == said(written(silent), "headline"), "and never as the site"
    assert said(written(story((EventKind.DECLARED,))), "senderName") == "Town watch"
    grew = story((EventKind.DECLARED, EventKind.GREW), incident(voice="letters"))
    assert said(written(grew), "senderName") == "Town watch", "what came then the site has counted"


def test_an_exercise_says_so() -> None:
    assert said(written(story()), "status") == "Actual"
    drill = written(story(), exercise=True)
    assert said(drill, "status") == "Exercise"
    assert "none of it is happening" in (said(drill, "note") or "")


def test_a_reader_of_others_reads_the_same() -> None:
    told = capparser.parse(stringXML=cap.alert(story(WHOLE, over()), MASTHEAD, {"en": TOWN}).decode())
    assert told.getSender() == "town.example"
    assert told.getStatus() == "Actual"
    (info,) = told.getInfos()
    assert info.getHeadline() == "Pictures: outage, over"
    assert info.getWeb() == "https://town.example/incidents/pictures-2026-03-02"


def test_each_language_has_a_block_that_says_the_same_with_the_same_figures() -> None:
    told = story()
    about = incident(ratio=41.0)
    told = replace(told, events=tuple(in_words(event, about, catalog=TOWN) for event in told.events))
    infos = ET.fromstring(cap.alert(told, MASTHEAD, {"en": TOWN, "de": TOWN, "ja": TOWN})).findall(
        f"{{{cap.NAMESPACE}}}info"
    )
    assert [said_in(info, "language") for info in infos] == ["en", "de", "ja"]
    assert said_in(infos[1], "headline") == "Pictures: Störung"
    assert said_in(infos[1], "event") == "Störung eines Dienstes"
    assert all("41" in (said_in(info, "description") or "") for info in infos)
    assert len({said_in(info, "urgency") for info in infos}) == 1


def said_in(info: ET.Element, name: str) -> str | None:
    return info.findtext(f"{{{cap.NAMESPACE}}}{name}")
