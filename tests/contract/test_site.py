"""What every site promises: see ports.Site."""

from __future__ import annotations

import pytest

from groundswell.ports import Page, Site
from groundswell.stores.site_memory import SiteMemory


@pytest.fixture(params=[SiteMemory])
def site(request: pytest.FixtureRequest) -> Site:
    made: Site = request.param()
    return made


def page(body: bytes) -> Page:
    return Page("text/html", f'"{len(body)}"', {"identity": body})


def test_what_is_published_is_read_until_it_is_removed(site: Site) -> None:
    assert site.get("/") is None
    site.put("/", page(b"one"))
    site.put("/s/bank", page(b"bank"))
    site.put("/", page(b"two"))
    assert site.get("/") == page(b"two")
    assert sorted(site.paths()) == ["/", "/s/bank"]
    assert len(site) == 2
    site.remove("/")
    site.remove("/never")
    assert site.get("/") is None
    assert list(site.paths()) == ["/s/bank"]
    assert len(site) == 1
