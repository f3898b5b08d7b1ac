"""What the JSON reader says, said in our words."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
import pytest
from msgspec import Meta

from groundswell.core.model import Act
from groundswell.flow.plain import UnknownError, converted, fault_of, plain, reader


class Said(msgspec.Struct, forbid_unknown_fields=True):
    service: Annotated[str, Meta(min_length=1, max_length=5)]
    works: bool = False
    count: Annotated[int, Meta(ge=0, le=9)] = 0
    at: Annotated[datetime, Meta(tz=True)] | None = None
    act: Act = Act.CONFIRM
    ways: list[Literal["email", "push"]] | None = None


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('{"service":5}', ("service", "must be text, not a number")),
        ('{"service":null}', ("service", "must be text, not null")),
        ('{"service":""}', ("service", "must not be empty")),
        ('{"service":"sixsix"}', ("service", "must be at most 5 letters")),
        ("{}", ("service", "is missing")),
        (
            '{"service":"a","colour":1}',
            ("colour", "is not a field of this request; there are service, works, count, at, act, ways"),
        ),
        ('{"service":"a","works":"yes"}', ("works", "must be true or false, not text")),
        ('{"service":"a","count":-1}', ("count", "must be at least 0")),
        ('{"service":"a","count":10}', ("count", "must be at most 9")),
        ('{"service":"a","count":"x"}', ("count", "must be a whole number, not text")),
        ('{"service":"a","at":[]}', ("at", "must be a time such as 2023-05-21T22:09:00Z, not a list")),
        (
            '{"service":"a","at":"now"}',
            ("at", "must be a time with its offset, such as 2023-05-21T22:09:00Z"),
        ),
        (
            '{"service":"a","at":"2023-05-21T22:09:00"}',
            ("at", "must be a time with its offset, such as 2023-05-21T22:09:00Z"),
        ),
        ('{"service":"a","act":"explode"}', ("act", '"explode" is none of ' + ", ".join(Act))),
        ('{"service":"a","ways":["mail"]}', ("ways[0]", '"mail" is none of email, push')),
        ("[]", ("body", "must be an object, not a list")),
        ("", ("body", "is empty, or ends in the midst of the JSON")),
        ("{", ("body", "is empty, or ends in the midst of the JSON")),
        ("{oops", ("body", "is no JSON: object keys must be strings, after byte 1")),
    ],
)
def test_a_fault_names_the_field_and_what_would_be_right(body: str, told: tuple[str, str]) -> None:
    with pytest.raises(msgspec.DecodeError) as caught:
        reader(Said)(body)
    assert fault_of(caught.value) == told


class Piece(msgspec.Struct, forbid_unknown_fields=True):
    language: str
    text: str = ""


class Letter(msgspec.Struct, forbid_unknown_fields=True):
    texts: Annotated[list[Piece], Meta(max_length=3)] = []
    by_name: dict[str, Piece] = {}
    first: Piece | None = None
    observed_at: str = ""
    website: str = ""


NO_FIELD = "is not a field of this request; "
LETTER = "texts, by_name, first, observed_at"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('{"textes":[]}', ("textes", f"did you mean texts? There are {LETTER}")),
        ('{"observedAt":""}', ("observedAt", f"did you mean observed_at? There are {LETTER}")),
        ('{"zebra":1}', ("zebra", f"there are {LETTER}")),
        ('{"web-site":1}', ("web-site", f"there are {LETTER}")),
        (
            '{"texts":[{"language":"en"},{"language":"es","txet":""}]}',
            ("texts[1].txet", "did you mean text? There are language, text"),
        ),
        ('{"by_name":{"a":{"zebra":1}}}', ("by_name[...].zebra", "there are language, text")),
        ('{"first":{"zebra":1}}', ("first.zebra", "there are language, text")),
    ],
)
def test_a_field_that_nobody_reads_is_told_with_those_that_there_are(
    body: str, told: tuple[str, str]
) -> None:
    with pytest.raises(UnknownError) as caught:
        reader(Letter)(body)
    assert fault_of(caught.value) == (told[0], NO_FIELD + told[1])
    with pytest.raises(UnknownError):
        converted(msgspec.json.decode(body), Letter)


def test_what_is_missing_in_a_list_is_told_with_its_place() -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        reader(Letter)(b'{"texts":[{"text":"a"}]}')
    assert fault_of(caught.value) == ("texts[0].language", "is missing")


def test_a_name_made_to_mislead_is_a_name() -> None:
    name = "a` - at `$.texts[0]"
    with pytest.raises(msgspec.ValidationError) as caught:
        reader(Letter)(msgspec.json.encode({name: 1}))
    assert LETTER not in fault_of(caught.value)[1] or fault_of(caught.value)[0] == name


def test_what_is_not_json_at_all_is_said_too() -> None:
    assert fault_of(UnicodeDecodeError("utf-8", b"", 0, 1, "")) == ("body", "is not UTF-8")
    assert fault_of(RecursionError()) == ("body", "is nested too deeply")


def test_words_that_are_not_known_come_as_they_are() -> None:
    assert plain("Expected a `unicorn`", "horn") == ("horn", "Expected a unicorn")
    assert plain("Invalid enum value 'x'", "horn") == ("horn", '"x" is not among what it takes')
    assert plain("Invalid enum value 'x'", "horn", ("a", "b")) == ("horn", '"x" is none of a, b')
