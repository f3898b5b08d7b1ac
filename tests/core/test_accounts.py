"""Who may act on what, what a password must be, how long whoever guesses has to wait."""

from datetime import timedelta

import pytest

from groundswell.core.access import Right, Role
from groundswell.core.accounts import (
    BY_ACCOUNT,
    BY_ORIGIN,
    EVERYWHERE,
    GRANTS_MAX,
    Account,
    ApiToken,
    Attempts,
    Grant,
    Scope,
    actor_of_account,
    actor_of_token,
    grants_fault,
    name_fault,
    name_key,
    password_fault,
    together,
)
from tests.town import NOON, town

TOWN = town()


def ada(role: Role = Role.RESPONDER, scope: Scope = EVERYWHERE, *, shut_out: bool = False) -> Account:
    return Account(7, "Ada", (Grant(role, scope),), NOON, NOON if shut_out else None)


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


def test_who_is_several_things_is_each_on_its_own_services_alone() -> None:
    grants = (
        Grant(Role.RESPONDER, Scope(("bank",))),
        Grant(Role.COMMUNICATOR, Scope((), ("grand",))),
        Grant(Role.VIEWER),
    )
    actor = actor_of_account(Account(7, "Ada", grants, NOON), TOWN)
    assert actor.rights == {Right.LOOK, Right.RULE, Right.SPEAK}
    assert [actor.on(right) for right in (Right.LOOK, Right.RULE, Right.SPEAK, Right.KEEP)] == [
        None,
        {"bank", "pictures", "letters"},
        {"pictures", "letters"},
        frozenset(),
    ], "no right goes further for another's sake"
    assert [actor.may(Right.SPEAK, slug) for slug in ("bank", "letters", "ring")] == [False, True, False]
    assert not actor.may(Right.SPEAK, ""), "what is about no service is for who may on all"
    assert actor_of_account(Account(7, "Ada", (), NOON), TOWN).rights == frozenset()


def test_roles_that_make_no_sense_together_are_refused() -> None:
    keeper, viewer = Grant(Role.ADMINISTRATOR), Grant(Role.VIEWER)
    assert "no further role" in grants_fault([keeper, viewer], TOWN)
    assert "a role is missing" in grants_fault([], TOWN)
    many = [Grant(Role.VIEWER, Scope((slug,))) for slug in ("bank", "films")] * GRANTS_MAX
    assert "at most" in grants_fault(many, TOWN)
    assert together([viewer, keeper, viewer]) == (keeper,)
    assert together([viewer, viewer]) == (viewer,)


def test_a_token_acts_with_its_own_rights_while_it_is_good_and_never_keeps_accounts() -> None:
    ends = NOON + timedelta(days=1)
    token = ApiToken(
        1, "ci", "gsw_", frozenset({Right.FEED, Right.KEEP}), Scope(("bank",)), "Ada", NOON, ends
    )
    actor = actor_of_token(token, TOWN, NOON)
    assert (actor.name, actor.account, actor.rights, actor.on(Right.FEED)) == (
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
    fault = grants_fault([Grant(role, scope)], TOWN)
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
