"""What is kept ready of pages is bounded by what is published."""

import gc
import weakref

from groundswell.flow.publish import pack
from groundswell.ports import Page
from groundswell.stores.site_memory import SiteMemory
from groundswell.web.published import Published


class Bodies(dict[str, bytes]):
    """Bodies of which can be told whether anybody still holds them."""


def test_bodies_of_what_is_taken_down_or_replaced_are_let_go() -> None:
    site = SiteMemory()
    for number in range(200):  # a site so large that a bound by its size would keep all of what follows
        site.put(f"/{number}", pack("text/plain", b"%d" % number))
    published = Published(site)
    gone: list[weakref.ref[Bodies]] = []
    for number in range(128):
        bodies = Bodies(identity=b"[%d]" % number)
        gone.append(weakref.ref(bodies))
        site.put(f"/asked?{number}", Page("application/json", f'"{number}"', bodies, 10))
        assert published.answer(f"/asked?{number}", {}) is not None
        site.remove(f"/asked?{number}")
    del bodies
    gc.collect()
    assert sum(each() is not None for each in gone) <= 64
