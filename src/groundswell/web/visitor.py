"""The one file that sees an address. What leaves it is a country, a region, a network and keyed pseudonyms.

Nothing of the address is kept, logged or put into an error. Why several pseudonyms: docs/adr/20261122-two-pseudonyms.md.
Whatever a stranger writes into a header is cut to a bounded length first, and reading it never raises.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from ipaddress import ip_network
from socket import AF_INET, AF_INET6, inet_ntop, inet_pton
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msgspec import Struct

from groundswell.core.intake import Person
from groundswell.core.model import Visitor
from groundswell.errors import ConfigError
from groundswell.flow.blocks import KEY_BYTES, Blocks
from groundswell.ports import Geography
from groundswell.web.software import HINTED_PLATFORMS, platform_of, software_of

if TYPE_CHECKING:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

FORWARDING: Final = b"x-forwarded-for"
"""In which header a proxy says for whom it asks: what whoever remembers heads has to leave out."""
_FORWARDED_BYTES_MAX = 2048
_HOPS_MAX = 16
_AGENT_BYTES_MAX = 512
_LANGUAGE_BYTES_MAX = 256
_KNOWN_MAX = 10_000
"""How many user agents and languages are remembered; they are the same for many people and hold no address."""
_ADDRESS_LIKE = re.compile(r"\d\.\d+\.\d+\.\d|[0-9a-fA-F]:[0-9a-fA-F:]*:")
_ZONE_LENGTH_MAX = 64
_SECRET_BYTES_MIN = 16
_PRINT_BYTES = 8
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_SENT_AGAIN_FOR = timedelta(minutes=15)
"""For so long after midnight a request may be one of yesterday, sent again (as `flow.admit` remembers its keys)."""

_MAPPED = bytes(10) + b"\xff\xff"
"""What an IPv4 address begins with when it is written as an IPv6 one (RFC 4291, 2.5.5.2)."""

_FOUR: Final = 4 * b"\xff"
"""What is put before an IPv4 address to make it eight bytes that no sender's IPv6 address begins with."""
_UNKNOWN: Final = 8 * b"\xff"
_ANYBODY: Final = bytes(8)
_AROUND: Final = bytes(9) + b"\x01"
"""What stands in a block behind eight bytes of an address, or six, where nothing of the browser counts."""

_FORWARDED_FOR = re.compile(rb'(?i)(?:^|;)\s*for\s*=\s*"?([^";]*)"?')
"""The caller in one element of `Forwarded` (RFC 7239, 4)."""


@dataclass(frozen=True)
class VisitorConfig:
    """How a request tells who and where its sender is."""

    trusted_proxies: tuple[str, ...] = ("127.0.0.1/32", "::1/128")
    """Networks of the proxies in front of this server. Only they are believed about where a request comes from:
    the caller is the right-most address in X-Forwarded-For (else in Forwarded) that is not one of them. They must
    set or extend X-Forwarded-For. The word "unix" stands for whoever connects through a Unix socket."""

    geo_country_file: str = ""
    """Path of a country or city file of MaxMind's format (.mmdb). Empty: the country comes from the time zone or
    the language of the browser, or from what the reporter says."""

    geo_network_file: str = ""
    """Path of a network (ASN) file of MaxMind's format (.mmdb). Empty: the network is not known, and reports that
    come from servers are not told apart."""

    def __post_init__(self) -> None:
        for text in self.trusted_proxies:
            if text != "unix":
                _network(text)


@dataclass(slots=True, repr=False)
class Peer:
    """Who is at the other end of a connection: others pass it on, and only this file opens it."""

    _address: str | None
    """None: a Unix socket"""

    def __repr__(self) -> str:
        return "Peer"


NOBODY: Final = Peer(None)


class Hops(Struct, frozen=True, gc=False):
    """Through whose hands a request came, as its head says: others pass it on, and only this file opens it."""

    _x_forwarded_for: bytes
    _forwarded: bytes = b""

    def __repr__(self) -> str:
        return "Hops"


_UNSAID: Final = Hops(b"")


class Signature(NamedTuple):
    """What a request says of its sender that many others say alike: no address is in it, so it may be remembered."""

    agent: bytes
    language: bytes
    words: str
    """the User-Agent as text of one line"""
    platform: str
    may_tell: bool
    """whether something in the User-Agent looks like an address"""
    zone_country: str
    """the country of the header X-Time-Zone"""
    language_country: str
    print: bytes
    """a hash of the first two, which stands for them where a person is told from another"""
    software: str = ""


class Spot(NamedTuple):
    """Where an address lies, as far as it is known; `words` are the User-Agent's where it would tell the address."""

    country: str = ""
    region: str = ""
    network: str = ""
    words: str = ""


