"""The one file that sees an address: what leaves it, what does not, and what a stranger can do to it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from ipaddress import IPv4Address, IPv6Address
from socket import AF_INET, AF_INET6, inet_ntop
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.intake.clean import PLATFORMS
from groundswell.core.model import Visitor
from groundswell.errors import ConfigError
from groundswell.stores.places import Places
from groundswell.web.visitor import NOWHERE, Hops, Peer, VisitorConfig, VisitorReader, hops_in

SECRET = b"a secret of at least 16 bytes"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PHONE = (
    b"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
)
ROBOT = b"Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"

Headers = Sequence[tuple[bytes, bytes]]


class Atlas(Places):
    """Places where 192.0.2.x is known to be in Spain."""

    @property
    def knows_addresses(self) -> bool:
        return True

    def lookup(self, address: str) -> tuple[str, str, str]:  # type: ignore[override]
        return ("ES", "ES-MD", "as3352") if address.startswith("192.0.2.") else ("", "", "")


def reader(*proxies: str, headers: Headers = (), secret: bytes = SECRET) -> VisitorReader:
    config = VisitorConfig(trusted_proxies=proxies) if proxies else VisitorConfig()
    return VisitorReader(config, secret, Atlas())


def read(client: str | None, *headers: tuple[bytes, bytes], at: datetime = NOON, zone: str = "") -> Visitor:
    return reader().read(headers, Peer(client), at, zone)


def behind(forwarded_for: bytes, *proxies: str, client: str | None = "127.0.0.1") -> int:
    """The origin that is seen when a proxy hands on `forwarded_for`."""
    return reader(*proxies).read([(b"x-forwarded-for", forwarded_for)], Peer(client), NOON).origin


def direct(address: str | None) -> int:
    """The origin of somebody who connects from `address`."""
    return read(address).origin


# --- pseudonyms ---------------------------------------------------------------------------------------


def test_the_same_person_has_the_same_pseudonyms_all_day() -> None:
    morning = read("198.51.100.7", (b"user-agent", PHONE), at=NOON.replace(hour=0))
    night = read("198.51.100.7", (b"user-agent", PHONE), at=NOON.replace(hour=23, minute=59, second=59))
    assert morning._replace(earlier=0) == night


def test_for_a_quarter_of_an_hour_after_midnight_yesterdays_pseudonym_is_known_too() -> None:
    def at(*hour_and_minute: int, day: int = 0) -> Visitor:
        hour, minute = hour_and_minute
        when = NOON.replace(hour=hour, minute=minute) + timedelta(days=day)
        return read("198.51.100.7", (b"user-agent", PHONE), at=when)

    evening = at(23, 59)
    assert at(0, 0, day=1).earlier == at(0, 14, day=1).earlier == evening.reporter
    assert evening.reporter != at(0, 0, day=1).reporter
    assert [at(0, 15, day=1).earlier, evening.earlier, at(12, 0).earlier] == [0, 0, 0]


def test_the_next_day_the_same_person_is_another() -> None:
    one = reader()
    days = [one.read([], Peer("198.51.100.7"), NOON + timedelta(days=day)) for day in range(-2, 3)]
    assert len({day.reporter for day in days}) == len({day.origin for day in days}) == 5
    assert one.read([], Peer("198.51.100.7"), NOON) == days[2]


def test_the_day_is_that_of_utc_wherever_the_clock_stands() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert read("198.51.100.7", at=late) == read("198.51.100.7", at=NOON + timedelta(days=1))


def test_a_site_is_the_first_48_bits_of_an_address_of_version_6_and_version_4_has_none() -> None:
    here, house, block, away = (
        read(address)
        for address in ("2001:db8:1:2::3", "2001:db8:1:2::9", "2001:db8:1:ffff::3", "2001:db8:2:2::3")
    )
    assert here.prefix == house.prefix == block.prefix != away.prefix
    assert here.origin == house.origin != block.origin
    assert here.prefix not in (0, here.origin, here.reporter)
    assert read("192.0.2.7").prefix == read("::ffff:192.0.2.7").prefix == 0


def test_people_behind_one_address_are_told_apart_but_share_an_origin() -> None:
    seen = [
        read("198.51.100.7", (b"user-agent", agent), (b"accept-language", language))
        for agent in (PHONE, ROBOT, b"")
        for language in (b"es-ES", b"en-GB", b"")
    ]
    assert len({visitor.reporter for visitor in seen}) == 9
    assert len({visitor.origin for visitor in seen}) == 1


def test_what_one_header_ends_with_and_the_next_begins_with_are_not_mixed_up() -> None:
    assert (
        read("198.51.100.7", (b"user-agent", b"ab"), (b"accept-language", b"c")).reporter
        != read("198.51.100.7", (b"user-agent", b"a"), (b"accept-language", b"bc")).reporter
    )


def test_another_instance_gives_other_pseudonyms() -> None:
    here = reader().read([], Peer("198.51.100.7"), NOON)
    there = reader(secret=b"another secret of 16 bytes or more").read([], Peer("198.51.100.7"), NOON)
    assert {here.reporter, here.origin}.isdisjoint({there.reporter, there.origin})


def test_addresses_of_version_4_differ_to_the_last_bit() -> None:
    assert direct("198.51.100.7") != direct("198.51.100.6")


def test_a_household_of_version_6_is_one_whichever_address_of_its_64_it_takes() -> None:
    assert (
        direct("2001:db8:1:2::7")
        == direct("2001:db8:1:2:ffff:ffff:ffff:ffff")
        == direct("2001:DB8:1:2::8%eth0")
    )
    assert direct("2001:db8:1:2::7") != direct("2001:db8:1:3::7")


def test_an_address_of_version_4_is_the_same_when_written_as_version_6() -> None:
    assert direct("::ffff:198.51.100.7") == direct("198.51.100.7")


@pytest.mark.parametrize("client", [None, "", "testclient", "unix:", "1.2.3", "999.1.1.1"])
def test_whoever_has_no_address_still_has_a_pseudonym_that_is_not_nobody(client: str | None) -> None:
    visitor = read(client, (b"user-agent", PHONE))
    assert visitor.reporter != 0
    assert visitor.origin == direct(None) != 0


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)), st.sampled_from([PHONE, ROBOT, b""]))
def test_an_address_never_shows_in_what_is_read(address: IPv4Address | IPv6Address, agent: bytes) -> None:
    written = inet_ntop(AF_INET if address.version == 4 else AF_INET6, address.packed)
    headers = [
        (b"x-forwarded-for", written.encode()),
        (b"user-agent", agent + b" via " + written.encode()),
        (b"accept-language", b"de"),
    ]
    one = VisitorReader(VisitorConfig(), SECRET, Places())
    visitor = one.read(headers, Peer("127.0.0.1"), NOON)
    signature = one.signature(dict(headers))
    ((person, spot),) = one.crowd([(signature, Peer("127.0.0.1"), hops_in(written.encode()))], NOON)
    assert person == (visitor.reporter, visitor.origin, visitor.prefix, visitor.earlier)
    assert one.standing(signature, spot) == visitor._replace(reporter=0, origin=0, prefix=0)
    numbers = {
        int(address),
        int.from_bytes(address.packed[:8], "big"),
        int.from_bytes(address.packed, "little"),
    }
    assert numbers.isdisjoint({visitor.reporter, visitor.origin})
    # An address as short as "::" or "::7" is not looked for: those letters stand in any text.
    if len(written) >= 7:
        assert written not in repr(visitor)
        assert not any(written in str(value) for value in visitor)


def test_a_version_that_could_be_an_address_makes_nobody_another_than_others() -> None:
    one, proxy = reader(), Peer("127.0.0.1")
    signature = one.signature({b"user-agent": b"Mozilla/5.0 (Android) Chrome/129.0.0.0"})
    came = [(signature, proxy, hops_in(written)) for written in (b"198.51.100.7", b"129.0.0.0", b"nonsense")]
    assert [spot is NOWHERE for _, spot in one.crowd(came, NOON)] == [True, False, True]


def test_pseudonyms_fit_into_64_bits_and_are_spread_over_them() -> None:
    seen = [direct(f"198.51.{high}.{low}") for high in range(8) for low in range(250)]
    assert len(set(seen)) == 2000
    assert 0 < min(seen) < 2**57
    assert 2**63 < max(seen) < 2**64


def test_a_reader_remembers_nothing_of_whom_it_has_read() -> None:
    one = reader()
    one.read([], Peer("203.0.113.1"), NOON)
    before = dict(vars(one))
    one.read([(b"x-forwarded-for", b"198.51.100.7"), (b"user-agent", PHONE)], Peer("127.0.0.1"), NOON)
    assert vars(one) == before


def test_the_secret_does_not_show_in_the_reader() -> None:
    assert repr(SECRET)[2:-1] not in repr(reader()) + repr(vars(reader()))


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ConfigError, match="at least 16"):
        reader(secret=b"short")


# --- who is believed about an address -----------------------------------------------------------------


def test_a_stranger_is_not_believed_about_the_own_address() -> None:
    for name in (b"x-forwarded-for", b"forwarded"):
        assert reader().read([(name, b"for=192.0.2.1")], Peer("198.51.100.7"), NOON).origin == direct(
            "198.51.100.7"
        )


def test_a_proxy_is_believed() -> None:
    assert behind(b"198.51.100.7") == direct("198.51.100.7")
    assert behind(b"198.51.100.7", client="::1") == direct("198.51.100.7")
    assert behind(b"198.51.100.7", client="::ffff:127.0.0.1") == direct("198.51.100.7")


def test_what_stands_left_of_the_first_stranger_is_the_strangers_word() -> None:
    assert behind(b"192.0.2.1, 10.0.0.1, 198.51.100.7") == direct("198.51.100.7")


def test_proxies_behind_proxies_are_passed_over() -> None:
    chain = b"192.0.2.1, 198.51.100.7, 10.1.2.3, 10.9.9.9"
    assert behind(chain, "10.0.0.0/8", "127.0.0.1") == direct("198.51.100.7")
    assert behind(chain, "127.0.0.1") == direct("10.9.9.9")


def test_where_all_are_proxies_the_first_of_them_is_the_caller() -> None:
    assert behind(b"10.1.2.3, 10.9.9.9", "10.0.0.0/8", "127.0.0.1") == direct("10.1.2.3")


def test_networks_of_version_6_are_trusted_too() -> None:
    assert behind(b"198.51.100.7, fd00::3", "fd00::/8", client="fd12:3456::1") == direct("198.51.100.7")
    assert behind(b"198.51.100.7", "fd00::/8", client="fe00::1") == direct("fe00::1")


def test_several_lines_of_the_header_read_as_one() -> None:
    lines = [(b"x-forwarded-for", b"192.0.2.1"), (b"host", b"here"), (b"x-forwarded-for", b"198.51.100.7")]
    assert reader().read(lines, Peer("127.0.0.1"), NOON).origin == direct("198.51.100.7")
    by_name = dict(lines)  # of whoever looks headers up by name, and has only the last line
    assert reader().read(lines, Peer("127.0.0.1"), NOON, headers=by_name).origin == direct("198.51.100.7")


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (b"198.51.100.7:51034", "198.51.100.7"),
        (b"[2001:db8:1:2::7]:443", "2001:db8:1:2::7"),
        (b"[2001:db8:1:2::7]", "2001:db8:1:2::7"),
        (b'"2001:db8:1:2::7"', "2001:db8:1:2::7"),
        (b"  198.51.100.7\t", "198.51.100.7"),
    ],
)
def test_an_address_with_port_brackets_or_quotes_is_read(written: bytes, address: str) -> None:
    assert behind(written) == direct(address)


@pytest.mark.parametrize(
    "garbage",
    [b"unknown", b"_hidden", b"010.0.0.1", b"1.2.3", b"0x7f000001", b"\xff\xfe", b"1.2.3.4.5", b","],
)
def test_an_entry_that_is_no_address_ends_the_chain_at_the_proxy(garbage: bytes) -> None:
    assert behind(garbage) == direct("127.0.0.1")
    assert behind(b"198.51.100.7, " + garbage) == direct("127.0.0.1")


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (b"for=198.51.100.7", "198.51.100.7"),
        (b"for=192.0.2.1;proto=https, For=198.51.100.7;by=203.0.113.1", "198.51.100.7"),
        (b'proto=https; for="[2001:db8:1:2::7]:4711"', "2001:db8:1:2::7"),
        (b'for="198.51.100.7:80"', "198.51.100.7"),
        (b"for=_secret", "127.0.0.1"),
        (b"by=198.51.100.7", "127.0.0.1"),
        (b"notfor=198.51.100.7", "127.0.0.1"),
    ],
)
def test_the_standard_header_is_read_where_there_is_no_other(written: bytes, address: str) -> None:
    assert reader().read([(b"forwarded", written)], Peer("127.0.0.1"), NOON).origin == direct(address)


def test_where_both_headers_are_there_the_usual_one_counts() -> None:
    both = [(b"forwarded", b"for=192.0.2.1"), (b"x-forwarded-for", b"198.51.100.7")]
    assert reader().read(both, Peer("127.0.0.1"), NOON).origin == direct("198.51.100.7")


def test_a_unix_socket_is_believed_only_when_the_settings_say_so() -> None:
    assert behind(b"198.51.100.7", "127.0.0.1", client=None) == direct(None)
    assert behind(b"198.51.100.7", "unix", client=None) == direct("198.51.100.7")
    assert behind(b"198.51.100.7", "unix", client="127.0.0.1") == direct("127.0.0.1")


@pytest.mark.parametrize("wrong", ["10.0.0.0/33", "proxy.example", "", "10.0.0"])
def test_a_proxy_that_is_no_network_is_refused_with_an_example(wrong: str) -> None:
    with pytest.raises(ValueError, match=r'trusted_proxies: ".*" is not a network; write .*"10\.0\.0\.0/8"'):
        reader("127.0.0.1", wrong)


# --- place and platform -------------------------------------------------------------------------------


def test_the_place_is_that_of_the_address_before_all_else() -> None:
    visitor = read(
        "192.0.2.7", (b"x-time-zone", b"Asia/Tokyo"), (b"accept-language", b"en-GB"), zone="Asia/Seoul"
    )
    assert (visitor.country, visitor.region, visitor.network) == ("ES", "ES-MD", "as3352")


def test_then_the_time_zone_of_the_form_then_that_of_the_page_then_the_language() -> None:
    said = [(b"x-time-zone", b"Asia/Tokyo"), (b"accept-language", b"fr, en-GB;q=0.8")]
    assert read("198.51.100.7", *said, zone="Asia/Seoul").country == "KR"
    assert read("198.51.100.7", *said, zone="Mars/Olympus").country == "GB"
    assert read("198.51.100.7", *said).country == "JP"
    assert read("198.51.100.7", said[1]).country == "GB"
    assert read("198.51.100.7").country == ""


@pytest.mark.parametrize(
    ("language", "country"),
    [
        (b"en-GB,en;q=0.9", "GB"),
        (b"pt-br", "BR"),
        (b"zh-Hant-TW", "TW"),
        (b"fr, de;q=0.9, it-CH;q=0.8", "CH"),
        (b"es-419, es-MX", "MX"),
        (b"en", ""),
        (b"*", ""),
        (b"en-u-ca-gregory", ""),
        (b"x-es", ""),
        (b"en-UK", ""),
        (b"en-QQ,en-IE", "IE"),
        (b"-ES", ""),
        (b"\xff\xfe-\xe9\xe9", ""),
    ],
)
def test_the_country_of_a_language_is_the_first_region_that_exists(language: bytes, country: str) -> None:
    assert read("198.51.100.7", (b"accept-language", language)).country == country


@pytest.mark.parametrize(
    ("agent", "platform"),
    [
        (PHONE, "ios"),
        (b"Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X)", "ios"),
        (b"Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0", "android"),
        (b"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0", "windows"),
        (b"Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox Series X) Edge/44", "console"),
        (b"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", "macos"),
        (b"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)", "other"),
        (ROBOT, "linux"),
        (b"Mozilla/5.0 (Web0S; Linux/SmartTV)", "tv"),
        (b"Mozilla/5.0 (PlayStation; PlayStation 5/2.26)", "console"),
        (b"Mozilla/5.0 (Nintendo Switch; WifiWebAuthApplet)", "console"),
        (b"Mozilla/5.0 (Mobile; rv:48.0) KAIOS/2.5", "web"),
        (b"curl/8.14", ""),
        (b"", ""),
    ],
)
def test_the_platform_is_what_the_browser_calls_itself(agent: bytes, platform: str) -> None:
    assert read("198.51.100.7", (b"user-agent", agent)).platform == platform
    assert platform in ("", *PLATFORMS)


def test_software_is_a_browser_with_its_major_version_or_the_name_of_another_program() -> None:
    safari = b"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1"
    edge = b"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36 Edg/142.0.3595.53"
    told = [
        (safari, "safari 18 / ios"),
        (edge, "edge 142 / windows"),
        (b"okhttp/4.12.0", "okhttp"),
        (b"", ""),
    ]
    told += [(b"198.51.100.7 1.0", ""), (b"Mozilla/5.0 (X11; Linux x86_64)", "mozilla / linux")]
    for agent, software in told:
        assert read("198.51.100.7", (b"user-agent", agent)).software == software


def test_the_hint_of_the_platform_wins_over_the_name() -> None:
    desk = (b"user-agent", ROBOT)
    assert read("198.51.100.7", desk, (b"sec-ch-ua-platform", b'"Android"')).platform == "android"
    assert read("198.51.100.7", desk, (b"sec-ch-ua-platform", b'"Chrome OS"')).platform == "other"
    assert read("198.51.100.7", desk, (b"sec-ch-ua-platform", b'"Unknown"')).platform == "linux"


def test_the_name_of_the_browser_is_kept_as_one_printable_bounded_line() -> None:
    agent = read("198.51.100.7", (b"user-agent", b"Bot\r\n\x00\xff/1.0 " + b"x" * 10_000)).agent
    assert agent.startswith("Bot???")
    assert agent.isprintable()
    assert len(agent) <= 512


# --- hostile headers ----------------------------------------------------------------------------------

NAMES = st.sampled_from(
    [
        b"x-forwarded-for",
        b"forwarded",
        b"user-agent",
        b"accept-language",
        b"x-time-zone",
        b"sec-ch-ua-platform",
        b"host",
    ]
)
PIECES = st.sampled_from(
    [
        b"for=",
        b'"',
        b"[",
        b"]",
        b",",
        b";",
        b"::1",
        b"127.0.0.1",
        b"%",
        b":",
        b"\x00",
        b"\xff",
        b"-",
        b"=",
        b" ",
        b"1" * 400,
    ]
)
VALUES = st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=30).map(b"".join))
CLIENTS = st.one_of(st.none(), st.text(max_size=40), st.just("127.0.0.1"))


@given(st.lists(st.tuples(NAMES, VALUES), max_size=12), CLIENTS, st.text(max_size=80))
def test_nothing_that_a_stranger_writes_raises(
    headers: list[tuple[bytes, bytes]], client: str | None, zone: str
) -> None:
    visitor = reader().read(headers, Peer(client), NOON, zone)
    assert 0 < visitor.reporter < 2**64
    assert 0 < visitor.origin < 2**64
    assert visitor.agent.isprintable()
    again = reader().read(headers, Peer(client), NOON, zone)
    assert visitor._replace(agent="") == again._replace(agent="")


@pytest.mark.parametrize("name", [b"x-forwarded-for", b"forwarded"])
@pytest.mark.parametrize(
    "value",
    [
        b"x" * 10_000,
        b"," * 10_000,
        b"127.0.0.1," * 1_000,
        b"for=127.0.0.1," * 1_000,
        b'for="' * 2_000,
        b"; " * 5_000 + b"for",
        b" " * 10_000 + b"1.2.3.4",
        b"[" * 10_000,
    ],
)
def test_a_monstrous_header_costs_little(name: bytes, value: bytes) -> None:
    one = reader()
    quickest = min(_seconds(one, [(name, value)]) for _ in range(5))
    # Ten times the usual would still be a tenth of this; what must not be is work that grows with its square.
    assert quickest < 0.005


def _seconds(one: VisitorReader, headers: Headers) -> float:
    begun = perf_counter()
    one.read(headers, Peer("127.0.0.1"), NOON)
    return perf_counter() - begun


def test_a_caller_behind_a_thousand_proxies_is_not_searched_for() -> None:
    assert behind(b"198.51.100.7" + b",127.0.0.1" * 15) == direct("198.51.100.7")
    assert behind(b"198.51.100.7" + b",127.0.0.1" * 1_000) == direct("127.0.0.1")


def test_a_thousand_lines_of_one_header_cost_little() -> None:
    one = reader()
    lines = [(b"x-forwarded-for", b"127.0.0.1")] * 1_000
    assert min(_seconds(one, lines) for _ in range(5)) < 0.02
    assert one.read(lines, Peer("127.0.0.1"), NOON).origin == direct("127.0.0.1")


def test_a_peer_and_its_hops_tell_no_address_to_whoever_prints_them() -> None:
    carried = (Peer("198.51.100.7"), Hops(b"198.51.100.7", b"for=198.51.100.7"))
    assert "198" not in f"{carried} {carried[0]} {carried[1]!r}"
