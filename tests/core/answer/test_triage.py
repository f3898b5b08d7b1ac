"""One question against what is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.core.answer import (
    Asked,
    Knowledge,
    Known,
    KnownKind,
    Subject,
    Triage,
    Vocabulary,
    WhyNot,
    triage,
)
from groundswell.core.answer.text import plain
from groundswell.core.model import Certainty, State
from groundswell.core.phrases import LANGUAGES
from groundswell.core.workarounds import Tally, cautious
from tests.town import NOON, town

HEADLINE = {language: f"<{language}: Pictures is out>" for language in LANGUAGES}
OUTAGE = Known(
    "outage-1",
    KnownKind.LIVE,
    "pictures",
    HEADLINE,
    "/i/outage-1",
    NOON,
    symptoms=("log-in", "feed"),
    since=NOON - timedelta(hours=1),
    state=State.OPEN,
    certainty=Certainty.LIKELY,
)
STATEMENT = Known(
    "said-1",
    KnownKind.NOTICE,
    "pictures",
    {"en": "We know and are working on it."},
    "/i/outage-1#said-1",
    NOON - timedelta(minutes=20),
    incident="outage-1",
    operator="Grand",
)
WAY = Known(
    "way-1",
    KnownKind.WORKAROUND,
    "pictures",
    {"en": "The website works.", "es": "La web funciona."},
    "/s/pictures#helped",
    NOON,
    incident="outage-1",
    helped=8,
    tried=9,
    reliability=cautious(Tally(8, 9, 9)),
)
CALM = Known(
    "calm-1", KnownKind.CALM, "letters", {"en": "Nothing unusual about Letters."}, "/s/letters", NOON
)
VOCABULARY = Vocabulary.of(town())


def known(*all_of_it: Known) -> Knowledge:
    return Knowledge.of(all_of_it, VOCABULARY)


def put(
    words: str, to: Knowledge, *, service: str = "pictures", language: str = "", at: datetime = NOON
) -> Triage:
    return triage(Asked("q", words, at, language, service), to)


@pytest.mark.parametrize(
    ("words", "language", "subject"),
    [
        ("Is my account hacked? I'm logged out", "en", Subject.HACKED),
        ("Pictures is down again, just me?", "en", Subject.WHERE),
        ("when will it be back", "en", Subject.WHEN),
        ("me sacó de la cuenta, ¿me hackearon?", "es", Subject.HACKED),
        ("quando volta?", "pt", Subject.WHEN),
        ("je suis déconnecté et mon mot de passe est refusé", "fr", Subject.DOWN),
        ("warum geht das nicht", "de", Subject.WHY),
        ("अपने आप लॉगआउट हो गया, हैक हुआ क्या?", "hi", Subject.HACKED),
        ("kab tak theek hoga bhai", "hi", Subject.WHEN),
        ("طلعني من حسابي وما يقبل كلمة السر", "ar", Subject.DOWN),
        ("勝手にログアウトされた。いつ直る？", "ja", Subject.WHEN),
        ("kenapa ga bisa login ya", "id", Subject.WHY),
    ],
)
def test_what_the_outage_explains_is_answered_at_once_in_the_language_of_the_asker(
    words: str, language: str, subject: Subject
) -> None:
    found = put(words, known(OUTAGE), language=language)
    assert found.answer is not None
    assert found.why_not is None
    assert (found.language, found.subject) == (language, subject)
    assert found.answer.text(language)[0].startswith(HEADLINE[language])
    assert [source.id for source in found.answer.sources] == ["outage-1"]


def test_somebody_in_danger_is_told_nothing_by_itself_also_where_the_desk_has_answered_the_same_words() -> (
    None
):
    words = "is Pictures down, he says he posts my pictures at midnight"
    before = Known("old", KnownKind.ANSWERED, "pictures", {"en": "Yes."}, "/a/old", NOON, asked=(words,))
    found = put(words, known(OUTAGE, before))
    assert found.answer is None
    assert found.why_not is WhyNot.DANGER


@pytest.mark.parametrize(
    ("words", "why_not"),
    [
        ("my account was banned, I appealed on Friday", WhyNot.PERSONAL),
        ("how do I change my user name", WhyNot.UNRELATED),
        ("cancel my subscription", WhyNot.UNRELATED),
        ("someone changed my email and now I can't log in", WhyNot.PERSONAL),
        ("I forgot my password and the code goes to my old number", WhyNot.PERSONAL),
        ("can't log in for three weeks now", WhyNot.PERSONAL),
        ("it does not load since Tuesday", WhyNot.OTHER_TROUBLE),
        ("I was charged twice for the blue tick", WhyNot.PERSONAL),
        ("letters won't send for me", WhyNot.OTHER_SERVICE),
        ("Buy real followers cheap, guaranteed, www.a.example", WhyNot.SPAM),
        ("hello", WhyNot.UNCLEAR),
        ("¡¡!!", WhyNot.EMPTY),
        ("mi cuenta fue suspendida por infringir las normas", WhyNot.PERSONAL),
        ("wie lösche ich mein Konto endgültig", WhyNot.UNRELATED),
        ("ユーザーネームの変え方", WhyNot.UNRELATED),
    ],
)
def test_what_the_outage_does_not_explain_is_left_to_a_person_amid_the_outage(
    words: str, why_not: WhyNot
) -> None:
    found = put(words, known(OUTAGE, STATEMENT))
    assert found.answer is None
    assert found.why_not is why_not


def test_on_a_calm_day_nobody_is_answered_with_an_outage() -> None:
    for words in ("is Pictures down?", "logged out, hacked?", "when is it back", "nothing loads"):
        found = put(words, known(CALM))
        assert found.answer is None
        assert found.why_not in (WhyNot.NOTHING_KNOWN, WhyNot.UNCLEAR)


def test_an_outage_of_another_service_answers_nobody_who_asks_on_this_page() -> None:
    found = put("logged out and nothing loads", known(replace(OUTAGE, service="films")))
    assert found.answer is None


def test_an_answer_tells_what_the_operator_said_what_helped_and_when_the_next_word_comes() -> None:
    promised = replace(OUTAGE, next_at=NOON + timedelta(minutes=20))
    found = put("nothing loads, what can I do?", known(promised, STATEMENT, WAY))
    assert found.answer is not None
    english, spanish = found.answer.texts["en"], found.answer.texts["es"]
    assert "Grand says (11:40 UTC): “We know and are working on it.”" in english
    assert "8 of 9 say so): The website works." in english
    assert "Grand has promised to speak again: by 12:20 UTC." in english
    assert "La web funciona." in spanish
    assert [source.kind for source in found.answer.sources] == ["live", "notice", "workaround"]


def test_a_statement_about_another_outage_is_not_quoted() -> None:
    found = put("nothing loads", known(OUTAGE, replace(STATEMENT, incident="outage-0")))
    assert found.answer is not None
    assert [source.id for source in found.answer.sources] == ["outage-1"]


def test_a_workaround_for_what_does_not_fail_here_is_not_told() -> None:
    found = put("my feed does not load, what can I do", known(OUTAGE, replace(WAY, symptoms=("calls",))))
    assert found.answer is not None
    assert all(source.kind is not KnownKind.WORKAROUND for source in found.answer.sources)


def test_one_friendly_vote_lifts_no_workaround_above_what_helped_twenty_of_thirty() -> None:
    friendly = replace(WAY, id="friendly", helped=1, tried=1, reliability=cautious(Tally(1, 1, 1)))
    proved = replace(WAY, id="proved", helped=20, tried=30, reliability=cautious(Tally(20, 30, 30)))
    ranked = known(OUTAGE, friendly, proved, replace(WAY, id="also")).ways["pictures"]
    assert [way.id for way in ranked] == ["also", "proved", "friendly"]


def test_what_helped_on_one_device_says_so_and_is_not_told_to_who_names_another() -> None:
    way = replace(WAY, platforms=("android", "ios"))
    for words, is_told in (
        ("nothing loads, what can I do?", True),
        ("nothing loads on my samsung, what can I do?", True),
        ("nothing loads on my laptop, what can I do?", False),
    ):
        answer = put(words, known(OUTAGE, way)).answer
        assert answer is not None
        assert (way.id in [source.id for source in answer.sources]) is is_told
        assert ("What helped others on Android and on iPhone and iPad (" in answer.texts["en"]) is is_told
        assert "No way around it is known" not in answer.texts["en"], "one is, for others"
        if is_told:
            assert "ほかの方に役立った方法（Android）、（iPhone・iPad）（" in answer.texts["ja"]
            assert "Was anderen geholfen hat auf Android" in answer.texts["de"]


def test_who_asks_whether_a_calm_service_is_hit_too_is_told_so_and_who_has_trouble_with_it_is_not() -> None:
    asked = put("is letters down as well?", known(OUTAGE, CALM))
    assert asked.answer is not None
    assert asked.answer.texts == CALM.texts
    both = put("is Letters affected too or only Pictures?", known(OUTAGE, CALM))
    assert both.answer is not None
    assert "Nothing unusual about Letters." in both.answer.texts["en"]
    assert put("letters logged me out and won't load", known(OUTAGE, CALM)).answer is None


def test_a_question_that_names_no_service_and_is_asked_on_no_page_needs_more_than_that_it_does_not_work() -> (
    None
):
    assert put("it stopped working", known(OUTAGE), service="").answer is None
    assert put("it stopped working", known(OUTAGE)).answer is not None


def test_a_misspelt_name_of_what_is_out_is_known() -> None:
    found = put("Picturs will not open", known(OUTAGE), service="")
    assert (found.service, found.answer is not None) == ("pictures", True)


@pytest.mark.parametrize("slipped", ["insragam", "instragam", "isntagram", "intsa gran"])
def test_two_letters_may_slip_in_a_long_name_of_what_is_out(slipped: str) -> None:
    vocabulary = Vocabulary({("instagram",): "instagram"}, {}, {}, {"instagram": "Instagram"})
    assert vocabulary.named_in(plain(f"{slipped} is it down"), ("instagram",)) == ("instagram",)
    assert vocabulary.named_in(plain(f"{slipped} is it down")) == ()


@pytest.mark.parametrize("other", ["integral", "histogram", "instant gramm", "insta"])
def test_a_word_that_is_further_from_a_long_name_is_not_that_name(other: str) -> None:
    vocabulary = Vocabulary({("instagram",): "instagram"}, {}, {}, {"instagram": "Instagram"})
    assert vocabulary.named_in(plain(f"{other} is it down"), ("instagram",)) == ()


def test_what_fails_in_another_part_than_the_reports_say_is_left_to_a_person() -> None:
    ring = replace(OUTAGE, service="ringring", symptoms=("signal",))
    found = put("calls have an echo", known(ring), service="ringring")
    assert found.answer is None


def test_an_outage_that_is_over_is_told_as_over() -> None:
    over = replace(OUTAGE, state=State.RESOLVED, until=NOON - timedelta(minutes=10))
    found = put("is it fixed yet?", known(over))
    assert found.answer is not None
    assert "It was over at this time: 11:50 UTC." in found.answer.texts["en"]
    assert "many others" not in found.answer.texts["en"]


def test_a_suspicion_is_told_as_one() -> None:
    found = put("is it down", known(replace(OUTAGE, state=State.SUSPECTED)))
    assert found.answer is not None
    assert "it is too early to say more" in found.answer.texts["en"]


def test_planned_work_that_is_on_answers_and_that_which_is_not_does_not() -> None:
    work = replace(
        STATEMENT,
        since=NOON - timedelta(hours=1),
        until=NOON + timedelta(hours=1),
        texts={"en": "Planned work."},
    )
    during = put("why does nothing load", known(work))
    assert during.answer is not None
    assert during.answer.texts["en"].startswith("Planned work.")
    assert put("why does nothing load", known(work), at=NOON + timedelta(hours=2)).answer is None


BEFORE = Known(
    "answer-1",
    KnownKind.ANSWERED,
    "pictures",
    {"en": "Drafts are kept on your device and come back."},
    "/a/1",
    NOON,
    asked=("Are my unfinished drafts lost?", "what happens to the drafts I was writing"),
)


def test_what_the_desk_has_answered_is_answered_with_that_the_next_time() -> None:
    found = put("are my unfinished drafts lost", known(OUTAGE, BEFORE))
    assert found.answer is not None
    assert found.answer.text("fr") == ("Drafts are kept on your device and come back.", "en")
    assert [source.kind for source in found.answer.sources] == [KnownKind.ANSWERED]


def test_what_an_outage_explains_is_told_of_it_and_not_as_the_desk_once_answered_the_like() -> None:
    once = replace(
        BEFORE, texts={"en": "Yes, in one town."}, asked=("is everything down on pictures for everybody?",)
    )
    for before in (once, replace(once, incident="another")):
        found = put("is everything down on pictures for everybody?", known(OUTAGE, before))
        assert found.answer is not None
        assert [source.kind for source in found.answer.sources] == [KnownKind.LIVE]
    ours = replace(once, incident=OUTAGE.id)
    found = put("is everything down on pictures for everybody?", known(OUTAGE, ours))
    assert found.answer is not None
    assert found.answer.texts == ours.texts, "it was written for this very outage and these words"
    found = put("is everything down on pictures, or for whom?", known(OUTAGE, ours))
    assert found.answer is not None
    assert [source.kind for source in found.answer.sources] == [KnownKind.LIVE]


def test_an_answer_is_not_told_to_who_asks_of_another_place_and_is_as_sure_as_it_is_like() -> None:
    no = replace(BEFORE, texts={"en": "No."}, asked=("are drafts lost in Brazil?", "is all well?"))
    assert put("are drafts lost in Germany?", known(no)).answer is None
    yes = replace(no, id="answer-2", texts={"en": "Yes."}, asked=("are drafts lost in Germany?",))
    found = put("are drafts lost in Germany?", known(no, yes)).answer
    assert found is not None
    assert found.texts == yes.texts, "the other is of another place, however like"
    assert put("are drafts lost?", known(no)).answer is None


READ_UP = replace(BEFORE, url="", sources=("https://help.example/drafts", "https://help.example/devices"))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(
        ["is it down", "when will it be back", "what can I do", *BEFORE.asked, "is Letters down too"]
    ),
    st.sets(st.sampled_from(range(5))),
)
def test_every_answer_names_all_that_it_is_made_of(words: str, some: set[int]) -> None:
    all_of_it = (OUTAGE, STATEMENT, WAY, CALM, READ_UP)
    answer = put(words, known(*(all_of_it[number] for number in sorted(some)))).answer
    if answer is None:
        return
    made_of = dict.fromkeys(source.id for source in answer.sources)
    used = [each for each in all_of_it if each.id in made_of]
    assert used, "never none"
    assert len(used) == len(made_of)
    for each in used:
        urls = [source.url for source in answer.sources if source.id == each.id]
        assert urls == [each.url, *each.sources], "and where it can be read up"
        assert any(text.splitlines()[0] in answer.texts["en"] for text in each.texts.values())
    for each in (all_of_it[number] for number in some if all_of_it[number].id not in made_of):
        assert each.texts["en"] not in answer.texts["en"], "what is said has its source"


def test_two_answers_that_fit_as_well_are_left_to_a_person() -> None:
    twin = replace(BEFORE, id="answer-2", texts={"en": "They are lost."})
    found = put("are my unfinished drafts lost", known(BEFORE, twin))
    assert found.answer is None
    assert found.why_not is WhyNot.DIVIDED


def test_an_answer_to_another_case_in_the_same_words_is_not_given() -> None:
    found = put("Are my unfinished drafts lost? My account was banned", known(BEFORE))
    assert found.answer is None


def test_the_desk_sees_what_is_near() -> None:
    found = put("lost drafts, what about it", known(BEFORE))
    assert [candidate.id for candidate in found.candidates] == ["answer-1"]
    assert 0 < found.candidates[0].likeness < 1


QUESTIONS = (
    "logged out, hacked?",
    "is letters down?",
    "drafts lost",
    "banned on friday",
    "いつ直る",
    "x" * 10_000,
    "",
)


@given(
    st.permutations([OUTAGE, STATEMENT, WAY, CALM, BEFORE, replace(BEFORE, id="answer-2", asked=("why",))])
)
@settings(max_examples=20, deadline=None)
def test_the_order_of_what_is_known_does_not_matter(order: list[Known]) -> None:
    first = known(OUTAGE, STATEMENT, WAY, CALM, BEFORE, replace(BEFORE, id="answer-2", asked=("why",)))
    for words in QUESTIONS:
        assert put(words, known(*order)) == put(words, first)


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_at_all_is_triaged_and_a_calm_day_never_answers(words: str) -> None:
    assert put(words, known()).answer is None
    found = put(words, known(OUTAGE, STATEMENT, WAY, BEFORE))
    assert (found.answer is None) != (found.why_not is None)


@pytest.mark.parametrize("noise", ["\u200f", "\u202e", "\u200b", "\ufeff", "😱", "\u00ad"])
def test_marks_that_nobody_sees_and_pictures_change_nothing(noise: str) -> None:
    words = "logged out, did somebody hack me?"
    noisy = noise + words.replace(" ", f" {noise}") + noise
    assert put(noisy, known(OUTAGE)).answer == put(words, known(OUTAGE)).answer


def test_ten_thousand_letters_are_read_as_far_as_they_say_something() -> None:
    assert put("nothing loads " + "blah " * 2_000, known(OUTAGE)).answer is not None


def test_an_outage_that_was_declared_and_hardly_anybody_reports_is_not_told_as_what_many_report() -> None:
    for few, sentence in (
        (replace(OUTAGE, is_few=True, is_declared=True), "an outage that is declared"),
        (replace(OUTAGE, is_few=True), "some others report"),
        (OUTAGE, "many others report"),
    ):
        found = put("Pictures is down again, just me?", known(few))
        assert found.answer is not None
        assert sentence in found.answer.texts["en"]
        assert set(found.answer.texts) == set(LANGUAGES)