NOWHERE: Final = Spot()
_NO_PLACE: Final = ("", "", "")


class VisitorReader:
    """Reads who sends a request, without keeping an address."""

    def __init__(self, config: VisitorConfig, secret: bytes, places: Geography) -> None:
        """`secret` keys the pseudonyms: the same in every process of an instance, and never told."""
        if len(secret) < _SECRET_BYTES_MIN:
            raise ConfigError(
                f"the secret of the pseudonyms has {len(secret)} bytes: give it at least {_SECRET_BYTES_MIN}"
            )
        self._secret = blake2b(secret).digest()
        self._places = places
        self._knows_addresses = places.knows_addresses
        self._trusts_unix = "unix" in config.trusted_proxies
        networks = [_network(text) for text in config.trusted_proxies if text != "unix"]
        self._proxy_hosts = frozenset(start for start, size in networks if size == 8 * len(start))
        self._proxy_networks = [
            (len(start), 8 * len(start) - size, int.from_bytes(start, "big") >> (8 * len(start) - size))
            for start, size in networks
            if size < 8 * len(start)
        ]
        self._proxies_seen: dict[str, bytes] = {}
        self._signatures: dict[tuple[bytes, bytes, bytes, bytes], Signature] = {}
        self._agents: dict[bytes, tuple[str, str, bool]] = {}
        self._languages: dict[bytes, str] = {}
        self._day = -1
        self._sent_again_until = _LONG_AGO
        self._turn_to(_LONG_AGO)

    def read(
        self,
        pairs: Sequence[tuple[bytes, bytes]],
        peer: Peer,
        at: datetime,
        zone: str = "",
        headers: Mapping[bytes, bytes] | None = None,
    ) -> Visitor:
        """Who sent a request with the headers `pairs` (names in small letters, as ASGI has them) over a connection
        from `peer`.

        `zone` is the IANA time zone that a form carries; without one the header X-Time-Zone counts. `headers` are
        `pairs` by name, of whoever has them already.
        """
        if headers is None:
            headers = dict(pairs)
        return self.signed(self.signature(headers), peer, hops_of(pairs, headers), at, zone)

    def signature(self, headers: Mapping[bytes, bytes]) -> Signature:
        """What of `headers` is no address. The same object where the same was said before."""
        said = headers.get
        says = (
            said(b"user-agent", b"")[:_AGENT_BYTES_MAX],
            said(b"accept-language", b"")[:_LANGUAGE_BYTES_MAX],
            said(b"sec-ch-ua-platform", b"")[:_ZONE_LENGTH_MAX],
            said(b"x-time-zone", b"")[:_ZONE_LENGTH_MAX],
        )
        known = self._signatures.get(says)
        if known is None:
            if len(self._signatures) >= _KNOWN_MAX:
                self._signatures.clear()
            known = self._signatures[says] = self._read_signature(*says)
        return known

    def _read_signature(self, agent: bytes, language: bytes, hint: bytes, zone: bytes) -> Signature:
        words, platform, may_tell = self._agent(agent)
        platform = HINTED_PLATFORMS.get(hint, platform)
        zone_country = self._places.country_of_zone(zone.decode("latin-1")) if zone else ""
        language_country = self._spoken_in(language)
        print_ = blake2b(b"%d " % len(agent) + agent + language, digest_size=_PRINT_BYTES).digest()
        software = software_of(words, platform)
        return Signature(
            agent, language, words, platform, may_tell, zone_country, language_country, print_, software
        )

    def signed(
        self,
        signature: Signature,
        peer: Peer,
        hops: Hops,
        at: datetime,
        zone: str = "",
    ) -> Visitor:
        """Who sent a request with this signature, by this connection and through these hands."""
        self._turn_to(at)
        address = self._address(peer, hops)
        own = _own(address)
        prefix = self._origins.number(address[:6] + _AROUND) if len(address) > 4 else 0
        earlier = self._reporters_before.number(own + signature.print) if at < self._sent_again_until else 0
        _, _, country, region, network, platform, agent, _, _, software = self.standing(
            signature, self._spot(signature, address), zone
        )
        reporter, origin = self._reporters.number(own + signature.print), self._origins.number(own + _ANYBODY)
        return Visitor(reporter, origin, country, region, network, platform, agent, prefix, earlier, software)

    def crowd(self, came: Sequence[tuple[Signature, Peer, Hops]], at: datetime) -> list[tuple[Person, Spot]]:
        """Who each of these is, in numbers, and where: what comes together is read together."""
        self._turn_to(at)
        halves: list[bytes] = []
        around: dict[int, bytes] = {}
        spots = [NOWHERE] * len(came)
        proxies, hosts, networks = self._proxies_seen, self._proxy_hosts, self._proxy_networks
        for row, (signature, peer, hops) in enumerate(came):
            # One proxy that is known, one address of version 4: the usual case of `_address`, read here.
            try:
                address = (
                    inet_pton(AF_INET, hops._x_forwarded_for.decode()) if peer._address in proxies else b""
                )
            except (OSError, ValueError):
                address = b""
            if not address or address in hosts or (networks and self._is_proxy(address)):
                address = self._address(peer, hops)
            if len(address) == 4:
                halves += _FOUR + address, signature.print
            else:
                halves += _own(address), signature.print
                if address:
                    around[row] = address[:6] + _AROUND
            if self._knows_addresses or signature.may_tell:
                spots[row] = self._spot(signature, address)
        people = b"".join(halves)
        reporters = self._reporters.numbers(people)
        origins = self._origins.numbers(_ANYBODY.join(halves[::2]) + _ANYBODY)
        prefixes = earlier = [0] * len(came)
        if at < self._sent_again_until:
            earlier = self._reporters_before.numbers(people)
        if around:
            prefixes = [0] * len(came)
            for row, prefix in zip(around, self._origins.numbers(b"".join(around.values())), strict=True):
                prefixes[row] = prefix
        return list(zip(zip(reporters, origins, prefixes, earlier, strict=True), spots, strict=True))

    def _spot(self, signature: Signature, address: bytes) -> Spot:
        if not address or not (signature.may_tell or self._knows_addresses):
            return NOWHERE
        text = _text(address)
        # Of Chrome/129.0.0.0 it may be thought, and seldom is so.
        tells = signature.may_tell and text in signature.words
        if not tells and not self._knows_addresses:
            return NOWHERE
        place = self._places.lookup(text) if self._knows_addresses else _NO_PLACE
        if not tells and place == _NO_PLACE:
            return NOWHERE
        return Spot(*place, signature.words.replace(text, "-") if tells else "")

    def standing(self, signature: Signature, spot: Spot, zone: str = "") -> Visitor:
        """Whoever sends a request with this signature from there, without who it is."""
        country = spot.country
        if not country:
            zoned = self._places.country_of_zone(zone) if zone else signature.zone_country
            country = zoned or signature.language_country
        agent = spot.words or signature.words
        place, platform, software = spot, signature.platform, signature.software
        return Visitor(0, 0, country, place.region, place.network, platform, agent, 0, 0, software)

    def knows_zone(self, zone: str) -> bool:
        """Whether a time zone of this name tells a country."""
        return self._places.country_of_zone(zone) != ""

    def read_scope(self, scope: Mapping[str, Any], at: datetime) -> Visitor:
        """Who sent the request of an ASGI scope."""
        return self.read(scope["headers"], peer_of(scope), at)

    def _agent(self, agent: bytes) -> tuple[str, str, bool]:
        """The User-Agent as text of one line, the platform that it names, and whether something in it looks like
        an address. A crowd shares a few thousand."""
        known = self._agents.get(agent)
        if known is None:
            words = _printable(agent)
            known = (words, platform_of(words), _ADDRESS_LIKE.search(words) is not None)
            if len(self._agents) >= _KNOWN_MAX:
                self._agents.clear()
            self._agents[agent] = known
        return known

    def _address(self, peer: Peer, through: Hops) -> bytes:
        """The caller's address as 4 or 16 bytes; b"" where there is none that can be read."""
        client, forwarded_for, forwarded = peer._address, through._x_forwarded_for, through._forwarded
        address = self._proxies_seen.get(client, b"") if client else b""
        is_proxy = address != b""
        if not is_proxy:
            address, is_proxy = self._connected(client) if client else (b"", self._trusts_unix)
        if not is_proxy or not (forwarded_for or forwarded):
            return address
        if forwarded_for:  # one proxy, one address: the usual case
            caller = _packed(forwarded_for.decode("latin-1"))
            if caller and not self._is_proxy(caller):
                return caller
        hops = forwarded_for or forwarded
        # From the right: what a proxy of ours wrote. From the first stranger on, it is the stranger's word.
        for hop in reversed(hops[-_FORWARDED_BYTES_MAX:].rsplit(b",", _HOPS_MAX)):
            if not forwarded_for:
                match = _FORWARDED_FOR.search(hop)
                hop = match[1] if match else b""
            caller = _packed(_bare(hop))
            if not caller:
                break
            address = caller
            if not self._is_proxy(address):
                break
        return address

    def _connected(self, client: str) -> tuple[bytes, bool]:
        """The connection's own address, and whether it is a proxy's: that is read once, nobody else's is remembered."""
        address = _packed(client)
        is_proxy = self._is_proxy(address)
        if is_proxy and len(self._proxies_seen) < _KNOWN_MAX:
            self._proxies_seen[client] = address
        return address, is_proxy

    def _is_proxy(self, address: bytes) -> bool:
        if address in self._proxy_hosts:
            return True
        for length, rest, start in self._proxy_networks:
            if length == len(address) and int.from_bytes(address, "big") >> rest == start:
                return True
        return False

    def _turn_to(self, at: datetime) -> None:
        """Take the keys of the day (UTC) of `at`."""
        day = (at if at.tzinfo is UTC else at.astimezone(UTC)).toordinal()
        if day == self._day:
            return
        self._reporters, self._origins = self._keyed(day)
        self._reporters_before, _ = self._keyed(day - 1)
        self._sent_again_until = datetime.fromordinal(day).replace(tzinfo=UTC) + _SENT_AGAIN_FOR
        self._day = day

    def _keyed(self, day: int) -> tuple[Blocks, Blocks]:
        """What makes numbers of people, and of connections, on this day."""
        keys = blake2b(day.to_bytes(8, "big", signed=True), key=self._secret, digest_size=2 * KEY_BYTES)
        both = keys.digest()
        return Blocks(both[:KEY_BYTES]), Blocks(both[KEY_BYTES:])

    def _spoken_in(self, language: bytes) -> str:
        """The country of the first language tag that names one."""
        known = self._languages.get(language)
        if known is None:
            known = self._country_of_language(language)
            if len(self._languages) >= _KNOWN_MAX:
                self._languages.clear()
            self._languages[language] = known
        return known

    def _country_of_language(self, language: bytes) -> str:
        for tag in language.split(b","):
            primary, *rest = tag.partition(b";")[0].strip().split(b"-")
            for part in rest if len(primary) > 1 else ():
                if len(part) == 1:
                    break  # what follows is an extension, not a region (RFC 5646, 2.1)
                code = part.decode("latin-1").upper()
                if self._places.is_country(code):
                    return code
        return ""


