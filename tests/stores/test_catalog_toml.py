"""The shipped catalog agrees with itself, and the file of an instance changes it or is refused with reasons."""

import re
import tomllib
from collections import Counter
from importlib.resources import files
from pathlib import Path
from zoneinfo import available_timezones

import pytest

from groundswell.core.catalog import Catalog
from groundswell.core.model import NetworkKind, PartKind
from groundswell.core.scope import dependencies
from groundswell.errors import ConfigError
from groundswell.stores.catalog_toml import load_catalog

WELL_KNOWN = """
instagram facebook whatsapp messenger threads youtube tiktok snapchat x reddit discord telegram signal
linkedin pinterest twitch netflix spotify disney-plus aws azure google-cloud cloudflare fastly akamai github
gitlab slack zoom microsoft-teams gmail outlook chatgpt claude paypal stripe visa roblox fortnite steam
playstation-network xbox-live nintendo verizon att t-mobile-us rogers vodafone-uk o2-uk ee three-uk telefonica
orange deutsche-telekom jio airtel claro vivo tim chase bank-of-america nubank itau hsbc barclays pix
"""

INSTAGRAM_BUTTONS = (
    "app feed server-connection log-in website posting sharing comments uploading profile stories"
)

KEYS = """
only remove categories symptoms operators services networks parts ties
name operator category aliases components depends_on url status_url time_zone country kind of shared_as users known propensity
"""

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = load_catalog()

SHOP = """
[services.corner-shop]
name = "Corner Shop"
operator = "corner"
category = "shops"
symptoms = ["checkout", "log-in"]

[operators]
corner = { name = "Corner Ltd" }
"""


def loaded(tmp_path: Path, text: str) -> Catalog:
    file = tmp_path / "my.toml"
    file.write_text(text)
    return load_catalog(file)


def refused(tmp_path: Path, text: str) -> str:
    """What the error says about the file."""
    with pytest.raises(ConfigError) as error:
        loaded(tmp_path, text)
    assert "my.toml" in str(error.value)
    return str(error.value)


# --- what is shipped ----------------------------------------------------------------------------------


def test_the_services_that_everybody_asks_about_are_there() -> None:
    assert [slug for slug in WELL_KNOWN.split() if slug not in SHIPPED.services] == []
    assert len(SHIPPED.services) >= 130


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("insta", "instagram"),
        ("IG", "instagram"),
        ("whatsap", "whatsapp"),
        ("fb", "facebook"),
        ("gh", "github"),
        ("gcp", "google-cloud"),
        ("Twitter", "x"),
        ("openai", "chatgpt"),
        ("PSN", "playstation-network"),
        ("itau", "itau"),
        ("微信", "wechat"),
    ],
)
def test_what_people_call_a_service_finds_it(typed: str, slug: str) -> None:
    found = SHIPPED.find(typed)
    assert found is not None
    assert found.slug == slug


def test_instagram_has_the_buttons_that_its_users_need() -> None:
    buttons = SHIPPED.services["instagram"].symptoms
    assert buttons[0] == "app"
    assert set(buttons) >= set(INSTAGRAM_BUTTONS.split())


def test_every_entry_stands_in_one_file_only() -> None:
    found: Counter[str] = Counter()
    for file in files("groundswell.stores").joinpath("catalog").iterdir():
        for table, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
            found.update(f"{table}.{slug}" for slug in entries)
    assert [entry for entry, times in found.items() if times > 1] == []


def test_every_service_can_be_shown_and_judged() -> None:
    zones = available_timezones()
    for service in SHIPPED.services.values():
        assert service.time_zone in zones, service
        assert 2 <= len(service.symptoms) == len(set(service.symptoms)), service
        assert service.url.startswith("https://") or service.slug in ("npm", "pypi"), service
        assert len(set(service.aliases)) == len(service.aliases), service


def test_no_service_depends_on_itself_even_through_others() -> None:
    def below(slug: str, above: tuple[str, ...]) -> None:
        assert slug not in above, above
        service, part = SHIPPED.services.get(slug), SHIPPED.parts.get(slug)
        for name in service.depends_on if service else (part.of,) if part and part.of else ():
            below(name, (*above, slug))

    for slug in SHIPPED.services:
        below(slug, ())


