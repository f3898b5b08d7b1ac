"""What is remarked on a statement, sentence by sentence."""

import time
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.core.statement import Context, Phase, RemarkKind, Text, Weight, check
from groundswell.core.statement.check import reading_ease
from groundswell.core.statement.cues import LANGUAGES
from groundswell.core.statement.fit import LIMITS
from groundswell.core.statement.lines import LINES
from groundswell.core.statement.sentences import sentences
from tests.town import NOON

GOOD = (
    "Pictures does not load for some people in Spain since 11:30 UTC. We are looking for the cause. "
    "You need not do anything. Our next update: by 12:20 UTC. We are sorry."
)
CLOSED = (
    "From 11:30 to 12:10 UTC pictures did not load for some people in Spain. A full disk was the cause. We are sorry. "
    "It not happen again: we will add a warning before disks are full. Our analysis comes by 9 March, 12:00 UTC."
)
PROCESSOR = time.process_time


def kinds(
    body: str, phase: Phase = Phase.INVESTIGATING, language: str = "en", **told: object
) -> set[RemarkKind]:
    context = Context(phase, **told)  # type: ignore[arg-type]
    return {remark.kind for remark in check(Text(language, "", body), context)}


def test_a_statement_with_all_its_parts_gets_no_remark() -> None:
    assert kinds(GOOD, is_first=True) == set()
    assert kinds(CLOSED, Phase.RESOLVED) == set()


@pytest.mark.parametrize(
    ("left_out", "kind"),
    [
        ("Pictures does not load for some people in Spain since 11:30 UTC.", RemarkKind.NO_WHAT),
        ("for some people in Spain ", RemarkKind.NO_SCOPE),
        (" since 11:30 UTC", RemarkKind.NO_SINCE),
        (" We are looking for the cause.", RemarkKind.NO_ACTION),
        (" Our next update: by 12:20 UTC.", RemarkKind.NO_NEXT),
        (": by 12:20 UTC", RemarkKind.NEXT_WITHOUT_CLOCK),
        (" We are sorry.", RemarkKind.NO_APOLOGY),
        (" You need not do anything.", RemarkKind.NO_ADVICE),
    ],
)
def test_what_is_left_out_of_a_statement_is_named(left_out: str, kind: RemarkKind) -> None:
    assert left_out in GOOD
    assert kind in kinds(GOOD.replace(left_out, ""), is_first=True)


@pytest.mark.parametrize(
    ("left_out", "kind"),
    [
        (" to 12:10", RemarkKind.NO_UNTIL),
        (" A full disk was the cause.", RemarkKind.NO_CAUSE),
        (" It not happen again: we will add a warning before disks are full.", RemarkKind.NO_CHANGES),
        (" by 9 March, 12:00 UTC", RemarkKind.NO_ANALYSIS),
        (" We are sorry.", RemarkKind.NO_APOLOGY),
    ],
)
def test_what_is_left_out_of_a_closing_statement_is_named(left_out: str, kind: RemarkKind) -> None:
    assert left_out in CLOSED
    assert kinds(CLOSED.replace(left_out, ""), Phase.RESOLVED) == {kind}


def test_a_time_without_its_zone_is_pointed_at() -> None:
    body = GOOD.replace("12:20 UTC", "12:20")
    (remark,) = (
        found
        for found in check(Text("en", "", body), Context(Phase.INVESTIGATING))
        if found.kind is RemarkKind.NO_ZONE
    )
    assert remark.weight is Weight.MISSING
    assert remark.where is not None
    assert body[remark.where.start : remark.where.end] == "12:20"


@pytest.mark.parametrize(
    "clock",
    [
        "12:20 UTC",
        "12:20 pm PDT",
        "9pm GMT",
        "12:20 US/Pacific",
        "12:20 Europe/Madrid",
        "12:20 +01:00",
        "14h30 CEST",
    ],
)
def test_zones_are_seen_in_all_the_ways_they_are_written(clock: str) -> None:
    assert RemarkKind.NO_ZONE not in kinds(f"Our next update: by {clock}.")


@pytest.mark.parametrize("clock", ["12:20", "12:20 in IT", "12:20, NOT later", "9pm"])
def test_capitals_after_a_time_are_no_zone(clock: str) -> None:
    assert RemarkKind.NO_ZONE in kinds(f"Our next update: by {clock}.")