def peer_of(scope: Mapping[str, Any]) -> Peer:
    """Who is at the other end of the connection of an ASGI scope."""
    client = scope.get("client")
    return Peer(client[0] if client else None)


def peer_at(connection: HttpToolsProtocol) -> Peer:
    """The same of a connection that uvicorn holds."""
    return Peer(connection.client[0] if connection.client else None)


def hops_of(pairs: Sequence[tuple[bytes, bytes]], headers: Mapping[bytes, bytes]) -> Hops:
    """X-Forwarded-For and Forwarded, all lines of each. `headers` are `pairs` by name."""
    if len(headers) < len(pairs):  # of a header in several lines the last counts, but a list is all of them
        return Hops(_joined(pairs, FORWARDING), _joined(pairs, b"forwarded"))
    return Hops(headers.get(FORWARDING, b""), headers.get(b"forwarded", b""))


def hops_in(value: bytes | None) -> Hops:
    """The same of a head whose header FORWARDING has this value."""
    return _UNSAID if value is None else Hops(value)


def _joined(pairs: Sequence[tuple[bytes, bytes]], wanted: bytes) -> bytes:
    """The list that came under this name, perhaps in several lines (RFC 9110, 5.3)."""
    found = b""
    for name, value in pairs:
        if name == wanted:
            found = found + b"," + value if found else value
    return found


