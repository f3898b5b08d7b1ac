"""Groups of a provider of sign-in: where they are found, and which lines of the settings say what they are here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from groundswell.errors import ConfigError
from groundswell.web.people.config import DeskConfig
from groundswell.web.people.oidc import groups_of
from tests.web.house import House, at_home


@pytest.mark.parametrize(
    ("claims", "path", "found"),
    [
        ({"groups": ["a", "b", "a", 7, None, ""]}, "groups", ("a", "b")),
        ({"role": "a"}, "role", ("a",)),
        ({"https://town.example/roles": ["a"]}, "https://town.example/roles", ("a",)),
        ({"realm": {"deep": {"roles": ["a"]}}}, "realm.deep.roles", ("a",)),
        ({"realm": ["a"]}, "realm.deep", ()),
        ({"groups": {"a": True}}, "groups", ()),
        ({}, "groups", ()),
    ],
)
def test_groups_are_found_where_providers_put_them(
    claims: dict[str, Any], path: str, found: tuple[str, ...]
) -> None:
    assert groups_of(claims, path) == found


@pytest.mark.parametrize(
    "line", ["cooks", "cooks -> king", "-> viewer", "cooks -> viewer on", "cooks -> viewer bank"]
)
def test_a_line_of_roles_that_says_nothing_is_refused_at_the_start(line: str) -> None:
    with pytest.raises(ValueError, match="oidc_roles"):
        DeskConfig(oidc_issuer="https://idp.example", oidc_client_id="x", oidc_roles=(line,))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("cooks -> viewer on nothing", 'no service "nothing"'),
        ("cooks -> viewer on operator:nobody", 'no operator "nobody"'),
        ("cooks -> administrator on bank", "no bounds"),
    ],
)
def test_a_line_of_roles_that_names_what_there_is_not_is_refused_at_the_start(
    tmp_path: Path, line: str, says: str
) -> None:
    async def visit(house: House) -> None:
        pass

    config = DeskConfig(oidc_issuer="https://idp.example", oidc_client_id="x", oidc_roles=(line,))
    with pytest.raises(ConfigError, match=says):
        at_home(tmp_path, visit, desk=config)