def test_every_word_of_the_shipped_catalog_is_used() -> None:
    services = SHIPPED.services.values()
    assert {service.operator for service in services} == set(SHIPPED.operators)
    assert {service.category for service in services} == set(SHIPPED.categories)
    assert {symptom for service in services for symptom in service.symptoms} == set(SHIPPED.symptoms)


@pytest.mark.parametrize("kind", [kind for kind in PartKind if kind is not PartKind.SERVICE])
def test_of_every_kind_of_shared_part_there_is_one_on_which_three_services_stand(kind: PartKind) -> None:
    graph = dependencies(SHIPPED)
    standing = Counter(tie.on for tie in graph.ties if graph.kinds[tie.on] == kind.value)
    assert standing
    assert max(standing.values()) >= 3


def test_the_ties_of_the_shipped_file_are_ties_of_the_services() -> None:
    assert SHIPPED.below("microsoft-teams")["microsoft-entra-id"] == 0.8
    assert SHIPPED.below("brawl-stars")["google-play"] == 0.15
    assert "aws" in SHIPPED.services["brawl-stars"].depends_on  # what its own entry says stays


def test_the_size_of_the_largest_services_is_told_with_its_source() -> None:
    sized = [slug for slug, service in SHIPPED.services.items() if service.users]
    assert len(sized) >= 20
    folder = files("groundswell.stores").joinpath("catalog")
    lines = [line for file in folder.iterdir() for line in file.read_text(encoding="utf-8").splitlines()]
    told = [line for line in lines if line.startswith("users = ")]
    assert len(told) == len(sized)
    assert all("  # " in line and ";" in line for line in told)


def test_services_of_all_continents_are_there() -> None:
    continents = {service.time_zone.partition("/")[0] for service in SHIPPED.services.values()}
    assert continents >= {"Africa", "America", "Asia", "Australia", "Europe", "Pacific"}


def test_networks_are_of_known_countries_and_numbered_once() -> None:
    for network in SHIPPED.networks.values():
        assert not network.country or network.country in SHIPPED.areas, network
        assert (
            (network.kind is NetworkKind.HOSTING)
            or network.country
            or network.slug
            in (
                "as14593",
                "as13335",
                "as36183",
                "as54113",
            )
        ), network


def test_servers_are_told_from_where_people_sit() -> None:
    kinds = {slug: network.kind for slug, network in SHIPPED.networks.items()}
    for slug in (
        "as16509",
        "as14618",
        "as396982",
        "as8075",
        "as16276",
        "as24940",
        "as14061",
        "as63949",
        "as20473",
    ):
        assert kinds[slug] is NetworkKind.HOSTING
    assert kinds["as3352"] is NetworkKind.FIXED
    assert kinds["as55836"] is NetworkKind.MOBILE


def test_relays_that_phones_hide_behind_are_not_taken_for_servers() -> None:
    for slug in ("as13335", "as36183", "as54113"):
        assert SHIPPED.networks[slug].kind is not NetworkKind.HOSTING


# --- the file of an instance --------------------------------------------------------------------------


def test_a_file_adds_services_operators_symptoms_and_categories(tmp_path: Path) -> None:
    catalog = loaded(
        tmp_path,
        """
        [categories]
        intranet = "Intranet"
        [symptoms]
        no-coffee = "No coffee"
        [operators.office]
        name = "The office"
        [networks]
        as64500 = { name = "Office Wi-Fi", country = "ES" }
        [services.coffee-machine]
        name = "Coffee machine"
        operator = "office"
        category = "intranet"
        symptoms = ["no-coffee", "slow"]
        depends_on = ["aws"]
        aliases = ["kaffee"]
        """,
    )
    machine = catalog.find("Kaffee")
    assert machine is not None
    assert machine.symptoms == ("no-coffee", "slow")
    assert catalog.networks["as64500"].kind is NetworkKind.FIXED
    assert "instagram" in catalog.services
    assert len(catalog.services) == len(SHIPPED.services) + 1


def test_an_entry_of_the_same_slug_replaces_the_shipped_one_as_a_whole(tmp_path: Path) -> None:
    catalog = loaded(
        tmp_path,
        '[services.instagram]\nname = "Insta"\noperator = "meta"\ncategory = "social"\nsymptoms = ["app"]',
    )
    assert catalog.services["instagram"].symptoms == ("app",)
    assert catalog.services["instagram"].url == ""
    assert catalog.find("ig") is None