def test_a_variant_of_a_language_is_read_as_the_language() -> None:
    assert RemarkKind.VAGUE_TIME in kinds("Voltará em breve.", language="pt-BR")


@pytest.mark.parametrize(
    ("language", "sentence", "kind"),
    [
        ("en", "It should be back now.", RemarkKind.HEDGING),
        ("en", "This is due to a bad disk.", RemarkKind.SPECULATION),
        ("en", "A third-party outage hits us.", RemarkKind.BLAME),
        ("en", "We see elevated latency.", RemarkKind.JARGON),
        ("en", "It will be back soon.", RemarkKind.VAGUE_TIME),
        ("es", "Debería funcionar ya.", RemarkKind.HEDGING),
        ("es", "Se debe a un disco: falla debido a él.", RemarkKind.SPECULATION),
        ("es", "Volverá en breve.", RemarkKind.VAGUE_TIME),
        ("pt", "Provavelmente voltou.", RemarkKind.HEDGING),
        ("pt", "Voltará em breve.", RemarkKind.VAGUE_TIME),
        ("fr", "Cela devrait marcher.", RemarkKind.HEDGING),
        ("fr", "Ce sera réparé dès que possible.", RemarkKind.VAGUE_TIME),
        ("fr", "La latence est élevée.", RemarkKind.JARGON),
        ("de", "Es sollte wieder gehen.", RemarkKind.HEDGING),
        ("de", "Unser Anbieter hat eine Störung.", RemarkKind.BLAME),
        ("de", "Wir melden uns in Kürze.", RemarkKind.VAGUE_TIME),
    ],
)
def test_words_that_weaken_a_statement_are_pointed_at(language: str, sentence: str, kind: RemarkKind) -> None:
    assert kind in kinds(sentence, language=language)


def test_a_cause_may_be_named_once_it_is_known() -> None:
    body = "This is due to a bad disk."
    assert RemarkKind.SPECULATION not in kinds(body, is_cause_known=True)
    assert RemarkKind.SPECULATION not in kinds(body, Phase.IDENTIFIED)


def test_a_provider_of_ours_may_be_named_but_not_first() -> None:
    assert RemarkKind.BLAME in kinds("Nimbus is down. Films do not load.", others=("Nimbus",))
    assert RemarkKind.BLAME not in kinds("Films do not load. Nimbus is down.", others=("Nimbus",))


def test_a_place_of_the_catalog_says_where() -> None:
    assert RemarkKind.NO_SCOPE in kinds("Pictures fails around Lisbon.")
    assert RemarkKind.NO_SCOPE not in kinds("Pictures fails around Lisbon.", places=("Lisbon",))


@pytest.mark.parametrize("words", ["We speak again by", "You will hear from us by", "We'll be back by"])
def test_a_promise_may_be_in_plain_words(words: str) -> None:
    assert kinds(GOOD.replace("Our next update: by", words), is_first=True) == set()


@pytest.mark.parametrize(
    ("next_at", "clock", "is_remarked"),
    [
        (NOON.replace(minute=20), "12:20 UTC", False),
        (NOON.replace(minute=20), "12:20 pm UTC", False),
        (NOON.replace(minute=45), "12:20 UTC", True),
        (NOON.replace(minute=45), "14:20 CET", False),
        (None, "12:20 UTC", True),
    ],
)
def test_the_time_that_is_promised_is_the_one_that_the_desk_counts_down_to(
    next_at: datetime | None, clock: str, is_remarked: bool
) -> None:
    said = GOOD.replace("12:20 UTC", clock)
    found = kinds(said, is_first=True, is_counted=True, next_at=next_at)
    assert found == ({RemarkKind.NEXT_DIFFERS} if is_remarked else set())
    assert kinds(said, is_first=True) == set(), "where nobody counts, nothing is known of it"


def test_a_name_inside_another_word_is_nobody_s_fault() -> None:
    assert RemarkKind.BLAME not in kinds("Metadata of films do not load.", others=("Meta",))


def test_sorry_is_said_once_and_not_in_between() -> None:
    twice = GOOD + " We apologise."
    assert RemarkKind.APOLOGY_REPEATED in kinds(twice, is_first=True)
    assert RemarkKind.APOLOGY_REPEATED in kinds(GOOD)


