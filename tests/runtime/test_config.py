"""Settings: found, read, overridden, and every fault told so that it can be mended."""

import dataclasses
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import pytest

from groundswell.errors import ConfigError
from groundswell.runtime.config import Settings, all_settings, describe, load_settings, sections
from groundswell.runtime.setting import ValueFault, concealed, settings_of


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory without a settings file."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def written(folder: Path, text: str, name: str = "groundswell.toml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def faults(text: str, folder: Path, env: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        load_settings(written(folder, text, "bad.toml"), env or {})
    return str(raised.value).replace(f"{folder}/", "").splitlines()


def test_without_a_file_and_variables_everything_has_its_default() -> None:
    settings = load_settings(None, {})
    assert settings == Settings()
    assert settings.origins == {}
    assert settings.database_path == Path("groundswell-data/groundswell.db")
    assert settings.journal_path == Path("groundswell-data/journal.db")
    assert settings.database_url == "sqlite:///groundswell-data/groundswell.db"


def test_the_file_is_the_one_given_else_the_one_named_else_the_one_here(
    nowhere: Path, tmp_path: Path
) -> None:
    given = written(tmp_path, 'instance_name = "given"', "given.toml")
    named = written(tmp_path, 'instance_name = "named"', "named.toml")
    written(nowhere, 'instance_name = "here"')
    env = {"GROUNDSWELL_CONFIG": str(named)}
    assert load_settings(given, env).instance_name == "given"
    assert load_settings(None, env).instance_name == "named"
    assert load_settings(None, {}).instance_name == "here"


def test_a_file_that_was_asked_for_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gone\.toml: there is no such file"):
        load_settings(tmp_path / "gone.toml", {})
    with pytest.raises(ConfigError, match=r"^GROUNDSWELL_CONFIG=.*gone\.toml: there is no such file"):
        load_settings(None, {"GROUNDSWELL_CONFIG": str(tmp_path / "gone.toml")})


def test_variables_go_over_the_file_and_the_command_line_over_both(nowhere: Path) -> None:
    written(nowhere, "[web]\nport = 1\nhost = 'a'\n[log]\nlevel = 'debug'")
    env = {"GROUNDSWELL_WEB_PORT": "2", "GROUNDSWELL_WEB_HOST": "b"}
    settings = load_settings(None, env, {"web.port": "3"})
    assert (settings.web.port, settings.web.host, settings.log.level) == (3, "b", "debug")
    assert settings.origins == {
        "web.port": "--port",
        "web.host": "GROUNDSWELL_WEB_HOST",
        "log.level": "groundswell.toml",
    }


def test_paths_in_the_file_stand_on_its_directory_and_others_on_the_working_directory(tmp_path: Path) -> None:
    path = written(tmp_path, 'data_dir = "data"\ncatalog = "/etc/own.toml"')
    settings = load_settings(path, {})
    assert settings.data_dir == tmp_path / "data"
    assert settings.catalog == Path("/etc/own.toml")
    assert load_settings(path, {"GROUNDSWELL_DATA_DIR": "else"}).data_dir == Path("else")
    assert load_settings(path, {"GROUNDSWELL_CATALOG": ""}).catalog is None


def test_texts_of_variables_become_numbers_truths_and_lists() -> None:
    env = {
        "GROUNDSWELL_INTAKE_LATE_MINUTES_MAX": "90",
        "GROUNDSWELL_RETENTION_RAW_DAYS": " 7 ",
        "GROUNDSWELL_VISITOR_TRUSTED_PROXIES": "10.0.0.0/8, unix",
    }
    settings = load_settings(None, env)
    assert settings.intake.late_minutes_max == 90.0
    assert settings.retention.raw_days == 7
    assert settings.visitor.trusted_proxies == ("10.0.0.0/8", "unix")


def test_a_variable_can_name_a_file_that_holds_the_value(tmp_path: Path) -> None:
    secret = tmp_path / "database"
    secret.write_text("postgresql://me:secret@db/groundswell\n")
    settings = load_settings(None, {"GROUNDSWELL_DATABASE_FILE": str(secret)})
    assert settings.database_url == "postgresql://me:secret@db/groundswell"
    assert settings.database_path is None
    with pytest.raises(ConfigError, match="both set: keep one"):
        load_settings(None, {"GROUNDSWELL_DATABASE_FILE": str(secret), "GROUNDSWELL_DATABASE": ""})
    with pytest.raises(ConfigError, match="no such file that can be read"):
        load_settings(None, {"GROUNDSWELL_DATABASE_FILE": str(tmp_path / "gone")})


def test_variables_that_kubernetes_sets_beside_a_service_of_our_name_are_passed_over() -> None:
    env = {
        "GROUNDSWELL_SERVICE_HOST": "10.0.0.1",
        "GROUNDSWELL_SERVICE_PORT": "80",
        "GROUNDSWELL_SERVICE_PORT_HTTP": "80",
        "GROUNDSWELL_PORT": "tcp://10.0.0.1:80",
        "GROUNDSWELL_PORT_80_TCP": "tcp://10.0.0.1:80",
        "GROUNDSWELL_PORT_80_TCP_ADDR": "10.0.0.1",
    }
    assert load_settings(None, env) == Settings()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[web]\nprot = 80", 'bad.toml: [web] has no setting "prot"; did you mean "port"?'),
        ("[wbe]\nport = 80", "bad.toml: there is no section [wbe]; did you mean [web]?"),
        ('instance_nam = "x"', 'bad.toml: there is no setting "instance_nam"; did you mean "instance_name"?'),
        ("prot = 80", 'bad.toml: there is no setting "prot"; did you mean "port" under [web]?'),
        ("port = 80", 'bad.toml: there is no setting "port"; "port" belongs under [web]'),
        ("[web]\ninstance_name = 'x'", 'bad.toml: [web] has no setting "instance_name"; "instance_name" belongs at the top of the file'),
        ("log = 'debug'", 'bad.toml: log = "debug": log is a section: write [log]'),
        (
            '[web]\nport = "eighty"',
            'bad.toml: web.port: "eighty" is text; it must be a whole number from 0 to 65535',
        ),
        ("[web]\nport = 80000", "bad.toml: web.port: 80000 is out of bounds; it must be a whole number from 0 to 65535"),
        ("[web]\nport = true", "bad.toml: web.port: true is true or false; it must be a whole number from 0 to 65535"),
        ("[web]\nport = 8.5", "bad.toml: web.port: 8.5 is a number; it must be a whole number from 0 to 65535"),
        ("instance_name = 5", "bad.toml: instance_name: 5 is a whole number; it must be text of 1 to 60 letters"),
        ("instance_name = ''", 'bad.toml: instance_name: "" is out of bounds; it must be text of 1 to 60 letters'),
        ("instance_name = 1979-05-27", "bad.toml: instance_name: 1979-05-27 is a date or time; it must be text of 1 to 60 letters"),
        ("[intake]\nskew_minutes_max = -1", "bad.toml: intake.skew_minutes_max: -1 is out of bounds; it must be a number of at least 0"),
        ("[intake]\nskew_minutes_max = inf", "bad.toml: intake.skew_minutes_max: inf is a number; it must be a number of at least 0"),
        ("[log]\nlevel = 'loud'", 'bad.toml: log.level: "loud" is none of "debug", "info", "warning", "error"'),
        ("[log]\nlevel = 'warn'", 'bad.toml: log.level: "warn" is none of "debug", "info", "warning", "error"; did you mean "warning"?'),
        ("[log]\nlevel = 3", 'bad.toml: log.level: 3 is a whole number; it must be one of "debug", "info", "warning", "error"'),
        ("[channels.mail]\nkind = 'emial'", 'bad.toml: [channels.mail]: there is no channel of the kind "emial"; did you mean "email"?'),
        ("[visitor]\ntrusted_proxies = '10.0.0.0/8'", 'bad.toml: visitor.trusted_proxies: "10.0.0.0/8" is text; it must be a list of texts: ["10.0.0.0/8"]'),
        ("[visitor]\ntrusted_proxies = [10]", "bad.toml: visitor.trusted_proxies: [10] is a list; it must be a list of texts"),
        ("[web]\npublic_url = 'outages.example'", 'bad.toml: [web]: public_url: "outages.example" is no address of a site: write "https://outages.example"'),
        ("[web]\npublic_url = 'ftp://outages.example'", 'bad.toml: [web]: public_url: "ftp://outages.example" is no address of a site: write "https://outages.example"'),
        ("[web]\nreport_origins = ['https://Mirror.example/x']", 'bad.toml: [web]: report_origins: "https://Mirror.example/x" is no origin as browsers name them: write "https://mirror.example"'),
        *(
            (f"[web]\nreport_origins = ['{wrong}']", f'bad.toml: [web]: report_origins: "{wrong}" is no origin as browsers name them: write "{right}"')
            for wrong, right in [("https://ada:x@copy.example:8443/", "https://copy.example:8443"), ("https://copy.example:443", "https://copy.example"), ("http://copy.example:80", "http://copy.example"), ("https://copy.example:x", "https://mirror.example"), ("https://[1", "https://mirror.example")]
        ),
        ("[desk]\noidc_roles = ['a - viewer']", 'bad.toml: [desk]: oidc_roles: "a - viewer" must be "GROUP -> ROLE" or "GROUP -> ROLE on SERVICE operator:OPERATOR", the role one of viewer, responder, communicator, administrator'),
        ("[visitor]\ntrusted_proxies = ['abc']", 'bad.toml: [visitor]: trusted_proxies: "abc" is not a network; write an address, "10.0.0.7", a network, "10.0.0.0/8", or "unix"'),
        ('journal = "nats://localhost"', "bad.toml: journal: NATS JetStream comes with a later release; leave the setting out to log to a file"),
        ("[retention]\nquarters_days = 20", "retention.quarters_days is 20 and retention.minutes_days 90: coarser counts cannot go before finer ones"),
    ],
)  # fmt: skip
def test_a_fault_says_where_it_is_what_it_is_and_what_would_be_right(
    text: str, fault: str, tmp_path: Path
) -> None:
    assert faults(text, tmp_path) == [fault]


