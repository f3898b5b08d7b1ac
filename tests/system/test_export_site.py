"""A static copy on a host of plain files: read there, reported from there, counted by the instance."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.system.conftest import NO_CERTIFICATES, eventually
from tests.system.plain_host import free_port, plain_host, taking_reports_from
from tests.system.process import Server, server

LINK = r'(?:href|src|action)="([^"#?]+)'
PERSON = {"user-agent": "Mozilla/5.0 (X11)", "x-forwarded-for": "198.51.100.9"}


@dataclass(frozen=True, slots=True)
class Copied:
    """An instance, the folder of its copy, and where that is served."""

    server: Server
    folder: Path
    host: str

    def export(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`groundswell export-site`, to its end."""
        return subprocess.run(export_command(self.server, self.folder, *words), **_TOLD)  # type: ignore[call-overload,no-any-return]

    def read(self, path: str) -> str:
        """A page, as somebody reads it who follows the host to its index."""
        answer = httpx.get(self.host + path, follow_redirects=True, verify=NO_CERTIFICATES)
        assert answer.status_code == 200, path
        return answer.text


_TOLD = {"capture_output": True, "text": True, "timeout": 240, "check": False}


def export_command(server: Server, folder: Path, *words: str) -> list[str]:
    """What is typed."""
    return [sys.executable, "-m", "groundswell.cli", "export-site", str(folder), "--url", server.url, *words]


@contextmanager
def copied_to(room: Path, port: int, settings: dict[str, str]) -> Iterator[Copied]:
    """An instance with these settings and its copy, served on `port`."""
    folder = room / "copy"
    folder.mkdir()
    with server(room / "data", port=free_port(), settings=settings) as made, plain_host(folder, port) as host:
        made.start()
        found = Copied(made, folder, host)
        done = found.export()
        assert done.returncode == 0, done.stderr
        yield found


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copied]:
    """An instance with few services that takes reports from its copy, and the copy."""
    room, port = tmp_path_factory.mktemp("copied"), free_port()
    with copied_to(room, port, taking_reports_from(port, room)) as found:
        yield found


def form_of(page: str) -> str:
    found = re.search(r'<form class="report" action="([^"]+)" method="post"', page)
    assert found, page
    return found[1]


def test_every_page_that_a_copied_page_leads_to_is_there_or_at_the_instance(copied: Copied) -> None:
    pages = [copied.read(path) for path in ("/", "/s/instagram", "/s/spotify", "/incidents", "/about")]
    for place in {place for page in pages for place in re.findall(LINK, page)}:
        if place.startswith("/"):
            copied.read(place)
        else:
            assert place.startswith(("https://", f"{copied.server.url}/", "mailto:")), place
    assert '"page"' in copied.read("/api/v2/summary.json")
    assert "<feed" in copied.read("/feeds/all.atom")


def test_a_report_from_the_copy_is_counted_and_comes_back_with_the_next_one(copied: Copied) -> None:
    assert 'data-count="0"' in copied.read("/s/instagram")
    browser = PERSON | {"origin": copied.host, "sec-fetch-site": "cross-site", "accept": "text/html"}
    taken = httpx.post(form_of(copied.read("/s/instagram")), data={"symptom": "feed"}, headers=browser)
    assert taken.status_code == 303, taken.text
    receipt = copied.server.url + taken.headers["location"]
    eventually(
        lambda: httpx.get(receipt, headers=PERSON, verify=NO_CERTIFICATES).text,
        lambda page: "has been counted" in page,
    )
    eventually(
        lambda: httpx.get(f"{copied.server.url}/s/instagram/live", verify=NO_CERTIFICATES).text,
        lambda page: 'data-count="1"' in page,
    )
    quiet = copied.folder / "s/spotify/index.html"

    def is_written_again() -> bool:
        before = quiet.stat().st_mtime_ns
        assert copied.export().returncode == 0
        return quiet.stat().st_mtime_ns != before

    # A page of which nothing is reported is made anew once an hour, and that may be now.
    assert not eventually(is_written_again, lambda again: not again)
    assert 'data-count="1"' in copied.read("/s/instagram")
    assert 'data-count="1"' in copied.read("/s/instagram/live")


def test_a_page_of_somebody_else_cannot_report_so(copied: Copied) -> None:
    foreign = PERSON | {"origin": "http://evil.example", "sec-fetch-site": "cross-site"}
    refused = httpx.post(form_of(copied.read("/s/instagram")), data={"symptom": "feed"}, headers=foreign)
    assert refused.status_code == 403


def test_it_goes_on_until_it_is_stopped_and_lives_through_a_server_that_is_away(copied: Copied) -> None:
    command = export_command(copied.server, copied.folder, "--every", "5")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            assert "0 taken out" in process.stdout.readline()
            copied.server.stop()
            assert "the copy stays as it is" in process.stderr.readline()
            copied.server.start()
            assert "files" in process.stdout.readline()
        finally:
            process.terminate()
    assert "renewed every 5 seconds" in copied.read("/s/instagram")


def test_a_server_that_is_not_there_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    began = time.perf_counter()
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "groundswell.cli",
            "export-site",
            str(tmp_path / "x"),
            "--url",
            "http://127.0.0.1:9",
        ],
        **_TOLD,  # type: ignore[call-overload]
    )
    assert done.returncode == 3
    assert "does not answer" in done.stderr
    assert not (tmp_path / "x").exists()
    assert time.perf_counter() - began < 60
