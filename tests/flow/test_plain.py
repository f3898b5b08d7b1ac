"""What the JSON reader says, said in our words."""

from datetime import datetime
from typing import Annotated

import msgspec
import pytest
from msgspec import Meta

from groundswell.core.model import Act
from groundswell.flow.plain import fault_of, plain


class Said(msgspec.Struct, forbid_unknown_fields=True):
    service: Annotated[str, Meta(min_length=1, max_length=5)]
    works: bool = False
    count: Annotated[int, Meta(ge=0, le=9)] = 0
    at: Annotated[datetime, Meta(tz=True)] | None = None
    act: Act = Act.CONFIRM


CHOICES = {"act": ("confirm", "dismiss")}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('{"service":5}', ("service", "must be text, not a number")),
        ('{"service":null}', ("service", "must be text, not null")),
        ('{"service":""}', ("service", "must not be empty")),
        ('{"service":"sixsix"}', ("service", "must be at most 5 letters")),
        ("{}", ("service", "is missing")),
        ('{"service":"a","colour":1}', ("colour", "is not a field of this request")),
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
        ('{"service":"a","act":"explode"}', ("act", '"explode" is none of confirm, dismiss')),
        ("[]", ("body", "must be an object, not a list")),
        ("", ("body", "is empty, or ends in the midst of the JSON")),
        ("{", ("body", "is empty, or ends in the midst of the JSON")),
        ("{oops", ("body", "is no JSON: object keys must be strings, after byte 1")),
    ],
)
def test_a_fault_names_the_field_and_what_would_be_right(body: str, told: tuple[str, str]) -> None:
    with pytest.raises(msgspec.DecodeError) as caught:
        msgspec.json.decode(body, type=Said)
    assert fault_of(caught.value, CHOICES) == told


def test_what_is_not_json_at_all_is_said_too() -> None:
    assert fault_of(UnicodeDecodeError("utf-8", b"", 0, 1, "")) == ("body", "is not UTF-8")
    assert fault_of(RecursionError()) == ("body", "is nested too deeply")


def test_words_that_are_not_known_come_as_they_are() -> None:
    assert plain("Expected a `unicorn`", "horn") == ("horn", "Expected a unicorn")
    assert plain("Invalid enum value 'x'", "horn") == ("horn", '"x" is not among what it takes')
