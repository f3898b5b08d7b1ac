"""Several services of one operator: what is out is told together, what is calm to who asks after it, and who we are to who takes us for theirs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from groundswell.core.answer import Asked, Knowledge, Known, KnownKind, Subject, Triage, triage
from groundswell.core.answer.text import plain
from groundswell.core.model import State
from groundswell.core.phrases import LANGUAGES
from tests.answers.evening import AT, vocabulary


def out(service: str, *members: str) -> Known:
    told = dict.fromkeys(LANGUAGES, f"<{service} is out>")
    return Known(
        f"out-{service}",
        KnownKind.LIVE,
        service,
        told,
        f"/i/{service}",
        AT,
        symptoms=("app", "log-in"),
        since=AT,
        state=State.OPEN,
        members=members,
    )


def calm(service: str) -> Known:
    told = dict.fromkeys(LANGUAGES, f"<nothing of {service}>")
    return Known(f"calm-{service}", KnownKind.CALM, service, told, f"/s/{service}", AT)


TWO = (out("instagram"), out("facebook"), calm("whatsapp"))
ONE = (out("facebook", "facebook", "instagram"), calm("whatsapp"))
WHATSAPP = (out("whatsapp"), calm("instagram"), calm("facebook"))


def put(words: str, known: tuple[Known, ...], page: str = "instagram", language: str = "en") -> Triage:
    return triage(Asked("q", words, AT, language, page), Knowledge.of(known, vocabulary()))


def sources(found: Triage) -> list[str]:
    return [] if found.answer is None else [source.id for source in found.answer.sources]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "are facebook and insta both down?"),
        ("en", "fb and ig kicked me out at once, was i hacked"),
        ("es", "se cayeron instagram y facebook?"),
        ("pt", "o face e o insta caíram?"),
        ("fr", "facebook et insta sont en panne ?"),
        ("de", "sind facebook und instagram down?"),
        ("id", "ig sama fb down ya?"),
        ("hi", "insta aur fb dono down hai kya"),
        ("ja", "インスタとフェイスブック両方落ちてますか"),
    ],
)
def test_who_names_two_services_that_are_out_is_told_of_both(language: str, words: str) -> None:
    assert sources(put(words, TWO, language=language)) == ["out-instagram", "out-facebook"]
    assert sources(put(words, ONE, language=language)) == ["out-facebook"]


def test_who_asks_of_all_of_an_operator_is_told_of_each_that_is_out_and_each_that_is_calm() -> None:
    found = put("is it only instagram or are all the meta apps down?", TWO)
    assert sources(found) == ["out-instagram", "out-facebook", "calm-whatsapp"]
    four = (out("instagram"), *map(calm, ("facebook", "messenger", "threads", "whatsapp")))
    assert len(sources(put("are all the other meta apps down too?", four))) == 5
    strange = (out("instagram"), out("netflix"))
    assert sources(put("is it only instagram or are all the apps down?", strange)) == ["out-instagram"]


@pytest.mark.parametrize(
    "words",
    [
        "is instagram down as well? it won't log me in",
        "is instagram broken too, my feed does not load",
        "facebook is down too for me",
        "instagram is down too for me?",
        "is instagram down too? mine is stuck",
        "is instagram down too? my stories are gone",
        "is facebook also down? it crashes when i open it",
        "ist instagram auch down? meins hängt",
        "ist facebook auch gestört? bei mir geht es nicht",
        "instagram est aussi en panne ? le mien rame",
        "instagram aussi en panne? ça marche pas chez moi",
        "insta caiu também? o meu travou",
        "insta bhi down hai? mera atak gaya",
        "انستقرام كمان طايح؟ عندي معلق",
        "ist instagram auch down? bei mir lädt nichts",
        "インスタも落ちてますか？開けません",
    ],
)
def test_nothing_unusual_is_not_told_to_who_has_trouble_with_it(words: str) -> None:
    assert not any(each.startswith("calm") for each in sources(put(words, WHATSAPP, "whatsapp", "")))


def test_who_only_asks_after_a_calm_one_is_told_that_it_is_by_its_everyday_names_too() -> None:
    assert sources(put("is facebook down too?", WHATSAPP, "whatsapp")) == ["calm-facebook"]
    instagram = (out("instagram"), calm("facebook"), calm("whatsapp"))
    for language, words, said in (
        ("pt", "o zap e o face também caíram?", ["whatsapp", "facebook"]),
        ("es", "también el feis?", ["facebook"]),
        ("ar", "الواتس كمان معطل؟", ["whatsapp"]),
        ("ar", "الفيس كمان واقف؟", ["facebook"]),
    ):
        found = [each for each in sources(put(words, instagram, language=language)) if "calm" in each]
        assert found == [f"calm-{each}" for each in said], words


@pytest.mark.parametrize("words", ["face id does not work", "the face filter is gone", "my face is red"])
def test_a_word_that_is_a_name_among_sisters_only_is_none_elsewhere(words: str) -> None:
    assert vocabulary().aside(plain(words), ("instagram", "facebook")) == []
    assert vocabulary().aside(plain("o face caiu?"), ("instagram", "facebook")) == ["facebook"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "are you guys instagram?"),
        ("en", "is this the official instagram support"),
        ("es", "¿ustedes son de meta?"),
        ("pt", "vocês são do insta?"),
        ("fr", "vous êtes instagram ?"),
        ("de", "seid ihr von instagram?"),
        ("hi", "aap instagram wale ho kya"),
        ("ar", "انتوا دعم انستقرام؟"),
        ("ja", "ここはインスタの公式ですか"),
        ("id", "ini support resmi instagram?"),
    ],
)
def test_who_takes_us_for_the_operator_is_told_at_once_that_we_are_not(language: str, words: str) -> None:
    found = put(words, TWO, language=language)
    assert found.answer is not None
    assert (found.subject, sources(found)) == (Subject.OTHER, ["out-instagram"])
    text, _ = found.answer.text("en")
    assert text.startswith("This is not Instagram and not its support")
    assert "<instagram is out>" in text
    assert set(found.answer.texts) == set(LANGUAGES)
    assert put(words, (), language=language).answer is None, "nothing is known of which to tell"


@pytest.mark.parametrize(
    "words",
    [
        "is this instagram or my phone?",
        "are you seeing instagram down too",
        "che no anda ig? ya probé",
        "es la pagina oficial de instagram la que no carga?",
        "seid ihr bei instagram auch rausgeflogen?",
        "vous etes chez instagram en panne aussi?",
        "you are instagram right? is it down in spain",
        "is it instagram chat or everything",
        "kamu di ig bisa buka ga",
        "インスタの公式アカウントですか?落ちてる",
    ],
)
def test_who_asks_of_the_outage_is_not_told_who_we_are(words: str) -> None:
    found = put(words, TWO, language="")
    assert found.answer is None or "not its support" not in found.answer.text("en")[0]


def test_an_outage_that_is_over_is_told_beside_none() -> None:
    over = replace(out("facebook"), until=AT)
    assert "out-facebook" not in sources(put("are facebook and insta both down?", (out("instagram"), over)))
