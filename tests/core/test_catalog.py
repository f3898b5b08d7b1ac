"""Looking things up by the names that people type."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.catalog import Catalog, named_in, plain
from groundswell.core.model import Service
from tests.town import town


def rebuilt(*services: Service) -> Catalog:
    """The town with other services."""
    there = town()
    return Catalog.of(
        services=services,
        operators=list(there.operators.values()),
        symptoms=list(there.symptoms.values()),
        categories=there.categories,
    )


PICTURES = town().services["pictures"]
LETTERS = town().services["letters"]


@pytest.mark.parametrize("typed", ["pictures", "Pictures", "PICS", " pi cs ", "píctures", "pics!"])
def test_a_service_is_found_by_slug_name_and_alias_however_they_are_typed(typed: str) -> None:
    found = town().find(typed)
    assert found is not None
    assert found.slug == "pictures"


def test_a_name_that_nobody_has_finds_nothing() -> None:
    assert town().find("picturess") is None
    assert town().find("") is None


def test_letters_of_every_script_are_part_of_a_name() -> None:
    catalog = rebuilt(replace(PICTURES, aliases=("微信", "одноклассники")))
    assert catalog.find("微信") == catalog.find("Одноклассники") == catalog.services["pictures"]


def test_a_search_puts_the_exact_name_first_then_beginnings_then_the_rest() -> None:
    catalog = rebuilt(
        replace(PICTURES, slug="my-mail", name="My mail", aliases=()),
        replace(PICTURES, slug="mailbox", name="Mailbox", aliases=()),
        replace(PICTURES, slug="mail", name="Mail", aliases=()),
    )
    assert [service.slug for service in catalog.search("mail")] == ["mail", "mailbox", "my-mail"]


def test_a_word_of_a_service_s_own_name_is_meant_before_a_piece_of_another_s() -> None:
    catalog = rebuilt(
        replace(PICTURES, slug="console", name="Console", aliases=("eshop",)),
        replace(PICTURES, slug="acme", name="Acme Shop", aliases=()),
    )
    assert [service.slug for service in catalog.search("shop")] == ["acme", "console"]


def test_a_search_finds_a_service_once_even_if_two_of_its_names_fit() -> None:
    assert [service.slug for service in town().search("pic")] == ["pictures"]


def test_a_search_for_nothing_finds_nothing() -> None:
    assert town().search("") == town().search(" -!") == []


def test_a_search_stops_at_its_limit() -> None:
    assert len(town().search("s", limit=2)) == 2


def test_a_misspelt_name_is_near_to_what_was_meant_and_nonsense_to_nothing() -> None:
    pictures = replace(PICTURES, slug="instagram", name="Instagram", aliases=("insta",))
    catalog = rebuilt(pictures, LETTERS)
    for typed in ("instagrm", "Instagarm", "nstagram", "insta gramm"):
        assert [service.slug for service in catalog.near(typed)] == ["instagram"], typed
    assert catalog.near("zzzzzz") == catalog.near("") == catalog.near(" -!") == []


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "insta not working",
            "is instagram down?",
            "why isn’t my Instagram app loading",
            "insta outage today",
        ),
        *("instagram caído", "¿se ha caído instagram?", "no me funciona insta", "instagram caiu?"),
        *("o instagram não está funcionando hoje", "insta ne marche pas", "panne d'instagram aujourd'hui"),
        *(
            "instagram geht nicht",
            "ist insta gestört?",
            "Instagram Störung",
            "insta läuft nicht",
            "इंस्टाग्राम नहीं चल रहा है",
        ),
        *(
            "insta nahi chal raha",
            "هل انستقرام معطل؟",
            "انستقرام لا يعمل",
            "インスタ使えない",
            "インスタ 落ちてる？",
        ),
        *("インスタが開かない", "instagram error hari ini", "kenapa instagram tidak bisa dibuka"),
    ],
)
def test_who_types_what_is_wrong_with_a_service_finds_it(typed: str) -> None:
    names = ("insta", "इंस्टाग्राम", "انستقرام", "インスタ")
    catalog = rebuilt(replace(PICTURES, slug="instagram", name="Instagram", aliases=names), LETTERS)
    assert [service.slug for service in catalog.search(typed)] == ["instagram"]
    assert named_in(typed) in set(map(plain, ("Instagram", *names))), "no word but the name is left over"


def test_of_what_is_typed_the_longest_names_are_found_then_a_part_of_one_then_what_looks_like_one() -> None:
    names = (
        *("instagram", "app-store", "store-down", "letters", "airtel", "airtel-nigeria"),
        *("now", "at&t", "Uber Eats", "Snapchat PC", "pCloud"),
    )
    catalog = rebuilt(
        *(replace(PICTURES, slug=plain(name), name=name, aliases=()) for name in names),
        replace(PICTURES, slug="gcash", name="GCash", aliases=()),
        replace(PICTURES, slug="cashapp", name="Cash App", aliases=()),
    )
    for typed, found in {
        "store down": ["storedown"],
        "is the app store down": ["appstore", "storedown"],
        "instagram and letters down?": ["instagram", "letters"],
        "instag not working": ["instagram"],
        "is airtel down": ["airtel"],
        "cash app not working": ["cashapp"],
        "at&t's down": ["att"],
        "now down": ["now"],
        "is it down now?": [],
        "is t down": [],
        "my pc not working": [],
        "eats down": ["ubereats"],
        "gram down": [],
        "not working": [],
    }.items():
        assert [service.slug for service in catalog.search(typed)] == found, typed
    for typed, slug in {
        "instagrm not working": "instagram",
        "airtel igeria": "airtelnigeria",
        "is airtel igeria down": "airtelnigeria",
        "app stre": "appstore",
    }.items():
        assert catalog.search(typed) == [], typed
        assert catalog.near(typed)[0].slug == slug, typed


def test_siblings_are_the_other_services_of_the_operator() -> None:
    assert [service.slug for service in town().siblings("pictures")] == ["letters"]
    assert town().siblings("films") == []


def test_a_code_without_a_name_is_its_own_name() -> None:
    assert (town().area_name("ES"), town().area_name("QQ")) == ("Spain", "QQ")
    assert (town().symptom_name("log-in"), town().symptom_name("fog")) == ("Log-In", "fog")


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (replace(PICTURES, operator="nobody"), "nobody"),
        (replace(PICTURES, category="weather"), "weather"),
        (replace(PICTURES, symptoms=("app", "fog")), "fog"),
        (replace(PICTURES, depends_on=("sun",)), "sun"),
    ],
)
def test_a_service_that_refers_to_what_is_not_there_is_refused_by_name(wrong: Service, word: str) -> None:
    with pytest.raises(ValueError, match=f'pictures.*"{word}"'):
        rebuilt(wrong)


def test_an_alias_of_two_services_is_refused() -> None:
    with pytest.raises(ValueError, match='"PICS" names both pictures and letters'):
        rebuilt(PICTURES, replace(LETTERS, aliases=("PICS",)))


@given(st.text(st.characters(max_codepoint=0x24F)))
def test_a_plain_name_stays_what_it_is_when_made_plain_again(text: str) -> None:
    assert plain(plain(text)) == plain(text)