def test_a_removed_service_is_gone_and_nothing_depends_on_it(tmp_path: Path) -> None:
    catalog = loaded(tmp_path, 'remove = ["aws", "instagram"]')
    assert "aws" not in catalog.services
    assert catalog.find("insta") is None
    assert "aws" not in catalog.services["netflix"].depends_on
    assert catalog.services["discord"].depends_on == SHIPPED.services["discord"].depends_on


def test_edges_have_strengths_and_parts_have_kinds(tmp_path: Path) -> None:
    catalog = loaded(
        tmp_path,
        SHOP.replace("symptoms", 'depends_on = ["stripe", { on = "sign-on", strength = 0.9 }]\nsymptoms')
        + '[parts.sign-on]\nname = "Sign-on"\nkind = "identity"\nof = "okta"',
    )
    assert catalog.services["corner-shop"].depends_on == ("stripe", "sign-on")
    assert catalog.services["corner-shop"].strengths == (0.6, 0.9)
    assert catalog.part("sign-on").kind is PartKind.IDENTITY
    below = catalog.below("corner-shop")
    assert below["okta"] == 0.9
    assert below["aws"] == pytest.approx(0.9 * 0.6)  # through Okta, which is more than through Stripe


def test_ties_add_to_what_a_built_in_service_depends_on(tmp_path: Path) -> None:
    catalog = loaded(tmp_path, '[ties]\nnetflix = ["cloudflare", { on = "aws", strength = 0.2 }]')
    netflix = catalog.services["netflix"]
    assert dict(zip(netflix.depends_on, netflix.strengths, strict=True)) == {"aws": 0.2, "cloudflare": 0.6}
    assert netflix.symptoms == SHIPPED.services["netflix"].symptoms


def test_how_readily_people_report_is_told_by_country_and_by_service(tmp_path: Path) -> None:
    told = "propensity = { DE = [0.001, 0.01], others = [0.004, 0.04] }\n"
    own = SHOP.replace("symptoms", "propensity = { FR = [0.1, 0.2] }\nsymptoms")
    catalog = loaded(tmp_path, told + own)
    shop, other = catalog.services["corner-shop"], catalog.services["instagram"]
    assert catalog.propensity_of(other, "DE") == (0.001, 0.01)
    assert catalog.propensity_of(other, "JP") == catalog.propensity_of(other, "") == (0.004, 0.04)
    assert catalog.propensity_of(shop, "FR") == (0.1, 0.2)
    assert catalog.propensity_of(shop, "DE") == (0.001, 0.01)
    assert SHIPPED.propensity_of(other, "DE") is None


def test_a_removed_service_takes_its_pieces_along(tmp_path: Path) -> None:
    catalog = loaded(tmp_path, 'remove = ["aws"]')
    assert "aws-us-east-1" not in catalog.parts
    assert catalog.services["snapchat"].depends_on == ("google-cloud",)


def test_those_that_the_press_named_stand_on_the_region_and_through_it_on_the_cloud() -> None:
    for slug in ("snapchat", "signal", "duolingo", "roblox", "lloyds-bank"):
        assert SHIPPED.below(slug)["aws-us-east-1"] == SHIPPED.below(slug)["aws"] == 0.6
    assert "aws-us-east-1" not in SHIPPED.below("netflix")


def test_a_removed_service_frees_its_names(tmp_path: Path) -> None:
    catalog = loaded(
        tmp_path, 'remove = ["claro"]' + SHOP.replace("symptoms", 'aliases = ["claro"]\nsymptoms')
    )
    found = catalog.find("claro")
    assert found is not None
    assert found.slug == "corner-shop"


def test_with_only_nothing_but_the_file_and_the_places_is_there(tmp_path: Path) -> None:
    catalog = loaded(
        tmp_path,
        'only = true\n[categories]\nshops = "Shops"\n[symptoms]\ncheckout = "Paying"\nlog-in = "Log-in"'
        + SHOP,
    )
    assert list(catalog.services) == ["corner-shop"]
    assert list(catalog.operators) == ["corner"]
    assert catalog.areas == SHIPPED.areas
    assert catalog.networks == SHIPPED.networks


