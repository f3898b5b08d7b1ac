"""Letters of people who mean ill: none stops the reader, none gets markup through, none takes long."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.core.letter import BOUNDS, Letter, Refusal, plain, read

_SECONDS_MAX: Final = 3.0
"""Measured: a quarter of a second for the worst of 5 MB. The bound is for machines that do much else."""
_MARKUP: Final = re.compile(r"<[A-Za-z/!?]")
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_HTML: Final = b"Content-Type: text/html\n\n"

BOMBS: Final[Mapping[str, bytes]] = {
    "parts in parts": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth) for depth in range(30_000)
    ),
    "one boundary for all parts in parts": b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 40_000,
    "half a million parts": b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nhi\n" * 500_000,
    "base64 of five megabytes": b"Content-Transfer-Encoding: base64\n\n" + b"QUFB" * 1_250_000,
    "base64 of equals signs": b"Content-Transfer-Encoding: base64\n\n" + b"=" * 5_000_000,
    "quoted-printable all over": b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=41" * 1_600_000,
    "quoted-printable of nothing": b"Content-Transfer-Encoding: quoted-printable\n\n" + b"= " * 2_500_000,
    "only less-than signs": _HTML + b"<" * 5_000_000,
    "tags that never end": _HTML + b"<b " * 1_600_000,
    "quotes that never end": _HTML + b"<a b='" * 800_000,
    "comments that never end": _HTML + b"<!--" * 1_250_000,
    "scripts that never end": _HTML + b"<script>" * 600_000,
    "attributes without end": _HTML + b"<a" + b" b" * 2_500_000 + b">x",
    "elements in elements": _HTML + b"<blockquote>" * 400_000,
    "ampersands": _HTML + b"&" * 5_000_000,
    "a number too long for a number": _HTML + b"&#" + b"9" * 5_000_000 + b";",
    "a head without an end": b"A" * 5_000_000,
    "a million fields": b"X: y\n" * 1_000_000,
    "one field of five megabytes": b"Subject: x\n" + b" y\n" * 1_600_000,
    "angles in From": b"From: " + b"<" * 8_000 + b"\n\nx",
    "comments in From": b"From: " + b"(" * 8_000 + b"\n\nx",
    "encoded words that are none": b"Subject: " + b"=?a?b?" * 1_300 + b"\n\nx",
    "parameters that are none": b'Content-Type: a; b="' + b"\\" * 8_000 + b"\n\nx",
    "results that are none": b"Authentication-Results: mx" + b"; a=b (" * 1_000 + b"\n\nx",
    "five million quotes": b"\n\n" + b"> \n" * 1_600_000,
    "attributions of nothing": b"\n\n" + b"1 @ 2, somebody wrote:\n>\n" * 200_000,
    "dashes": b"\n\nhi\n" + (b"-" * 299 + b"\n") * 16_000,
    "heads in the words": b"\n\nhi\n" + b"From: a\n" * 600_000,
    "marks on one letter": b"\n\na" + "\u0301".encode() * 2_500_000,
    "one line": b"\n\n" + b"wordword" * 600_000,
    "nothing": b"",
    "zeros": b"\x00" * 5_000_000,
    "line ends": b"\r\n" * 2_500_000,
}


def told(raw: bytes) -> Letter | Refusal:
    return read(raw, mail_from="a@b.example", own=("c@d.example",), authserv="mx")


def check(found: Letter | Refusal) -> None:
    if isinstance(found, Refusal):
        return
    assert found.words.strip()
    assert len(found.words) <= BOUNDS.words + 200
    for text in (found.words, found.subject, found.sender, found.id, *found.references):
        assert not _FORBIDDEN.search(text)
    assert not _MARKUP.search(found.words)
    assert not _MARKUP.search(found.subject)
    assert "\n" not in found.subject + found.sender + found.id


@pytest.mark.parametrize("name", BOMBS)
def test_no_letter_takes_long_or_stops_the_reader(name: str) -> None:
    began = time.process_time()
    check(told(BOMBS[name]))
    assert time.process_time() - began < _SECONDS_MAX


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<scr<script>ipt>alert(1)</script>x", "ipt>alert(1)x"),
        ("<ScRiPt >a()</sCrIpT\n>x", "x"),
        ("<script>a('</scr'+'ipt>')</script >x", "x"),
        ("<style>p{}</style>x<!-- <b>no</b> -->y", "xy"),
        ("<!doctype html><?xml v?>x", "x"),
        ("<svg onload=a()><text>no</text></svg>x", "x"),
        ("<img src=x onerror=a()>x", "x"),
        ('<a href="javascript:a()" title=">">x</a>', "x"),
        ("<a href='https://bad.example'>https://bank.example</a>", "https://bank.example"),
        ("<p hidden>no</p><div style='display : none'>no<div>no</div>no</div>x", "x"),
        ('<span style="font-size:0px">no</span>x<span aria-hidden=true>no</span>', "x"),
        ("&lt;script&gt;x&lt;/script&gt;", "<script>x</script>"),
        ("<title>no</title><textarea><b>no</b></textarea>x", "x"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ("<div class='gmail_quote'>no</div>x<blockquote>no<blockquote>no</blockquote>no</blockquote>", "x"),
        ("x<div id=appendonsend></div>no", "x"),
        ("<plaintext>no</plaintext>no", ""),
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("x<script", "x"),
        ("x</p foo='", "x"),
        ("&#0;&#x110000;&#xD800;&unheard;x", "\ufffd\ufffd\ufffd&unheard;x"),
    ],
)
def test_of_markup_nothing_but_its_words_is_left(markup: str, words: str) -> None:
    assert plain(markup).strip() == words


def test_what_is_markup_in_plain_text_cannot_be_markup_on_a_page() -> None:
    found = told(b"From: a@b.example\nSubject: <img src=x>\n\n<script>x()</script> &lt;b&gt; <!--")
    assert isinstance(found, Letter)
    check(found)
    assert "‹script>" in found.words


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/mixed\n\nno boundary",
        b'Content-Type: multipart/mixed; boundary=""\n\n--\n\nx',
        b"Content-Type: multipart/mixed; boundary=x\n\nno such line",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x--\n\nx",
        b"Content-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/html\n\n<b>a</b>\n--x\n",
        b"Content-Type: text/plain; charset*0*=utf-; charset*1*=8\n\nx",
        b"Content-Type: text/plain; charset*999999999=a\n\nx",
        b'Content-Type: ;;;==="\n\nx',
        b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n",
        b"Content-Type: message/rfc822\n\nFrom: a\n\nx",
        b'Content-Type: message/external-body; access-type=URL; URL="http://a"\n\nx',
        b"Content-Type: message/partial; id=1; number=1; total=9\n\nx",
        b"From: =?utf-8?b?PGFAYi5leGFtcGxlPg==?=\n\nx",
        b"From:\n\nx",
        b" folded from nothing\n\nx",
        b"\xff\xfe\xfd: \xff\n\n\xff",
        b"Subject: =?utf-16?b?AA==?=\n\nx",
        b"Subject: =?iso-2022-jp?b?GyRC?=\n\nx",
    ],
)
def test_letters_that_are_wrong_in_themselves_are_read_as_far_as_they_go(raw: bytes) -> None:
    check(told(raw))


_TYPES = st.sampled_from(
    [
        "text/plain",
        "text/html",
        "multipart/mixed",
        "multipart/alternative",
        "multipart/signed",
        "text/calendar",
        "multipart/report",
        "message/rfc822",
        "application/octet-stream",
        "multipart/",
        "",
        "text/plain;x",
    ]
)
_ENCODINGS = st.sampled_from(
    ["7bit", "8bit", "base64", "quoted-printable", "BASE64 (x)", "x-odd", "", "\xff"]
)
_CHARSETS = st.sampled_from(
    ["utf-8", "us-ascii", "iso-2022-jp", "utf-16", "utf-32", "utf-7", "big5", "hz", "idna", "zip", '"', "\\"]
)
_BOUNDARIES = st.sampled_from(["x", "b b", "=_", "", "(", "-" * 10, "y" * 300])
_BODIES = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace")),
    st.sampled_from(
        [b"<script>a()</script>", b"<p>a", b"> q\n", b"PHNjcmlwdD4=", b"=3Cscript=3E", b"--x", b"\n"]
    ),
)


@st.composite
def parts(draw: st.DrawFn, depth: int = 3) -> bytes:
    kind, boundary = draw(_TYPES), draw(_BOUNDARIES)
    head = [
        f'Content-Type: {kind}; charset={draw(_CHARSETS)}; boundary="{boundary}"',
        f"Content-Transfer-Encoding: {draw(_ENCODINGS)}",
        draw(
            st.sampled_from(
                ["", "Content-Disposition: attachment", "Content-Disposition: inline; filename=a"]
            )
        ),
    ]
    if kind.startswith("multipart") and depth:
        inner = draw(st.lists(parts(depth=depth - 1), max_size=3))
        body = b"".join(b"--" + boundary.encode() + b"\r\n" + each + b"\r\n" for each in inner)
        body += draw(st.sampled_from([b"", b"--" + boundary.encode() + b"--"]))
    else:
        body = draw(_BODIES)
    return "\r\n".join(filter(None, head)).encode("latin-1") + b"\r\n\r\n" + body


_VALUES = st.one_of(
    st.binary(max_size=120),
    st.sampled_from(
        [b"a@b.example", b"<a@b.example>", b'"a" <a@b.example', b"=?utf-8?q?=3Cb=3E?=", b"mx; dmarc=pass"]
    ),
)
_NAMES = st.sampled_from(
    [
        b"From",
        b"Subject",
        b"Message-ID",
        b"References",
        b"In-Reply-To",
        b"Authentication-Results",
        b"Date",
        b"Auto-Submitted",
        b"Content-Language",
        b"Received",
        b"X",
    ]
)


@st.composite
def letters(draw: st.DrawFn) -> bytes:
    head = b"".join(
        name + b": " + value + b"\r\n" for name, value in draw(st.lists(st.tuples(_NAMES, _VALUES)))
    )
    return head + draw(parts())


@settings(max_examples=400, deadline=None)
@given(letters())
def test_letters_of_every_build_are_read_or_refused_and_never_more(raw: bytes) -> None:
    check(told(raw))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2_000))
def test_bytes_of_any_kind_are_read_or_refused(raw: bytes) -> None:
    check(told(raw))


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/!-='\" abpscriptyle&#;\n\x00"), max_size=400))
def test_no_mixture_of_signs_becomes_a_tag(text: str) -> None:
    check(told(b"From: a@b.example\n" + _HTML + text.encode()))
    assert told(b"From: a@b.example\n" + _HTML + text.encode()) == told(
        b"From: a@b.example\n" + _HTML + text.encode()
    )
