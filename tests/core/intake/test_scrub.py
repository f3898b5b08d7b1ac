"""What a person wrote, without what tells who it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.intake import REMOVED, scrub


@pytest.mark.parametrize(
    "text",
    [
        "ana.perez+work@mail.example.es",
        "ana (at) example.com",
        "+34 600 123 456",
        "(0044) 20-7946-0958",
        "020 7946 0958",
        "०१२ ३४५६ ७८९०",
        "٠٦٠٠١٢٣٤٥٦",
        "https://spam.example/buy?x=1",
        "www.spam.example",
        "wa.me/4915112345678",
        "bit.ly/3xyz",
        "192.168.17.4",
        "2001:db8:85a3:8d3:1319:8a2e:370:7348",
        "DE89 3704 0044 0532 0130 00",
        "4111 1111 1111 1111",
        "@ana.perez",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6",
    ],
)
def test_what_tells_who_it_is_is_taken_out(text: str) -> None:
    assert scrub(f"It fails, ask {text} please") == f"It fails, ask {REMOVED} please"


@pytest.mark.parametrize(
    "text",
    [
        "It fails since 22:09, error 5003 on version 7.1.2",
        "Down since 21/05/2023 in Madrid, 3 of 4 phones",
        "Mitten am 21.05.2023 ging nichts mehr.",
        "No carga el feed... ni las historias",
        "ログインできません。エラー1001",
        "نسخة 12.4 لا تعمل منذ الساعة 10:30",
        "HTTP 503 for /api/v1/feed",
    ],
)
def test_what_says_what_fails_is_kept(text: str) -> None:
    assert scrub(text) == text


@given(st.text(max_size=500))
def test_any_text_is_scrubbed_in_one_go(text: str) -> None:
    assert scrub(scrub(text)) == scrub(text)
