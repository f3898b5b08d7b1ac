"""The two secrets of an instance: the key of pseudonyms and receipts, and the token of its keeper.

Both are made at the first start, each in a file of its own in the data directory that only its owner can read.
To change the token, delete its file and start again; without its key an instance cannot read old receipts.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from groundswell.errors import ConfigError
from groundswell.runtime.durable import sync

KEY_NAME = "secret.key"
TOKEN_NAME = "token"  # noqa: S105  the name of a file
PUSH_KEY_NAME = "vapid.pem"
"""of web push, made by that channel when it is first used"""
TOKEN_VARIABLE = "GROUNDSWELL_TOKEN"  # noqa: S105  the name of a variable
_KEY_BYTES = 32
_TOKEN_LETTERS_MIN = 16


@dataclass(frozen=True, slots=True)
class Secrets:
    """`key` signs receipts and keys pseudonyms; `token` is what bulk senders and the keeper show."""

    key: bytes = field(repr=False)
    token: str = field(repr=False)


def key_path(data_dir: Path) -> Path:
    """The file of the key."""
    return data_dir / KEY_NAME


def token_path(data_dir: Path) -> Path:
    """The file of the token."""
    return data_dir / TOKEN_NAME


def load_secrets(data_dir: Path, env: Mapping[str, str] | None = None) -> Secrets:
    """The secrets of the instance in `data_dir`, made now if there are none yet.

    GROUNDSWELL_TOKEN (or GROUNDSWELL_TOKEN_FILE) in `env` (the process's own by default) goes before the
    file. Raises ConfigError where a file cannot be read, written or understood.
    """
    try:
        data_dir.mkdir(mode=0o750, parents=True, exist_ok=True)
    except OSError as fault:
        raise ConfigError(
            f"{data_dir}: cannot be made: {fault.strerror}; set data_dir (or --data-dir) to a directory that this user may make or write"
        ) from fault
    key_text = _read_or_make(key_path(data_dir), secrets.token_hex(_KEY_BYTES))
    try:
        key = bytes.fromhex(key_text)
    except ValueError:
        key = b""
    if len(key) < _KEY_BYTES:
        raise ConfigError(
            f"{key_path(data_dir)}: must hold {2 * _KEY_BYTES} hexadecimal digits; put back the copy from "
            "a backup, or delete the file to have a new key made (old receipts then cannot be read)"
        )
    token = given_token(os.environ if env is None else env)
    if token is None:
        token = _checked(
            _read_or_make(token_path(data_dir), secrets.token_urlsafe(32)), str(token_path(data_dir))
        )
    return Secrets(key=key, token=token)


def fresh_word(size: int = 32) -> str:
    """`size` bytes of chance in letters of a URL. None begins with "-": who hands one to a command would have named an option."""
    while (word := secrets.token_urlsafe(size)).startswith("-"):
        pass
    return word


def given_token(env: Mapping[str, str]) -> str | None:
    """The token that `env` gives, directly or as the name of a file; None if it gives none."""
    direct, file = env.get(TOKEN_VARIABLE), env.get(f"{TOKEN_VARIABLE}_FILE")
    if direct is not None and file is not None:
        raise ConfigError(f"{TOKEN_VARIABLE} and {TOKEN_VARIABLE}_FILE are both set: keep one")
    if direct is not None:
        return _checked(direct.strip(), TOKEN_VARIABLE)
    if file is not None:
        return _checked(_read(Path(file)), f"{TOKEN_VARIABLE}_FILE={file}")
    return None


def token_source(data_dir: Path, env: Mapping[str, str]) -> str:
    """Where the token comes from: a variable, a file that one names, or the file in `data_dir`."""
    if TOKEN_VARIABLE in env:
        return f"in {TOKEN_VARIABLE}"
    return env.get(f"{TOKEN_VARIABLE}_FILE") or str(token_path(data_dir))


def readable_by_others(path: Path) -> bool:
    """Whether more people than the owner can read `path`."""
    return bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


def _checked(token: str, where: str) -> str:
    if len(token) < _TOKEN_LETTERS_MIN or not token.isascii() or any(letter.isspace() for letter in token):
        raise ConfigError(
            f"{where}: a token has at least {_TOKEN_LETTERS_MIN} ASCII letters or digits and no spaces"
        )
    return token


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except OSError as fault:
        raise ConfigError(f"{path}: cannot be read: {fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        raise ConfigError(f"{path}: is not text") from fault


def _read_or_make(path: Path, fresh: str) -> str:
    if path.exists():
        return _read(path)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, fresh.encode() + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        _put_in_place(draft, path)
        sync(path.parent)
    except OSError as fault:
        raise ConfigError(f"{path}: cannot be written: {fault.strerror}") from fault
    finally:
        draft.unlink(missing_ok=True)
    return _read(path)


def _put_in_place(draft: Path, path: Path) -> None:
    """A link appears whole or not at all, and never over another's: of two first starts at once, one wins."""
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    except OSError as fault:
        if fault.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS):
            raise
        draft.rename(path)  # a file system without links
