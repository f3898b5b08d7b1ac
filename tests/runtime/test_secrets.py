"""The key and the token: made once, for their owner alone."""

import os
import stat
import threading
from pathlib import Path

import pytest

from groundswell.errors import ConfigError
from groundswell.runtime.secrets import (
    Secrets,
    fresh_word,
    given_token,
    key_path,
    load_secrets,
    readable_by_others,
    token_path,
    token_source,
)


def test_the_first_start_makes_secrets_that_only_their_owner_reads(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        secrets = load_secrets(tmp_path / "new", {})
    finally:
        os.umask(before)
    assert len(secrets.key) == 32
    assert len(secrets.token) >= 40
    for path in (key_path(tmp_path / "new"), token_path(tmp_path / "new")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert not readable_by_others(path)
    assert len(list((tmp_path / "new").iterdir())) == 2


def test_the_next_start_finds_the_same_secrets(tmp_path: Path) -> None:
    assert load_secrets(tmp_path, {}) == load_secrets(tmp_path, {})


def test_two_first_starts_at_once_agree(tmp_path: Path) -> None:
    found: list[Secrets] = []
    gate = threading.Barrier(8)

    def start() -> None:
        gate.wait()
        found.append(load_secrets(tmp_path, {}))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len({(secrets.key, secrets.token) for secrets in found}) == 1


def test_the_environment_goes_before_the_file_and_leaves_it_alone(tmp_path: Path) -> None:
    mine = load_secrets(tmp_path, {}).token
    assert load_secrets(tmp_path, {"GROUNDSWELL_TOKEN": "a-token-of-my-own"}).token == "a-token-of-my-own"
    assert load_secrets(tmp_path, {}).token == mine


def test_the_environment_can_name_a_file_that_holds_the_token(tmp_path: Path) -> None:
    (tmp_path / "mounted").write_text("a-token-that-was-mounted\n")
    env = {"GROUNDSWELL_TOKEN_FILE": str(tmp_path / "mounted")}
    assert given_token(env) == "a-token-that-was-mounted"
    with pytest.raises(ConfigError, match="both set"):
        given_token(env | {"GROUNDSWELL_TOKEN": "a-token-of-my-own"})
    with pytest.raises(ConfigError, match="cannot be read"):
        given_token({"GROUNDSWELL_TOKEN_FILE": str(tmp_path / "nowhere")})


@pytest.mark.parametrize("token", ["", "short", "with spaces in the midst of it", "schlüssel-mit-umlaut"])
def test_a_token_that_is_easily_guessed_or_mistyped_is_refused(tmp_path: Path, token: str) -> None:
    with pytest.raises(ConfigError, match="at least 16"):
        load_secrets(tmp_path, {"GROUNDSWELL_TOKEN": token})


def test_a_damaged_key_says_what_to_do(tmp_path: Path) -> None:
    key_path(tmp_path).write_text("not hexadecimal")
    with pytest.raises(ConfigError, match="put back the copy from a backup"):
        load_secrets(tmp_path, {})


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="file/data: cannot be made"):
        load_secrets(tmp_path / "file" / "data", {})


def test_secrets_do_not_show_themselves(tmp_path: Path) -> None:
    secrets = load_secrets(tmp_path, {})
    assert secrets.token not in repr(secrets)
    assert secrets.key.hex() not in repr(secrets)
    assert repr(secrets.key) not in repr(secrets)


def test_a_file_that_others_can_read_is_noticed(tmp_path: Path) -> None:
    load_secrets(tmp_path, {})
    token_path(tmp_path).chmod(0o644)
    assert readable_by_others(token_path(tmp_path))


def test_where_the_token_comes_from_is_told_as_it_is(tmp_path: Path) -> None:
    assert token_source(tmp_path, {}) == str(token_path(tmp_path))
    assert token_source(tmp_path, {"GROUNDSWELL_TOKEN": "a" * 40}) == "in GROUNDSWELL_TOKEN"
    assert token_source(tmp_path, {"GROUNDSWELL_TOKEN_FILE": "/run/token"}) == "/run/token"


def test_no_word_that_is_given_away_can_be_taken_for_an_option() -> None:
    assert not any(fresh_word(9).startswith("-") for _ in range(1_000))
