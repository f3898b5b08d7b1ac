"""Letters as people write them, and as programs do."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from groundswell.core.letter import Letter, Refusal, is_authentic, read

ANNA = "anna@example.org"
OWN = ("help@watch.example", "watch@watch.example")


def letter(text: str = "I cannot log in.", subject: str = "Log-in", **fields: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = f"Anna <{ANNA}>"
    made["To"] = "help@watch.example"
    made["Subject"] = subject
    made["Message-ID"] = "<one@example.org>"
    for name, value in fields.items():
        del made[name.replace("_", "-")]
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def asked(made: EmailMessage | bytes, mail_from: str = ANNA, authserv: str = "") -> Letter:
    raw = made if isinstance(made, bytes) else made.as_bytes()
    found = read(raw, mail_from=mail_from, own=OWN, authserv=authserv)
    assert isinstance(found, Letter), found
    return found


def refused(made: EmailMessage | bytes, mail_from: str = ANNA) -> Refusal:
    raw = made if isinstance(made, bytes) else made.as_bytes()
    found = read(raw, mail_from=mail_from, own=OWN)
    assert isinstance(found, Refusal), found
    return found


def test_a_letter_is_its_subject_and_its_words() -> None:
    found = asked(letter("Since noon.\nIs it me?\n", "No log-in"))
    assert found.words == "No log-in\n\nSince noon.\nIs it me?"
    assert (found.sender, found.id, found.attachments) == (ANNA, "<one@example.org>", 0)


def test_a_subject_that_is_said_again_in_the_words_is_not_said_twice() -> None:
    assert asked(letter("Hello, no log-in since noon.", "No log-in")).words == "Hello, no log-in since noon."


def test_a_letter_with_a_subject_alone_asks_that() -> None:
    assert asked(letter("\n", "Is Instagram down?")).words == "Is Instagram down?"


def test_the_subject_of_an_answer_is_not_asked_again() -> None:
    assert asked(letter("It still fails.", "Re: No log-in")).words == "It still fails."
    assert refused(letter("\n", "AW: No log-in")) is Refusal.EMPTY


def test_plain_text_is_taken_before_html_and_html_where_there_is_nothing_else() -> None:
    both = letter("plain words")
    both.add_alternative("<p>other words</p>", subtype="html")
    assert asked(both).words == "Log-in\n\nplain words"
    alone = letter()
    alone.set_content("<p>Only <i>these</i></p><p>words</p>", subtype="html")
    assert asked(alone).words == "Log-in\n\nOnly these\n\nwords"
    empty = letter("  \n")
    empty.add_alternative("<p>these words</p>", subtype="html")
    assert asked(empty).words == "Log-in\n\nthese words"


def test_attachments_are_dropped_and_counted() -> None:
    made = letter("See the picture.")
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="shot.png")
    made.add_attachment("a text that is a file", filename="log.txt")
    made.add_attachment(letter("the letter inside"))
    found = asked(made)
    assert found.attachments == 3
    assert "inside" not in found.words
    assert "file" not in found.words


@pytest.mark.parametrize(
    "text",
    [
        "My words.\n\nOn Tue, 3 Mar 2026 at 12:00, Watch <watch@watch.example> wrote:\n> old words\n>> older\n",
        "My words.\n\nAm 03.03.2026 um 12:00 schrieb Watch\n<watch@watch.example>:\n\n> old words\n",
        "Le mar. 3 mars 2026 à 12:00, Watch <w@watch.example> a écrit :\n> old words\nMy words.\n",
        "2026年3月3日(火) 12:00 Watch <w@watch.example>:\n> old words\n\nMy words.\n",
        "My words.\n\n-----Original Message-----\nFrom: Watch\nold words\n",
        "My words.\n\n________________________________\nFrom: Watch <w@watch.example>\nSent: 3 March\nTo: Anna\nSubject: a\n\nold words",
        "My words.\n\nVon: Watch <w@watch.example>\nGesendet: 3. März 2026\nAn: Anna\nBetreff: a\n\nold words",
        "My words.\n\n-- \nAnna, old words\n",
        "My words.\n\nSent from my iPhone\nold words",
        "My words.\n\nEnviado desde mi iPhone",
        "My words.\n\niPhoneから送信",
        "My words.\n\nVon meinem iPhone gesendet",
        "My words.\n\nأرسلت من جهاز",
    ],
)
def test_what_was_written_before_and_what_stands_under_a_letter_is_cut(text: str) -> None:
    assert asked(letter(text, "Re: x")).words == "My words."


def test_words_that_only_look_like_quoting_stay() -> None:
    text = "From: the start it failed.\nError code: 7\n2 > 1 and a <3 b\nAt 12:30 it said:\nno."
    assert asked(letter(text, "Re: x")).words == text.replace("<3", "<3")


def test_a_letter_that_only_passes_another_on_asks_what_that_says() -> None:
    words = asked(
        letter(
            "---------- Forwarded message ----------\nFrom: Bo <bo@b.example>\nDate: 3 March\n\nIs the bank down?\n",
            "Fwd: bank",
        )
    )
    assert words.words == "Is the bank down?"


@pytest.mark.parametrize(
    ("raw", "charset", "words"),
    [
        ("größer".encode("latin-1"), "iso-8859-1", "größer"),
        ("größer".encode(), "iso-8859-1", "größer"),  # said wrongly
        ("größer".encode("latin-1"), "utf-8", "größer"),  # said wrongly, too
        ("größer".encode("latin-1"), "x-unheard-of", "größer"),
        ("ログインできない".encode("iso2022-jp"), "ISO-2022-JP", "ログインできない"),
        ("ログイン".encode("cp932"), "Shift_JIS", "ログイン"),
        ("الدخول".encode("cp1256"), "windows-1256", "الدخول"),
        ("вход".encode("koi8-r"), "KOI8-R", "вход"),
        ("a\x93b\x94".encode("latin-1"), "us-ascii", "a“b”"),
        (b"abc", "zlib", "abc"),
        (b"abc", "punycode", "abc"),
        (b"abc", "unicode_escape", "abc"),
        ("log".encode("utf-16"), "utf-16", "log"),
        (b"\x00\xd8\x00\xd8ab", "utf-16-le", "扡"),  # halves of pairs
    ],
)
def test_words_are_read_whatever_character_set_is_said(raw: bytes, charset: str, words: str) -> None:
    head = f"From: {ANNA}\nContent-Type: text/plain; charset={charset}\n\n"
    found = asked(head.encode() + raw).words
    assert found.replace("\ufffd", "") == words


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("=?utf-8?q?gr=C3=B6=C3=9Fer?=", "größer"),
        ("=?utf-8?b?Z3LDtg==?= =?utf-8?b?w59lcg==?=", "größer"),
        ("=?iso-8859-1?Q?gr=F6=DFer?= now", "größer now"),
        ("=?utf-8*de?q?a?=", "a"),
        ("=?nothing?b?!!!?=", "a?"),
        ("=?utf-8?b?Z3LDtg?=", "grö"),  # no padding
    ],
)
def test_encoded_words_of_a_subject_are_read(subject: str, words: str) -> None:
    found = read(f"From: {ANNA}\nSubject: {subject}\n\n".encode(), mail_from=ANNA)
    assert isinstance(found, Letter) == (words != "a?")
    assert not isinstance(found, Letter) or found.words == words


def test_nothing_in_a_subject_can_become_a_header() -> None:
    subject = "=?utf-8?q?a=0D=0ABcc:_victim@example.net=0D=0A=0D=0Abody?="
    found = asked(f"From: {ANNA}\nSubject: {subject}\n\nb".encode())
    assert found.subject == "a Bcc: victim@example.net body"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"Auto_Submitted": "auto-replied"}, Refusal.AUTOMATIC),
        ({"Auto_Submitted": "auto-generated; type=x"}, Refusal.AUTOMATIC),
        ({"Auto_Submitted": "something-new"}, Refusal.AUTOMATIC),
        ({"X_Auto_Response_Suppress": "All"}, Refusal.AUTOMATIC),
        ({"X_Autoreply": "yes"}, Refusal.AUTOMATIC),
        ({"Precedence": "auto_reply"}, Refusal.AUTOMATIC),
        ({"Subject": "Automatic reply: your question"}, Refusal.AUTOMATIC),
        ({"Subject": "Abwesenheitsnotiz"}, Refusal.AUTOMATIC),
        ({"Subject": "=?utf-8?B?UsOpcG9uc2UgYXV0b21hdGlxdWUgOiBhYnNlbnRl?="}, Refusal.AUTOMATIC),
        ({"Subject": "=?utf-8?B?6Ieq5YuV6L+U5L+h77ya5LiN5Zyo44Gn44GZ?="}, Refusal.AUTOMATIC),
        ({"Subject": "=?iso-8859-1?Q?Respuesta_autom=E1tica=3A_ausente?="}, Refusal.AUTOMATIC),
        ({"Precedence": "bulk"}, Refusal.LIST),
        ({"List_Id": "<town.example>"}, Refusal.LIST),
        ({"List_Unsubscribe": "<mailto:x@town.example>"}, Refusal.LIST),
        ({"From": "no-reply@shop.example"}, Refusal.NO_REPLY),
        ({"From": "Donotreply <donotreply@shop.example>"}, Refusal.NO_REPLY),
        ({"From": "MAILER-DAEMON@mx.example"}, Refusal.NO_REPLY),
        ({"From": "help@watch.example"}, Refusal.OWN),
        ({"From": "Watch <WATCH@watch.example>"}, Refusal.OWN),
        ({"Message_ID": f"<{'0a' * 16}@watch.example>"}, Refusal.OWN),
        ({"X_Loop": "help@watch.example"}, Refusal.LOOP),
        ({"X_Failed_Recipients": "a@b.example"}, Refusal.BOUNCE),
    ],
)
def test_what_no_person_wrote_is_refused_by_its_name(fields: dict[str, str], why: Refusal) -> None:
    assert refused(letter(**fields)) is why


def test_a_letter_without_a_sender_on_its_envelope_is_a_bounce() -> None:
    assert refused(letter(), mail_from="") is Refusal.BOUNCE
    assert refused(letter(), mail_from="<>") is Refusal.BOUNCE


def test_reports_and_invitations_are_no_questions() -> None:
    report = b"From: a@b.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n\nhi\n--x--"
    assert refused(report) is Refusal.BOUNCE
    invitation = letter("Come at noon.")
    invitation.add_alternative(b"BEGIN:VCALENDAR", "text", "calendar", params={"method": "REQUEST"})
    assert refused(invitation) is Refusal.CALENDAR


def test_a_letter_that_went_in_circles_is_refused() -> None:
    hops = "".join(f"Received: from h{number}\n" for number in range(31))
    assert refused(f"{hops}From: {ANNA}\n\nhi".encode()) is Refusal.LOOP


def test_a_letter_that_says_it_is_not_automatic_is_taken() -> None:
    assert asked(letter(Auto_Submitted="no")).words.startswith("Log-in")


def test_what_is_encrypted_is_not_guessed_at() -> None:
    sealed = b"From: a@b.example\nContent-Type: multipart/encrypted; boundary=x\n\n--x\n\nVersion: 1\n--x--"
    assert refused(sealed) is Refusal.UNREADABLE


def test_several_senders_or_none_are_no_sender() -> None:
    for value in ("a@b.example, c@d.example", "", "undisclosed:;", "<a@b.example> <c@d.example>", "a@b@c"):
        assert asked(f"From: {value}\n\nhi".encode()).sender == ""
    assert asked(b"From: a@b.example\nFrom: c@d.example\n\nhi").sender == ""
    assert asked(b'From: "x, <q@r.example>" <a@b.example>\n\nhi').sender == "a@b.example"
    assert asked(b"From: (c@d.example) a@b.example\n\nhi").sender == "a@b.example"


MX = "mx.watch.example"


@pytest.mark.parametrize(
    ("fields", "fits"),
    [
        ([f"{MX}; dmarc=pass (p=reject) header.from=example.org"], True),
        ([f"{MX} 1; spf=pass smtp.mailfrom=anna@example.org"], True),
        ([f"{MX}; dkim=pass header.d=example.org header.s=k"], True),
        ([f"{MX}; dkim=pass header.i=@example.org"], True),
        ([f"{MX.upper()}; dmarc=pass header.from=EXAMPLE.org"], True),
        ([f"{MX}; dkim=pass header.d=org"], False),
        ([f"{MX}; dkim=pass header.d=mail.example.org"], False),
        ([f"{MX}; dkim=pass header.d=evil.example"], False),
        ([f"{MX}; dkim=fail header.d=example.org"], False),
        ([f"{MX}; spf=pass smtp.mailfrom=evil.example"], False),
        ([f"{MX}; spf=softfail smtp.mailfrom=example.org"], False),
        ([f"{MX}; dmarc=pass header.from=evil.example"], False),
        ([f"{MX}; dmarc=fail header.from=example.org", f"{MX}; dmarc=pass header.from=example.org"], False),
        ([f"{MX}; dmarc=fail; dkim=pass header.d=example.org"], False),
        ([f"{MX}; dmarc=none header.from=example.org; dkim=pass header.d=example.org"], True),
        ([f"{MX}; spf=pass smtp.mailfrom=anna@example.org; dmarc=none"], True),
        ([f"{MX}; dmarc=none header.from=example.org"], False),
        ([f"{MX}; dmarc=temperror header.from=example.org; spf=pass smtp.mailfrom=example.org"], False),
        ([f"{MX}; none"], False),
        ([f"evil.example; dmarc=pass header.from=example.org; x={MX}"], False),
        ([f"evil.example ({MX}); dmarc=pass header.from=example.org"], False),
        ([f'{MX}; none; x=neutral reason="; dmarc=pass header.from=example.org"'], False),
        ([], False),
    ],
)
def test_only_what_our_own_mail_server_wrote_of_the_sender_is_believed(fields: list[str], fits: bool) -> None:
    assert is_authentic(fields, MX, ANNA) is fits
    assert not is_authentic(fields, "", ANNA)