def test_the_shipped_catalog_stays_as_it_is_when_a_file_has_changed_one(tmp_path: Path) -> None:
    loaded(tmp_path, 'remove = ["instagram"]')
    assert load_catalog() == SHIPPED


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("service = 1", ['unknown key "service"', 'did you mean "services"?']),
        (
            SHOP.replace("symptoms", "symptomes"),
            ["[services.corner-shop]", '"symptomes"', 'did you mean "symptoms"?'],
        ),
        (SHOP.replace("operator =", "colour ="), ['unknown key "colour"', "known are name, operator"]),
        (SHOP.replace('name = "Corner Shop"\n', ""), ["[services.corner-shop] name is missing"]),
        (
            SHOP.replace('"checkout"', '"chekout"'),
            ["[services.corner-shop] symptoms", 'did you mean "checkout"?'],
        ),
        (SHOP.replace('"shops"', '"shop"'), ["category", 'did you mean "shops"?']),
        (SHOP.replace('operator = "corner"', 'operator = "corne"'), ["operator", 'did you mean "corner"?']),
        (
            SHOP.replace("symptoms", 'depends_on = ["amazn"]\nsymptoms'),
            ["depends_on", 'did you mean "amazon"?'],
        ),
        (SHOP.replace("symptoms", 'depends_on = ["corner-shop"]\nsymptoms'), ["does not depend on itself"]),
        (
            SHOP.replace("symptoms", 'time_zone = "Europe/Madird"\nsymptoms'),
            ['did you mean "Europe/Madrid"?'],
        ),
        (SHOP.replace("symptoms", 'url = "corner.example"\nsymptoms'), ["url", 'begins with "https://"']),
        ("propensity = { DE = [0.01, 0.001] }", ["propensity: 0.01 is more than 0.001", "the smaller first"]),
        ("propensity = { XX = [0.001, 0.01] }", ["propensity: no country XX", "two letters"]),
        ("propensity = { DE = [0, 0.01] }", ["propensity", "both above 0"]),
        (
            SHOP.replace("symptoms", "propensity = { DE = [0.01, 3] }\nsymptoms"),
            ["[services.corner-shop] propensity", "at most 1"],
        ),
        (SHOP.replace('"Corner Shop"', "7"), ["[services.corner-shop] name", "`str`", "`int`"]),
        (SHOP.replace('["checkout", "log-in"]', "[]"), ["symptoms", "one or more"]),
        (SHOP.replace('["checkout", "log-in"]', '"app"'), ["symptoms", '["app", "log-in"]']),
        (SHOP.replace("corner-shop", "Corner_Shop"), ['[services] "Corner_Shop"', '"my-shop"']),
        (SHOP.replace("symptoms", 'aliases = ["insta"]\nsymptoms'), ['"insta" names both', "another name"]),
        (SHOP + 'shop2 = { nme = "x" }', ["[operators.shop2]", '"nme"', 'did you mean "name"?']),
        ('[networks]\nas01 = { name = "x" }', ['"as01"', '"as64500"']),
        (
            '[networks]\nas64500 = { name = "x", kind = "wifi" }',
            ["[networks.as64500] kind", '"mobile" or "hosting"'],
        ),
        ('[networks]\nas64500 = { name = "x", country = "Spain" }', ["country", '"ES"']),
        (
            SHOP.replace("symptoms", 'depends_on = [{ on = "aws", strength = 6 }]\nsymptoms'),
            ["[services.corner-shop] depends_on", "at most 1"],
        ),
        (SHOP.replace("symptoms", 'shared_as = "clod"\nsymptoms'), ["shared_as", '"cloud-region"']),
        ('[ties]\nnetflixx = ["aws"]', ["ties", 'did you mean "netflix"?']),
        ('[ties]\nnetflix = ["awss"]', ["[ties] netflix: no service or part", 'did you mean "aws"?']),
        ('[ties]\nnetflix = "aws"', ["ties", 'netflix = ["aws"]']),
        ('[parts.x]\nname = "X"\nkind = "fixed"', ["[parts.x] kind", '"cdn"']),
        ('[parts.x]\nname = "X"\nkind = "cdn"\nof = "amazn"', ["[parts.x] of", 'did you mean "amazon"?']),
        ('[parts.aws]\nname = "X"\nkind = "cdn"', ["both a part and a service"]),
        ('remove = ["instagramm-app"]', ["remove", 'did you mean "instagram"?']),
        ('remove = ["corner-shop"]' + SHOP, ["remove", "defined in this file too"]),
        ('only = "yes"', ["only", "true or false"]),
        ("[symptoms]\napp = 1", ["symptoms"]),
        ("[services]\nshop = 1", ["services"]),
        ("[services.a]\n[services.a]", ["not TOML", "line 2"]),
        ("only = ", ["not TOML"]),
    ],
)
def test_a_fault_is_named_with_its_place_and_with_what_would_be_right(
    tmp_path: Path, text: str, said: list[str]
) -> None:
    message = refused(tmp_path, text)
    for words in said:
        assert words in message


