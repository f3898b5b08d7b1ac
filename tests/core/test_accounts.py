"""Who may act on what, what a password must be, how long whoever guesses has to wait."""

from datetime import timedelta

import pytest

from groundswell.core.access import Right, Role
from groundswell.core.accounts import (
    BY_ACCOUNT,
    BY_ORIGIN,
    EVERYWHERE,
    Account,
    ApiToken,
    Attempts,
    Scope,
    actor_of_account,
    actor_of_token,
    name_fault,
    name_key,
    password_fault,
    role_fault,
)
from tests.town import NOON, town

TOWN = town()


def ada(role: Role = Role.RESPONDER, scope: Scope = EVERYWHERE, *, shut_out: bool = False) -> Account:
    return Account(7, "Ada", role, scope, NOON, NOON if shut_out else None)


def test_an_operator_stands_for_its_services_and_a_name_that_is_gone_for_none() -> None:
    assert Scope().resolved(TOWN) is None
    assert Scope(("bank",), ("grand",)).resolved(TOWN) == frozenset({"bank", "pictures", "letters"})
    assert Scope(("gone",), ("gone too",)).resolved(TOWN) == frozenset(), "never all, where it was some"


def test_an_account_acts_with_its_role_on_its_services() -> None:
    actor = actor_of_account(ada(scope=Scope((), ("grand",))), TOWN, ["pictures", "gone"])
    assert (actor.name, actor.account, actor.speaks_for) == ("Ada", 7, frozenset({"pictures"}))
    assert actor.may(Right.RULE, "letters")
    assert not actor.may(Right.RULE, "bank")
    assert not actor.may(Right.SPEAK, "letters")
    assert not any(actor_of_account(ada(shut_out=True), TOWN).may(right) for right in Right)


def test_a_token_acts_with_its_own_rights_while_it_is_good_and_never_keeps_accounts() -> None:
    ends = NOON + timedelta(days=1)
    token = ApiToken(
        1, "ci", "gsw_", frozenset({Right.FEED, Right.KEEP}), Scope(("bank",)), "Ada", NOON, ends
    )
    actor = actor_of_token(token, TOWN, NOON)
    assert (actor.name, actor.account, actor.rights, actor.services) == (
        "ci",
        0,
        frozenset({Right.FEED}),
        frozenset({"bank"}),
    )
    assert actor_of_token(token, TOWN, ends).rights == frozenset()


@pytest.mark.parametrize(
    ("role", "scope", "says"),
    [
        (Role.ADMINISTRATOR, Scope(), ""),
        (Role.ADMINISTRATOR, Scope(("bank",)), "no bounds"),
        (Role.VIEWER, Scope(("bank",), ("grand",)), ""),
        (Role.VIEWER, Scope(("nothing",)), 'no service "nothing"'),
        (Role.VIEWER, Scope((), ("nobody",)), 'no operator "nobody"'),
    ],
)
def test_a_role_is_given_on_what_there_is_and_to_an_administrator_on_everything(
    role: Role, scope: Scope, says: str
) -> None:
    fault = role_fault(role, scope, TOWN)
    assert says in fault if says else fault == ""


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("correct horse battery", ""),
        ("ööööö wörter ßß", ""),
        ("eleven chars"[:11], "at least 12"),
        ("x" * 201, "at most 200"),
        ("aaaaaaaaaaaa", "different letters"),
        ("abababababab", "different letters"),
        ("Ada Lovelace 1", "name"),
        ("adalovelaceadalovelace", "name"),
        ("ADA lovelace!!", "name"),
        ("ada lovelace wrote it", ""),
    ],
)
def test_a_password_is_long_and_not_one_s_name_and_no_signs_are_asked_for(password: str, says: str) -> None:
    fault = password_fault(password, "Ada Lovelace")
    assert says in fault if says else fault == ""


def test_names_are_the_same_however_they_are_written() -> None:
    assert name_key(" Ada  LOVELACE ") == name_key("ada lovelace")
    assert [bool(name_fault(name)) for name in ("Ada", "", "  ", "x" * 61, "a\nb")] == [
        False,
        True,
        True,
        True,
        True,
    ]


def test_the_wait_doubles_up_to_its_bound_and_is_over_by_itself() -> None:
    def wait(failures: int, seconds: int = 0) -> float:
        return BY_ORIGIN.wait(Attempts(failures, NOON), NOON + timedelta(seconds=seconds)).total_seconds()

    assert [wait(failures) for failures in (0, 9, 10, 11, 12, 19, 20, 10_000)] == [
        0,
        0,
        1,
        2,
        4,
        512,
        900,
        900,
    ]
    assert [wait(12, seconds) for seconds in (3, 4, 5)] == [1, 0, 0]
    assert BY_ORIGIN.wait(None, NOON) == timedelta(0)
    assert BY_ACCOUNT.wait(Attempts(99, NOON), NOON) == timedelta(minutes=1), "nobody is shut out for good"