def _network(text: str) -> tuple[bytes, int]:
    """First address and prefix length of the network that `text` names."""
    try:
        network = ip_network(text.strip(), strict=False)
    except ValueError:
        raise ValueError(
            f'trusted_proxies: "{text}" is not a network; write an address, "10.0.0.7", a network, "10.0.0.0/8", or "unix"'
        ) from None
    return network.network_address.packed, network.prefixlen


def _bare(hop: bytes) -> str:
    """An entry of a forwarding header without port, brackets and quotes."""
    text = hop.strip(b' \t"').decode("latin-1")
    if text.startswith("["):
        return text[1:].partition("]")[0]
    if text.count(":") == 1:
        return text.partition(":")[0]
    return text


def _own(address: bytes) -> bytes:
    """Eight bytes for an address. A household's devices share the first half of an IPv6 one and change the rest at will."""
    return _FOUR + address if len(address) == 4 else address[:8] or _UNKNOWN


def _packed(text: str) -> bytes:
    """The address as 4 or 16 bytes; b"" for what is none."""
    try:
        if ":" not in text:
            return inet_pton(AF_INET, text)
        packed = inet_pton(AF_INET6, text.partition("%")[0])
    except (OSError, ValueError):
        return b""
    return packed[12:] if packed.startswith(_MAPPED) else packed


def _text(address: bytes) -> str:
    return inet_ntop(AF_INET if len(address) == 4 else AF_INET6, address) if address else ""


def _printable(agent: bytes) -> str:
    """The User-Agent as text of one line."""
    text = agent.decode("ascii", "replace")
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else "?" for letter in text)
