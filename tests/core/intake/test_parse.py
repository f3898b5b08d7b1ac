"""One submission becomes one clean Report, or says what is wrong with it."""

import contextlib
import re
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.intake import COMMENT_LETTERS_MAX, parse
from groundswell.core.model import Drop, Dropped, Report, Visitor
from groundswell.errors import InputError
from tests.town import NOON, submission, town

TOWN = town()


def parsed(**told: object) -> Report:
    report = parse(submission(**told), TOWN)  # type: ignore[arg-type]
    assert isinstance(report, Report)
    return report


def test_a_tap_without_details_is_a_report_of_trouble_now() -> None:
    report = parsed()
    assert (report.service, report.symptom, report.works, report.observed_at) == ("pictures", "", False, NOON)


def test_a_service_is_found_by_its_alias() -> None:
    assert parsed(service="Pics").service == "pictures"


def test_works_for_me_may_come_as_a_symptom() -> None:
    report = parsed(symptom="works-for-me")
    assert report.works
    assert report.symptom == ""


def test_what_works_shows_no_symptom() -> None:
    with pytest.raises(InputError, match="works"):
        parsed(symptom="app", works=True)


def test_an_unknown_service_is_a_drop_that_names_its_neighbours() -> None:
    dropped = parse(submission(service="pictur"), TOWN)
    assert isinstance(dropped, Dropped)
    assert dropped.reason is Drop.UNKNOWN_SERVICE
    assert "pictures" in dropped.detail


def test_an_unknown_symptom_is_a_drop_that_lists_the_right_ones() -> None:
    dropped = parse(submission(symptom="calls"), TOWN)
    assert isinstance(dropped, Dropped)
    assert dropped.reason is Drop.UNKNOWN_SYMPTOM
    assert "feed" in dropped.detail


def test_the_reporters_word_on_the_place_goes_before_the_connections() -> None:
    visitor = Visitor(reporter=7, country="ES", region="ES-MD")
    assert (parsed(visitor=visitor).country, parsed(visitor=visitor).region) == ("ES", "ES-MD")
    assert (parsed(visitor=visitor, country="pt").country, parsed(visitor=visitor, country="pt").region) == (
        "PT",
        "",
    )
    assert parsed(visitor=visitor, region="PT-11").country == "PT"


def test_a_network_counts_that_the_catalog_or_the_connection_knows() -> None:
    visitor = Visitor(reporter=7, network="as64500")
    said = {"AS3352": "as3352", "as64500": "as64500", "as9999999999": ""}
    assert {text: parsed(visitor=visitor, network=text).network for text in said} == said
    assert parsed(visitor=visitor).network == "as64500"


@pytest.mark.parametrize(
    ("said", "told"),
    [("PT-1", "did you mean PT-11 (Lisbon)?"), ("pt-12", "did you mean PT-11"), ("XX-1", 'such as "ES-MD"')],
)
def test_a_region_that_is_not_there_is_told_what_looks_like_it(said: str, told: str) -> None:
    with pytest.raises(InputError, match=re.escape(told)):
        parsed(region=said)


def test_a_region_of_another_country_is_refused() -> None:
    with pytest.raises(InputError, match="lies in PT"):
        parsed(country="ES", region="PT-11")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("country", "Spain"),
        ("country", "ES-MD"),
        ("region", "ES"),
        ("network", "my wifi"),
        ("platform", "toaster"),
        ("app_version", "1.0; drop table"),
        ("comment", "x" * (COMMENT_LETTERS_MAX + 1)),
    ],
)
def test_a_field_that_cannot_be_read_is_named(field: str, value: str) -> None:
    with pytest.raises(InputError) as caught:
        parsed(**{field: value})
    assert caught.value.field == field


def test_a_comment_loses_its_control_characters_and_keeps_its_words() -> None:
    assert parsed(comment="  no\x00 feed\u202e\nat all ").comment == "no  feed \nat all"


def test_times_are_brought_to_utc_and_naive_ones_refused() -> None:
    madrid = datetime(2026, 3, 2, 12, 55, tzinfo=timezone(timedelta(hours=1)))
    assert parsed(observed_at=madrid).observed_at == madrid
    assert parsed(observed_at=madrid).observed_at.utcoffset() == timedelta(0)
    with pytest.raises(InputError, match="observed_at"):
        parsed(observed_at=datetime(2026, 3, 2, 12, 0))  # noqa: DTZ001 - the fault under test


@given(
    st.fixed_dictionaries(
        {
            name: st.none() | st.text(max_size=40)
            for name in ("symptom", "country", "region", "network", "platform", "app_version", "comment")
        }
    ),
    st.text(max_size=60),
)
def test_nothing_that_people_type_breaks_the_parser(told: dict[str, str | None], service: str) -> None:
    with contextlib.suppress(InputError):
        assert isinstance(parse(submission(service=service, **told), TOWN), Report | Dropped)  # type: ignore[arg-type]
