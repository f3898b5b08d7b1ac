"""A folder becomes what the instance shows, with as few writes as can be."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from groundswell.errors import ConfigError, StoreUnavailableError
from groundswell.runtime.static_copy import NOTE, Caller, Fetched, Round, StaticCopy

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HTML = "text/html; charset=utf-8"


class Instance:
    """What an instance shows, as a table that tests write in."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, str]] = {}
        self.down = False
        self.broken: set[str] = set()
        self.asked: list[tuple[str, int]] = []
        self.shows("/sitemap.xml", "application/xml", _sitemap("/s/x"))
        self.shows("/", HTML, '<header><a href="/s/x">X</a> <a href="/feeds/x.atom">feed</a></header>')
        self.shows("/s/x", HTML, '<meta charset="utf-8"><form action="/s/x/report" data-report></form>')
        self.shows("/s/x/live", HTML, '<p data-live="counts">1</p>')
        self.shows("/feeds/x.atom", "application/atom+xml", "<feed/>" * 40)

    def shows(self, path: str, media_type: str, body: str) -> None:
        self.pages[path] = (media_type, body)

    def __call__(self, path: str, etag: str = "", *, as_browser: bool = False) -> Fetched:
        if self.down:
            raise StoreUnavailableError("down")
        if path in self.broken:
            return Fetched(503)
        if path not in self.pages:
            return Fetched(404, b"<header>nothing here</header>" if as_browser else b"{}", HTML)
        media_type, body = self.pages[path]
        status = 304 if etag == f'"{hash(body)}"' else 200
        self.asked.append((path, status))
        return Fetched(status, None if status == 304 else body.encode(), media_type, f'"{hash(body)}"')


def _sitemap(*paths: str) -> str:
    return "".join(f"<loc>https://town.example{path}</loc>" for path in ("/", *paths))


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_copy_holds_every_page_as_an_index_and_every_output_as_a_file(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    done = StaticCopy(copy, Instance()).round(NOW)
    assert files(copy) == {
        *("index.html", "s/x/index.html", "s/x/live/index.html", "feeds/x.atom", "sitemap.xml"),
        *("404.html", "copied.json", NOTE),
    }
    assert "https://town.example/s/x/report" in (copy / "s/x/index.html").read_text()
    assert (done.files, done.written, done.removed, done.faults) == (6, 6, 0, [])
    assert msgspec.json.decode((copy / "copied.json").read_bytes()) == {
        "at": "2026-03-02T12:00:00Z",
        "every": 0,
    }


def test_a_second_round_writes_only_what_changed_also_after_a_restart(tmp_path: Path) -> None:
    instance, copy = Instance(), tmp_path / "copy"
    StaticCopy(copy, instance).round(NOW)
    times = {name: (copy / name).stat().st_mtime_ns for name in files(copy)}
    instance.shows("/s/x", HTML, "<p>worse</p>")
    instance.asked.clear()
    again = StaticCopy(copy, instance)
    assert again.round(NOW) == Round(1, 0, 6)
    assert [path for path, status in instance.asked if status == 200] == ["/sitemap.xml", "/s/x"]
    changed = {name for name in files(copy) if (copy / name).stat().st_mtime_ns != times[name]}
    assert changed == {"s/x/index.html", "copied.json", NOTE}
    assert again.round(NOW) == Round(0, 0, 6)


def test_a_file_that_somebody_took_away_comes_back(tmp_path: Path) -> None:
    instance, copy = Instance(), tmp_path / "copy"
    made = StaticCopy(copy, instance)
    made.round(NOW)
    (copy / "feeds/x.atom").unlink()
    assert made.round(NOW) == Round(1, 0, 6)
    assert (copy / "feeds/x.atom").is_file()


def test_what_the_instance_no_longer_has_is_taken_out_and_nothing_else(tmp_path: Path) -> None:
    instance, copy = Instance(), tmp_path / "copy"
    StaticCopy(copy, instance).round(NOW)
    (copy / "CNAME").write_text("mirror.example")
    for path in ("/s/x", "/s/x/live"):
        del instance.pages[path]
    done = StaticCopy(copy, instance).round(NOW)
    assert done == Round(0, 2, 4)
    assert "s" not in {path.name for path in copy.iterdir()}
    assert (copy / "CNAME").is_file()


def test_a_page_that_nothing_leads_to_any_more_stays_while_the_instance_has_it(tmp_path: Path) -> None:
    instance, copy = Instance(), tmp_path / "copy"
    made = StaticCopy(copy, instance)
    made.round(NOW)
    instance.shows("/", HTML, "<header></header>")
    instance.shows("/sitemap.xml", "application/xml", _sitemap())
    made.round(NOW)
    StaticCopy(copy, instance).round(NOW)
    assert {"s/x/index.html", "feeds/x.atom"} <= files(copy)


def test_faults_of_the_instance_take_nothing_away(tmp_path: Path) -> None:
    instance, copy = Instance(), tmp_path / "copy"
    made = StaticCopy(copy, instance)
    made.round(NOW)
    before = files(copy)
    instance.broken = {"/s/x"}
    assert made.round(NOW).faults == ["/s/x"]
    assert files(copy) == before
    instance.down = True
    with pytest.raises(StoreUnavailableError):
        made.round(NOW)
    assert files(copy) == before


def test_a_folder_with_files_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ConfigError, match="no empty folder"):
        StaticCopy(tmp_path, Instance())
    assert files(tmp_path) == {"thesis.txt"}


def test_what_is_no_groundswell_server_is_told_so(tmp_path: Path) -> None:
    instance = Instance()
    instance.shows("/sitemap.xml", HTML, "<html>")
    with pytest.raises(ConfigError, match="is the address right"):
        StaticCopy(tmp_path / "copy", instance).round(NOW)
    assert not (tmp_path / "copy").exists()


def test_files_are_packed_beside_themselves_when_asked(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    StaticCopy(copy, Instance(), packed=True).round(NOW)
    whole = (copy / "feeds/x.atom").read_bytes()
    assert gzip.decompress((copy / "feeds/x.atom.gz").read_bytes()) == whole
    assert {"feeds/x.atom.br", "feeds/x.atom.zst"} <= files(copy)


def test_another_address_of_the_copy_makes_all_of_it_anew(tmp_path: Path) -> None:
    instance, copy = Instance(), tmp_path / "copy"
    StaticCopy(copy, instance).round(NOW)
    StaticCopy(copy, instance, at="https://mirror.example/outages/").round(NOW)
    assert 'href="/outages/s/x"' in (copy / "index.html").read_text()


def test_a_server_that_does_not_answer_is_named() -> None:
    with pytest.raises(StoreUnavailableError, match=r"127\.0\.0\.1:9 does not answer"):
        Caller("http://127.0.0.1:9")("/")


def test_a_round_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    StaticCopy(tmp_path / "copy", Instance()).round(NOW, lambda done, known: told.append((done, known)))
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert all(done <= known for done, known in told)
    assert told[-1][0] == told[-1][1]
