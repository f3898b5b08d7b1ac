"""The catalog as a graph of ties."""

from dataclasses import replace

from groundswell.core.catalog import Catalog
from groundswell.core.model import Operator, Part, PartKind, Service
from groundswell.core.scope import dependencies, page_of


def shop(slug: str, *on: str, operator: str = "one", strengths: tuple[float, ...] = ()) -> Service:
    return Service(slug, slug, operator, "", (), depends_on=on, strengths=strengths)


def made(*services: Service) -> Catalog:
    operators = [Operator(slug, slug) for slug in ("one", "two")]
    parts = [
        Part("east", "East", PartKind.CLOUD_REGION, "cloud"),
        Part("west", "West", PartKind.CLOUD_REGION, "cloud"),
    ]
    cloud = replace(shop("cloud", operator="two"), shared_as=PartKind.CLOUD)
    return Catalog.of([cloud, *services], operators, [], {"": ""}, parts=parts)


def test_a_region_fails_with_its_cloud_and_who_runs_a_service_is_a_tie_by_itself() -> None:
    graph = dependencies(made(*(shop(name, "east", strengths=(0.8,)) for name in "abc")))
    assert {(tie.on, tie.strength) for tie in graph.ties} == {
        ("east", 0.8),
        ("cloud", 0.8),
        ("operator:one", 0.4),
    }
    assert graph.kinds == {"east": "cloud-region", "cloud": "cloud", "operator:one": "operator"}


def test_what_fewer_than_three_stand_on_is_a_service_like_others() -> None:
    catalog = made(shop("a", "b"), shop("b", "west", operator="two"), shop("c", "b"), shop("d"), shop("e"))
    graph = dependencies(catalog)
    assert "b" not in graph.kinds
    assert "west" in graph.kinds  # b directly, a and c through it
    assert [tie.strength for tie in graph.ties if (tie.service, tie.on) == ("a", "west")] == [0.6 * 0.6]


def test_a_region_is_reported_on_the_page_of_its_cloud() -> None:
    catalog = made(shop("a", "east"))
    assert [page_of(catalog, name) for name in ("east", "cloud", "operator:one")] == ["cloud", "cloud", ""]