MANY = """\
onyl = true
remove = ["instagramm-app", "facebook"]

[categories]
shops = "Shops"
"kiosks" = 7

[services.corner-shop]   # ours
name = "Corner Shop"
operator = "brokn"
category = "shops"
symptoms = ["chekout", "log-in", "app"]
aliases = ["insta", 5, "ok", ""]
colour = "red"

[services.market]
operator = "corne"
category = "kiosks"
symptoms = ["log-in"]

[services.Stall]
name = "Stall"
operator = "corner"
category = "shops"
symptoms = ["log-in"]
depends_on = ["awss", { on = "market", strength = 0.5 }]

[operators]
corner = { name = "Corner Ltd" }
broken = { nmae = "Broken Ltd" }

[networks]
as01 = { name = "x", kind = "wifi" }

[ties]
netflix = ["gogle-cloud"]
stal = ["aws"]

[parts.hall]
name = "Hall"
kind = "cdn"
of = "hall"
"""


def test_everything_that_is_wrong_is_told_at_once_each_with_its_line(tmp_path: Path) -> None:
    told = refused(tmp_path, MANY).split("\n")
    places = [line.removeprefix(f"{tmp_path}/my.toml:").partition(";")[0] for line in told]
    assert places == [
        '1: unknown key "onyl"',
        '2: remove: no service "instagramm-app" is known',
        "6: [categories] kiosks: Expected `str`, got `int`",
        '10: [services.corner-shop] operator: no operator "brokn" is known',
        '12: [services.corner-shop] symptoms: no symptom "chekout" is known',
        "13: [services.corner-shop] aliases, item 2: Expected `str`, got `int`",
        "13: [services.corner-shop] aliases, item 4: Expected `str` of length >= 1",
        '14: [services.corner-shop] unknown key "colour"',
        "16: [services.market] name is missing",
        '17: [services.market] operator: no operator "corne" is known',
        '21: [services] "Stall" is not a slug: write small letters, digits and single hyphens, "my-shop"',
        '26: [services.Stall] depends_on: no service or part "awss" is known',
        '30: [operators.broken] unknown key "nmae"',
        "30: [operators.broken] name is missing",
        '33: [networks] "as01" is not a slug: write "as" and the number, "as64500"',
        "33: [networks.as01] kind: Invalid enum value 'wifi'",
        '36: [ties] netflix: no service or part "gogle-cloud" is known',
        '37: ties: no service "stal" is known',
        "39: [parts.hall] part hall: is a piece of itself",
    ]


def test_all_clashes_of_names_are_told_and_a_slip_of_an_entry_is_not_told_again_by_who_names_it(
    tmp_path: Path,
) -> None:
    text = SHOP.replace("symptoms", 'aliases = ["insta", "Netflix"]\nsymptoms') + 'corne = { nmae = "x" }'
    told = refused(tmp_path, text.replace('operator = "corner"', 'operator = "corne"')).split("\n")
    assert [line.partition(": ")[2].partition(":")[0] for line in told] == [
        '[services.corner-shop] "insta" names both instagram and corner-shop',
        '[services.corner-shop] "Netflix" names both netflix and corner-shop',
        '[operators.corne] unknown key "nmae"; did you mean "name"?',
        "[operators.corne] name is missing; write a text of 1 to 80 characters",
    ]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml: .*cannot be read"):
        load_catalog(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b'[categories]\na = "\xe9"')
    with pytest.raises(ConfigError, match=r"latin\.toml: not UTF-8 at byte 18"):
        load_catalog(tmp_path / "latin.toml")


def test_the_example_of_the_reference_loads(tmp_path: Path) -> None:
    page = (ROOT / "docs/reference/catalog.md").read_text()
    examples = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert examples
    for example in examples:
        loaded(tmp_path, example)


def test_the_reference_has_every_key_of_the_file() -> None:
    page = (ROOT / "docs/reference/catalog.md").read_text()
    assert [key for key in KEYS.split() if f"`{key}`" not in page] == []