def test_a_fault_of_a_channel_says_its_file_and_what_may_be_meant(tmp_path: Path) -> None:
    assert faults("[channels.mail]\nkind = 'email'\nhots = 'a'", tmp_path) == [
        'bad.toml: channels.mail.hots: [channels.mail] has no setting "hots"; did you mean "host"?',
        "bad.toml: [channels.mail]: is not used until that is mended",
    ]
    assert faults("", tmp_path, {"GROUNDSWELL_CHANNELS_MAIL_KIND": "pigeon"})[0].startswith(
        'GROUNDSWELL_CHANNELS_MAIL_...: [channels.mail]: there is no channel of the kind "pigeon"; there are '
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[subscriptions]\nemail = 'post'", 'subscriptions.email = "post": it must name a channel ([channels.NAME]) of the kind "email", and there is no channel "post"; did you mean "poste"?; there are "poste"'),
        ("[subscriptions]\nemail = 'hook'", 'subscriptions.email = "hook": it must name a channel ([channels.NAME]) of the kind "email", and "hook" is of the kind "webhook"; there are "poste"'),
        ("[subscriptions]\nchat = 'hook'", 'subscriptions.chat = "hook": it must name a channel ([channels.NAME]) of the kind "chat", and "hook" is of the kind "webhook"; there are none'),
        ("[mail]\nchannel = 'hook'", 'mail.channel = "hook": it must name a channel ([channels.NAME]) of the kind "email", and "hook" is of the kind "webhook"; there are "poste"'),
        ("[statements]\nreminds_by = 'nope'", 'statements.reminds_by = "nope": it must name a channel ([channels.NAME]), and there is no channel "nope"; there are "hook", "poste"'),
        ("[oncall]\nchannels = ['hook', 'hok']", 'oncall.channels = "hok": it must name a channel ([channels.NAME]), and there is no channel "hok"; did you mean "hook"?; there are "hook", "poste"'),
        ("[statements]\nlanguages = ['en', 'klingon']", 'statements.languages = "klingon": there is no such language; there are "en", "es", "pt", "fr", "de", "hi", "ar", "ja", "id"'),
    ],
)  # fmt: skip
def test_a_name_that_leads_nowhere_is_refused_before_anything_starts(
    text: str, fault: str, tmp_path: Path
) -> None:
    hook = "[channels.hook]\nkind = 'webhook'\nurl = 'https://hooks.example/1'"
    post = "[channels.poste]\nkind = 'email'\nhost = 'localhost'\nsender = 'us@town.example'"
    assert faults(f"{text}\n{hook}\n{post}", tmp_path) == [f"bad.toml: {fault}"]


