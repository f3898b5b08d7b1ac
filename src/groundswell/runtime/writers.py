"""Who writes the pages of an instance, in each language: made of the settings, once for each that is wanted."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from groundswell.core.catalog import Catalog
from groundswell.core.status import Masthead
from groundswell.flow.speak import Speak
from groundswell.ports import Site
from groundswell.runtime import subscribing
from groundswell.runtime.config import Settings
from groundswell.web.assets import Assets, load_assets, publish_static
from groundswell.web.house import House
from groundswell.web.language import ENGLISH
from groundswell.web.leaflets import publish_leaflets
from groundswell.web.render import Render


def _render(settings: Settings, catalog: Catalog, notice: str, assets: Assets, language: str) -> Render:
    house = House(
        contact=settings.contact,
        url=settings.web.url,
        kept_days=settings.retention.raw_days,
        comments=settings.web.comments,
        independent=settings.independent,
        ways=tuple(way.value for way in subscribing.carriers_of(settings)),
        subscriptions_days=settings.retention.subscriptions_days,
        notices_days=settings.retention.notices_days,
        questions=settings.questions.on,
        question_letters=settings.questions.letters_max,
        questions_days=settings.retention.questions_days,
        workarounds=settings.workarounds.on,
        sees_country=bool(settings.visitor.geo_country_file),
        sees_network=bool(settings.visitor.geo_network_file),
    )
    return Render(
        catalog,
        assets,
        instance_name=settings.instance_name,
        public_url=settings.web.public_url,
        language=language,
        notice=notice,
        house=house,
    )


def speakers(
    settings: Settings, catalog: Catalog, notice: str, site: Site
) -> tuple[Callable[[str], Render], Speak]:
    """Whoever renders a language, made when first wanted, and the leg that asks them."""
    assets = load_assets()
    publish_static(site, assets)
    render_in = cache(partial(_render, settings, catalog, notice, assets))
    speak = Speak(render_in, site)
    publish_leaflets(site, speak, render_in)
    if settings.web.design:
        site.put("/design", render_in(ENGLISH).design())
    return render_in, speak


def masthead_of(settings: Settings, notice: str) -> Masthead:
    """Who says what machines are told. What stands under a notice is not happening now: it is an exercise."""
    return Masthead(settings.instance_name, settings.web.url, exercise=bool(notice))
