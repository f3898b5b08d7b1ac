"""The client tries again where that helps, and nowhere else; what the server says reaches the person."""

import gzip
import json
from collections.abc import Callable

import httpx
import pytest

from groundswell.errors import ConfigError, StoreUnavailableError
from groundswell.runtime.client import RefusedError, Server
from groundswell.web.wire import IncidentList, ReportIn

REPORT = ReportIn(service="instagram")
RECEIPT = {
    "receipt": "abc",
    "service": "instagram",
    "symptom": "",
    "works": False,
    "observed_at": "2023-05-21T22:09:00Z",
    "status": "waiting",
    "self": "/api/v1/receipts/abc",
    "page": "/r/abc",
}
Reply = httpx.Response | Exception


class Sky:
    """What answers: one reply after the other, the last one for ever. Remembers requests and pauses."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.requests: list[httpx.Request] = []
        self.pauses: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, Exception):
            raise reply
        return reply

    def server(self) -> Server:
        transport = httpx.MockTransport(self)
        return Server("http://there", token="t" * 20, transport=transport, pause=self.pauses.append)


def answer(status: int, body: object = None, **headers: str) -> httpx.Response:
    return httpx.Response(
        status, json=body, headers={name.replace("_", "-"): text for name, text in headers.items()}
    )


def problem(status: int, detail: str, **more: object) -> httpx.Response:
    return answer(status, {"type": "about:blank", "title": "No", "status": status, "detail": detail, **more})


def test_a_report_brings_a_receipt() -> None:
    sky = Sky(answer(202, RECEIPT))
    with sky.server() as server:
        assert server.report(REPORT, "key-1").receipt == "abc"
    assert sky.requests[0].headers["idempotency-key"] == "key-1"
    assert json.loads(sky.requests[0].content)["service"] == "instagram"


@pytest.mark.parametrize(
    "hiccup",
    [
        lambda: httpx.ConnectError("refused"),
        lambda: httpx.ReadTimeout("slow"),
        lambda: httpx.RemoteProtocolError("gone"),
        lambda: answer(503, retry_after="2"),
        lambda: answer(500),
        lambda: answer(502),
    ],
)
def test_a_report_is_sent_again_under_the_same_key(hiccup: Callable[[], Reply]) -> None:
    sky = Sky(hiccup(), hiccup(), answer(202, RECEIPT))
    with sky.server() as server:
        server.report(REPORT, "key-1")
    assert [request.headers["idempotency-key"] for request in sky.requests] == ["key-1"] * 3
    assert len(sky.pauses) == 2


def test_the_client_waits_as_long_as_the_server_asks_and_longer_each_time() -> None:
    sky = Sky(answer(503, retry_after="3"), answer(503), answer(503), answer(202, RECEIPT))
    with sky.server() as server:
        server.report(REPORT, "key-1")
    assert sky.pauses == [3.0, 6.0, 12.0]


def test_a_server_that_stays_away_is_a_fault_that_names_it() -> None:
    sky = Sky(httpx.ConnectError("refused"))
    with (
        sky.server() as server,
        pytest.raises(StoreUnavailableError, match=r"http://there cannot be reached .*--url"),
    ):
        server.report(REPORT, "key-1")
    assert len(sky.requests) == 5


def test_a_report_that_is_refused_is_not_sent_again() -> None:
    sky = Sky(
        problem(422, "service: no such service", errors=[{"field": "service", "fault": "did you mean x?"}])
    )
    with (
        sky.server() as server,
        pytest.raises(RefusedError, match="no such service; service: did you mean x"),
    ):
        server.report(REPORT, "key-1")
    assert len(sky.requests) == 1


def test_a_flood_that_has_to_wait_half_an_hour_is_told_at_once() -> None:
    reply = problem(429, "too many reports from here", reason="flood")
    reply.headers["retry-after"] = "1800"
    sky = Sky(reply)
    with sky.server() as server, pytest.raises(RefusedError) as raised:
        server.report(REPORT, "key-1")
    assert raised.value.problem.reason == "flood"
    assert sky.pauses == []


def test_bulk_goes_packed_and_with_the_token() -> None:
    sky = Sky(answer(202, {"accepted": 3, "dropped": {}, "faults": []}))
    with sky.server() as server:
        outcome = server.bulk("/api/v1/counts/bulk", b"at,service,reports\n", "text/csv", {"bin": "15m"})
    request = sky.requests[0]
    assert outcome.accepted == 3
    assert request.url.params["bin"] == "15m"
    assert request.headers["authorization"] == "Bearer " + "t" * 20
    assert gzip.decompress(request.content) == b"at,service,reports\n"


@pytest.mark.parametrize("hiccup", [httpx.ReadTimeout("slow"), answer(500)])
def test_a_bulk_request_that_may_have_been_taken_is_not_sent_again(hiccup: Reply) -> None:
    sky = Sky(hiccup, answer(202, {"accepted": 3, "dropped": {}, "faults": []}))
    with sky.server() as server, pytest.raises((StoreUnavailableError, ConfigError)):
        server.bulk("/api/v1/counts/bulk", b"", "text/csv", {})
    assert len(sky.requests) == 1


def test_a_bulk_request_that_was_not_taken_is_sent_again() -> None:
    sky = Sky(
        httpx.ConnectError("refused"), answer(503), answer(202, {"accepted": 3, "dropped": {}, "faults": []})
    )
    with sky.server() as server:
        assert server.bulk("/api/v1/counts/bulk", b"", "text/csv", {}).accepted == 3


def test_a_missing_token_is_told_with_the_variable_that_holds_it() -> None:
    sky = Sky(problem(401, "a token is needed"))
    with sky.server() as server, pytest.raises(ConfigError, match="set GROUNDSWELL_TOKEN"):
        server.bulk("/api/v1/counts/bulk", b"", "text/csv", {})


STRANGERS = (
    httpx.Response(200, html="<h1>Welcome to my router</h1>"),
    httpx.Response(404, html="<h1>Not found</h1>"),
    answer(200, {"weather": "fine"}),
)


@pytest.mark.parametrize("reply", STRANGERS)
def test_a_server_that_is_not_ours_is_told_so(reply: httpx.Response) -> None:
    with Sky(reply).server() as server, pytest.raises(ConfigError, match="as a Groundswell server does"):
        server.get("/api/v1/incidents", IncidentList)


def test_an_address_without_a_scheme_is_told_what_one_looks_like() -> None:
    with pytest.raises(ConfigError, match="write http://127"):
        Server("localhost:8000")


def test_a_dead_address_is_said_to_be_tried_again_once(capsys: pytest.CaptureFixture[str]) -> None:
    def dead(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with (
        Server("http://x.example", transport=httpx.MockTransport(dead), pause=lambda _: None) as server,
        pytest.raises(StoreUnavailableError),
    ):
        server.get("/api/v1/services", dict[str, object])
    assert capsys.readouterr().err.count("trying again") == 1