def test_a_name_that_leads_nowhere_is_placed_where_it_was_written(tmp_path: Path) -> None:
    told = faults("", tmp_path, {"GROUNDSWELL_STATEMENTS_REMINDS_BY": "nope"})
    assert [each.partition(" =")[0] for each in told] == ["GROUNDSWELL_STATEMENTS_REMINDS_BY"]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    told = faults("[web]\nprot = 80\n[log]\nlevel = 'loud'", tmp_path, {"GROUNDSWELL_WEB_PORT": "x"})
    assert len(told) == 3
    assert told[2] == 'GROUNDSWELL_WEB_PORT: "x" does not fit; it must be a whole number from 0 to 65535'


def test_an_unknown_name_that_resembles_nothing_is_told_what_there_is(tmp_path: Path) -> None:
    assert faults("[log]\nzzz = 1", tmp_path) == [
        'bad.toml: [log] has no setting "zzz"; there are "level", "format"'
    ]
    assert faults("[zzz]\na = 1", tmp_path)[0].startswith(
        "bad.toml: there is no section [zzz]; there are [web], "
    )


def test_a_file_that_is_not_toml_is_told_the_line(tmp_path: Path) -> None:
    assert "line 2" in faults("[web]\nport = \n", tmp_path)[0]
    (tmp_path / "latin.toml").write_bytes(b'instance_name = "\xe9"')
    with pytest.raises(ConfigError, match=r"latin\.toml: is not TOML"):
        load_settings(tmp_path / "latin.toml", {})


