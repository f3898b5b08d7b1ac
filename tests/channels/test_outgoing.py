"""The way out: where nobody may be led, however the address is written; and answers that never end."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from groundswell.channels.outgoing import (
    ForbiddenError,
    OutgoingHttp,
    is_public,
    taken,
    wait_told,
)
from groundswell.errors import ConfigError, GoneError, LaterError, PermanentError, RecoverableError
from groundswell.ports.notices import Reply
from tests.channels.far import Answer, Asked, FarHook, listening
from tests.town import NOON

T = TypeVar("T")


def leading_to(*rounds: Sequence[str]) -> Callable[[str, int], Awaitable[Sequence[str]]]:
    """A resolver that answers by turns, as one does whose owner changes his mind between two questions."""
    left = list(rounds)

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return left.pop(0) if len(left) > 1 else left[0]

    return resolve


def asked(http: OutgoingHttp, url: str, *, stranger: bool = False) -> Reply:
    async def story() -> Reply:
        try:
            return await http.ask("POST", url, body=b"{}", stranger=stranger)
        finally:
            await http.close()

    return asyncio.run(story())


def with_far(far: FarHook, story: Callable[[str], Awaitable[T]]) -> T:
    async def whole() -> T:
        async with listening(far) as url:
            return await story(url)

    return asyncio.run(whole())


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "localhost",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2001:0:7f00:1::1]",
        "[fe80::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[fec0::1]",
        "[ff02::1]",
    ],
)
def test_nothing_inside_is_reached_however_it_is_written(host: str) -> None:
    with pytest.raises(PermanentError, match=r"inside|Invalid IPv4"):
        asked(OutgoingHttp(), f"http://{host}:9/")


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["93.184.215.14", "10.0.0.1"], ["::ffff:10.0.0.1"]])
def test_a_name_that_leads_inside_is_refused_even_where_other_addresses_do_not(addresses: list[str]) -> None:
    with pytest.raises(ForbiddenError, match=r"hook\.example leads to an address inside"):
        asked(OutgoingHttp(resolve=leading_to(addresses)), "https://hook.example/")


def test_the_connection_goes_to_the_address_that_was_checked_and_nobody_asks_twice() -> None:
    """The rebinding of a name: the first answer is harmless, the second leads inside."""
    far = FarHook()
    questions: list[str] = []

    async def story(url: str) -> None:
        async def resolve(host: str, _port: int) -> Sequence[str]:
            questions.append(host)
            return ["127.0.0.2"] if len(questions) == 1 else ["127.0.0.1"]

        http = OutgoingHttp(["127.0.0.2"], resolve=resolve)
        try:
            with pytest.raises(RecoverableError):  # nobody listens at the checked address: no other is tried
                await http.ask("POST", url.replace("127.0.0.1", "hook.example"))
            assert questions == ["hook.example"]
            with pytest.raises(ForbiddenError):
                await http.ask("POST", url.replace("127.0.0.1", "hook.example"))
        finally:
            await http.close()

    with_far(far, story)
    assert far.calls == []


def test_what_the_settings_name_is_reached_and_nothing_beside_it() -> None:
    far = FarHook()

    async def story(url: str) -> None:
        http = OutgoingHttp(["127.0.0.0/8", "hook.internal"], resolve=leading_to(["127.0.0.1"]))
        try:
            assert (await http.ask("POST", f"{url}/a", body=b"{}")).status == 204
            assert (await http.ask("POST", url.replace("127.0.0.1", "hook.internal"))).status == 204
            with pytest.raises(ForbiddenError):  # what a stranger gives is not the keeper's own
                await http.ask("POST", url, stranger=True)
        finally:
            await http.close()

    with_far(far, story)
    assert len(far.calls) == 2


def test_an_entry_that_is_neither_host_nor_network_is_told() -> None:
    with pytest.raises(ConfigError, match="allow_private"):
        OutgoingHttp(["10.0.0.0/99"])


@pytest.mark.parametrize(
    "url",
    [
        "ftp://hook.example/",
        "file:///etc/passwd",
        "hook.example",
        "http://",
        "http://me:secret@hook.example/",
    ],
)
def test_only_plain_addresses_of_the_web_are_asked(url: str) -> None:
    with pytest.raises(PermanentError, match="address"):
        asked(OutgoingHttp(resolve=leading_to(["93.184.215.14"])), url)


def test_a_redirect_is_not_followed() -> None:
    inside, far = FarHook(), FarHook()

    async def story(url: str) -> Reply:
        async with listening(inside) as other:
            far.answers = [Answer(307, headers={"Location": f"{other}/admin"})]
            http = OutgoingHttp(["127.0.0.1"])
            try:
                return await http.ask("POST", url)
            finally:
                await http.close()

    reply = with_far(far, story)
    assert reply.status == 307
    assert inside.calls == []
    with pytest.raises(PermanentError, match="redirects are not followed"):
        taken(reply, "the webhook", NOON)


def test_an_endless_answer_is_cut_and_one_that_never_comes_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("groundswell.channels.outgoing._WHOLE_SECONDS_MAX", 0.3)

    async def story(url: str) -> None:
        http = OutgoingHttp(["127.0.0.1"])
        try:
            assert len((await http.ask("GET", f"{url}/long")).body) == 65_536
            with pytest.raises(RecoverableError, match="no answer in time"):
                await http.ask("GET", f"{url}/never")
        finally:
            await http.close()

    async def handle(asked: Asked) -> Answer:
        if asked.path == "/never":
            await asyncio.sleep(5)
        return Answer(200, body=b"x" * 5_000_000)

    async def whole() -> None:
        async with listening(handle) as url:
            await story(url)

    asyncio.run(whole())


def test_tls_asks_for_the_name_although_the_connection_goes_to_an_address(tmp_path: Path) -> None:
    authority, key = _certificate("hook.example", tmp_path)
    far = FarHook()

    async def whole() -> None:
        serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        serving.load_cert_chain(authority, key)
        async with listening(far, serving) as url:
            trust = ssl.create_default_context(cafile=str(authority))
            http = OutgoingHttp(
                ["hook.example", "other.example"], resolve=leading_to(["127.0.0.1"]), tls=trust
            )
            try:
                assert (await http.ask("POST", url.replace("127.0.0.1", "hook.example"))).status == 204
                with pytest.raises(RecoverableError, match="other"):
                    await http.ask("POST", url.replace("127.0.0.1", "other.example"))
            finally:
                await http.close()

    asyncio.run(whole())


def test_what_an_answer_means_for_another_attempt() -> None:
    now = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    with pytest.raises(LaterError) as later:
        taken(Reply(429, {"retry-after": "30"}, b""), "it", now)
    assert later.value.seconds == 30
    assert wait_told(Reply(503, {"retry-after": "Mon, 02 Mar 2026 12:01:00 GMT"}, b""), now) == 60
    for status in (500, 502, 408):
        with pytest.raises(RecoverableError):
            taken(Reply(status, {}, b""), "it", now)
    with pytest.raises(GoneError):
        taken(Reply(410, {}, b""), "it", now)
    for status in (301, 400, 401, 404, 422):
        with pytest.raises(PermanentError):
            taken(Reply(status, {}, b"no"), "it", now)
    for status in (401, 403):
        with pytest.raises(ConfigError):
            taken(Reply(status, {}, b"no"), "it", now, ours=True)


def test_addresses_of_the_open_internet_are_public() -> None:
    assert all(is_public(ipaddress.ip_address(each)) for each in ("93.184.215.14", "2606:2800:21f:cb07::1"))


def _certificate(name: str, folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate, secret