def test_a_text_longer_than_its_channel_is_remarked() -> None:
    assert RemarkKind.TOO_LONG in kinds(GOOD, limit=LIMITS["web_push"])
    assert RemarkKind.TOO_LONG not in kinds(GOOD, limit=LIMITS["mastodon"])


def test_long_words_in_long_sentences_are_hard_to_read() -> None:
    hard = (
        "Investigation of the infrastructure degradation affecting authentication functionality demonstrated considerable "
        "interdependency between orchestration components, necessitating comprehensive reconfiguration of the environment "
        "and subsequent revalidation of operational characteristics."
    )
    assert RemarkKind.HARD_TO_READ in kinds(hard)
    ease = reading_ease(Text("en", "", hard))
    assert ease is not None
    assert ease < 0


@pytest.mark.parametrize("language", ["es", "pt", "fr", "de"])
def test_short_sentences_read_easily_in_every_language_with_a_measure(language: str) -> None:
    told = {
        "es": "La página no se abre. Lo vemos. El sol sale y la gente va al bar. La mesa es de mi casa. El pan es bueno y el té ya está. Yo voy y tú vas con él.",
        "pt": "A página não abre. Nós vemos. O sol sai e o povo vai ao bar. A mesa é da minha casa. O pão é bom e o chá está aqui. Eu vou e tu vais com ele.",
        "fr": "La page ne vient pas. Nous le voyons. Le jour est beau et les gens vont au parc. La table est dans la cour. Le pain est bon et le lait est là. Je vais et tu vas avec lui.",
        "de": "Die Seite geht nicht auf. Wir sehen das. Die Sonne scheint und wir gehen in den Park. Der Tisch steht im Hof. Das Brot ist gut und der Tee ist da. Ich geh und du gehst mit ihm.",
    }[language]
    ease = reading_ease(Text(language, "", told))
    assert ease is not None
    assert ease > 70


def test_of_few_words_nothing_is_said_about_reading() -> None:
    assert reading_ease(Text("en", "", "It does not load.")) is None
    assert reading_ease(Text("ja", "", "ページが開きません。" * 40)) is None


def test_abbreviations_days_and_links_do_not_end_a_sentence() -> None:
    body = "We began at 9 a.m. on Monday. Seit dem 2. März ist das so. See https://a.example/b.html for more."
    told = [body[span.start : span.end] for span in sentences(body)]
    assert told == [
        "We began at 9 a.m. on Monday.",
        "Seit dem 2. März ist das so.",
        "See https://a.example/b.html for more.",
    ]


@given(st.text(max_size=400), st.sampled_from([*LINES, "xx"]), st.sampled_from(Phase), st.booleans())
def test_no_text_is_too_strange_to_be_checked(body: str, language: str, phase: Phase, is_first: bool) -> None:
    context = Context(phase, is_first, limit=LIMITS["bluesky"])
    remarks = check(Text(language, "", body), context)
    for remark in remarks:
        if remark.where is not None:
            assert 0 <= remark.where.start < remark.where.end <= len(body)
    assert remarks == check(Text(language, "", body), context)
    weights = [remark.weight for remark in remarks]
    assert weights == sorted(weights, key=list(Weight).index)


REPEATED = st.sampled_from(
    [
        " ",
        "a",
        "A.",
        "1",
        "1:",
        "12:30 ",
        "://",
        "should ",
        "we ",
        "will continue to ",
        "a.m.",
        "-",
        "\n",
        "\u0301",
        "not ",
        "2 de ",
    ]
)


@settings(max_examples=30, deadline=None)
@given(st.lists(REPEATED, min_size=1, max_size=3), st.sampled_from(sorted(LANGUAGES)))
def test_the_time_of_a_check_grows_no_faster_than_the_text(pieces: list[str], language: str) -> None:
    """Ten times the text may take forty times the processor's time (of a busy machine); a hundred times would be a square."""
    whole = "".join(pieces)

    def seconds(size: int) -> float:
        text = Text(language, "", (whole * (size // len(whole) + 1))[:size])
        best = 10.0
        for _ in range(5):
            begun = PROCESSOR()
            check(text, Context(Phase.INVESTIGATING))
            best = min(best, PROCESSOR() - begun)
        return best

    small, large = seconds(1_000), seconds(10_000)
    assert large < 40 * small + 0.1