@pytest.mark.parametrize(
    ("variable", "fault"),
    [
        (
            "GROUNDSWELL_WEB_PROT",
            "GROUNDSWELL_WEB_PROT: there is no such setting; did you mean GROUNDSWELL_WEB_PORT?",
        ),
        (
            "GROUNDSWELL_PROT",
            "GROUNDSWELL_PROT: there is no such setting; did you mean GROUNDSWELL_WEB_PORT?",
        ),
        ("GROUNDSWELL_TOKN", "GROUNDSWELL_TOKN: there is no such setting; did you mean GROUNDSWELL_TOKEN?"),
        (
            "GROUNDSWELL_ZZZZZZZZ",
            "GROUNDSWELL_ZZZZZZZZ: there is no such setting; `groundswell config` lists them all",
        ),
    ],
)
def test_a_variable_that_is_no_setting_is_a_fault(variable: str, fault: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load_settings(None, {variable: "1"})
    assert str(raised.value) == fault


@pytest.mark.parametrize("url", ["mysql://u:hush@x/y", "postgres", "sqlite://", "sqlite:///"])
def test_an_address_of_another_kind_of_database_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ConfigError, match="is no address of a database; it must be") as raised:
        load_settings(None, {"GROUNDSWELL_DATABASE": url})
    assert "hush" not in str(raised.value)


def test_what_is_described_is_what_is_in_force_and_hides_passwords(nowhere: Path) -> None:
    written(nowhere, 'database = "postgresql://me:hush@db/x"\n[web]\nport = 9000')
    rows = {row.key: row for row in describe(load_settings(None, {"GROUNDSWELL_LOG_FORMAT": "json"}))}
    assert rows["database"].value == '"postgresql://me:***@db/x"'
    assert (rows["web.port"].value, rows["web.port"].default, rows["web.port"].origin) == (
        "9000",
        "8000",
        "groundswell.toml",
    )
    assert (rows["log.format"].value, rows["log.format"].origin) == ('"json"', "GROUNDSWELL_LOG_FORMAT")
    assert rows["log.level"].origin == "default"
    assert concealed("postgresql://db/x") == "postgresql://db/x"


def test_every_setting_says_what_it_means_and_has_a_variable_of_its_own() -> None:
    settings = all_settings()
    assert {setting.section for setting in settings} == {"", *sections()}
    assert all(setting.doc.endswith(".") for setting in settings)
    variables = [setting.variable for setting in settings]
    assert len(set(variables)) == len(variables)


def test_every_default_written_into_a_file_reads_back_as_itself(tmp_path: Path) -> None:
    lines: dict[str, list[str]] = {"": []}
    for row in describe(Settings()):
        section, _, name = row.key.rpartition(".")
        lines.setdefault(section, []).append(f"{name} = {row.default}")
    text = "\n".join(f"[{section}]\n" * bool(section) + "\n".join(own) for section, own in lines.items())
    read = load_settings(written(tmp_path, text), {})
    assert dataclasses.replace(read, data_dir=Settings().data_dir, origins={}) == Settings()
    assert tomllib.loads(text)


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class RoomConfig:
    """Settings of [room]."""

    colour: Colour = Colour.RED
    """What colour
    it has."""
    shape: Literal["round", "square"] = "round"
    """What shape it has."""
    lit: bool = False
    """Whether it is lit."""
    key_file: Path | None = None
    """Where its key is."""
    share: Annotated[float, msgspec.Meta(gt=0, lt=1)] = 0.5
    """How much of it is used."""


def test_a_field_that_is_added_to_a_room_becomes_a_setting_without_more_ado(tmp_path: Path) -> None:
    by_name = {setting.name: setting for setting in settings_of(RoomConfig, "room")}
    assert by_name["colour"].doc == "What colour it has."
    assert by_name["colour"].variable == "GROUNDSWELL_ROOM_COLOUR"
    assert by_name["colour"].read_text("green", base=tmp_path) is Colour.GREEN
    assert by_name["shape"].wants == 'one of "round", "square"'
    assert by_name["lit"].read_text("Yes", base=tmp_path) is True
    assert by_name["key_file"].read("k", base=tmp_path) == tmp_path / "k"
    assert by_name["key_file"].read("", base=tmp_path) is None
    assert by_name["share"].wants == "a number above 0 and below 1"
    for name, text in (
        ("colour", "blue"),
        ("lit", "maybe"),
        ("share", "1"),
        ("share", "0"),
        ("shape", "flat"),
    ):
        with pytest.raises(ValueFault):
            by_name[name].read_text(text, base=tmp_path)
