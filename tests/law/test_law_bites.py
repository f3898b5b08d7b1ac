"""Planted violations in a copy of the tree: each law must find its own. A law that never fails is a decoration."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.law import laws, papers

Plant = Callable[[str, str], None]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree with nothing in it but what is planted."""
    laws.package(tmp_path).mkdir(parents=True)
    (tmp_path / "tests").mkdir()
    return tmp_path


@pytest.fixture
def house(tree: Path) -> Path:
    """A copy of the whole house that may be spoilt."""
    root = tree / "house"
    made = shutil.ignore_patterns("__pycache__", "built", "node_modules")
    shutil.copytree(laws.ROOT / "src", root / "src", ignore=made)
    for name in ("importlinter.toml", "pyproject.toml"):
        shutil.copy(laws.ROOT / name, root)
    return root


@pytest.fixture
def plant(tree: Path) -> Plant:
    """`plant(file, text)` puts text at the end of a file of the package, which it makes where there is none.

    In the copy of the house where the test has asked for one.
    """

    def put(name: str, text: str) -> None:
        house = tree / "house"
        path = laws.package(house if house.exists() else tree) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text() if path.exists() else '"""Planted."""\n'
        path.write_text(f"{before}\n{text}\n")

    return put


def test_a_contract_breaks_when_a_core_room_touches_the_world(house: Path, plant: Plant) -> None:
    plant("core/timegrid.py", "import time")
    assert "world" in laws.broken_contracts(house)
    assert any("imports time" in breach for breach in laws.impure_imports(house))


def test_a_contract_breaks_when_a_core_room_imports_its_sibling(house: Path, plant: Plant) -> None:
    plant("core/intake/screen.py", "from groundswell.core.cube import fold")
    assert "core" in laws.broken_contracts(house)


def test_a_contract_breaks_when_a_store_imports_the_recipe(house: Path, plant: Plant) -> None:
    plant("stores/site_memory.py", "from groundswell.flow import read")
    assert "recipe" in laws.broken_contracts(house)


def test_a_contract_breaks_when_what_serves_imports_the_simulation(house: Path, plant: Plant) -> None:
    plant("web/app.py", "from groundswell.sim import crowd")
    assert "simulation" in laws.broken_contracts(house)


def test_a_contract_breaks_when_the_web_names_a_store(house: Path, plant: Plant) -> None:
    plant("web/app.py", "from groundswell.stores import site_memory")
    assert "builder" in laws.broken_contracts(house)


def test_a_contract_breaks_when_a_lower_room_imports_a_higher_one(house: Path, plant: Plant) -> None:
    plant("flow/read.py", "from groundswell.web import app")
    assert "house" in laws.broken_contracts(house)


def test_a_contract_breaks_when_a_room_is_not_on_the_plan(house: Path, plant: Plant) -> None:
    plant("attic/__init__.py", '"""Nobody drew this room."""')
    plant("core/cellar.py", "DEPTH = 3")
    assert {"house", "core"} <= set(laws.broken_contracts(house))


def test_a_core_room_may_not_even_import_an_unlisted_library(tree: Path, plant: Plant) -> None:
    plant("core/timegrid.py", "import msgspec\nimport numpy.random")
    breaches = laws.impure_imports(tree)
    assert any("imports msgspec" in breach for breach in breaches)
    assert any("Generator" in breach for breach in breaches)


@pytest.mark.parametrize(
    "line",
    [
        "import datetime as dt\nAT = dt.datetime.now(dt.UTC)",
        "from datetime import datetime\nASK = datetime.now",
        "from datetime import datetime as moment\nAT = moment.now()",
        "import time as clock\nSECONDS = clock.time()",
        "from datetime import date\nON = date.today()",
        "import time\nSECONDS = time.time()",
        "from time import time_ns",
        "import time\nAT = time.clock_gettime(time.CLOCK_REALTIME)",
        "from email.utils import localtime",
        "import email.utils\nAT = email.utils.formatdate()",
        "from email import utils as mail\nAT = mail.localtime",
        "import uuid\nNAME = uuid.uuid1()",
        'SQL = "insert into report values (CURRENT_TIMESTAMP)"',
        "from sqlalchemy import func\nNOW = func.now()",
    ],
)
def test_a_call_of_the_wall_clock_is_found_outside_the_clock(tree: Path, plant: Plant, line: str) -> None:
    plant("flow/read.py", line)
    assert any(breach.startswith("src/groundswell/flow/read.py") for breach in laws.wall_clock_calls(tree))


@pytest.mark.parametrize(
    "line",
    [
        'def who(scope: dict[str, tuple[str, int]]) -> str:\n    return scope["client"][0]',
        'def who(scope: dict[str, object]) -> object:\n    return scope.get("client")',
        'NAMES = (b"X-Forwarded-For",)',
        'def who(headers: dict[bytes, bytes]) -> object:\n    return headers.get(b"true-client-ip")',
        'def who(headers: dict[bytes, bytes]) -> object:\n    return headers[b"x-client-ip"]',
        'def who(headers: dict[bytes, bytes]) -> object:\n    return headers[b"via"]',
        'def who(request: object) -> object:\n    return request.headers.get("Fly-Client-IP")',
        "def who(request: object) -> object:\n    return request.client.host",
        "def who(self: object) -> object:\n    return self.client[0]",
        "from groundswell.web.visitor import FORWARDING",
        "from groundswell.web.visitor import hops_of as what",
        "def who(hops: object) -> object:\n    return hops._x_forwarded_for",
        "def who(peer: object) -> object:\n    return peer._address",
        'def who(peer: object) -> object:\n    return getattr(peer, "_address")',
        "def who(text: str) -> object:\n    return Peer(text)",
        'def who(transport: object) -> object:\n    return transport.get_extra_info("peername")',
        "def who(transport: object, what: str) -> object:\n    return transport.get_extra_info(what)",
        "def who(line: object) -> object:\n    return line.getpeername()",
    ],
)
def test_a_look_at_an_address_is_found_outside_the_visitor_reader(
    tree: Path, plant: Plant, line: str
) -> None:
    plant("web/api.py", line)
    assert any(breach.startswith("src/groundswell/web/api.py") for breach in laws.address_reads(tree))


@pytest.mark.parametrize("file", ["web/front.py", "web/lane.py", "web/submit.py", "web/seen.py"])
def test_who_carries_an_address_may_neither_open_nor_ask_for_it(tree: Path, plant: Plant, file: str) -> None:
    (door, *_) = sorted(laws.ADDRESS_DOORS[file])
    plant(
        file,
        f"from groundswell.web.visitor import {door}\nprint({door})\nprint(self.client)\nprint(peer._address)",
    )
    assert laws.address_reads(tree) == [
        f"src/groundswell/{file}:5: .client",
        f"src/groundswell/{file}:6: ._address",
    ]


def test_only_the_very_line_that_makes_an_address_up_is_let_pass(tree: Path, plant: Plant) -> None:
    plant("runtime/demo.py", f"{laws.ADDRESS_MADE_UP['runtime/demo.py'][0]}\nprint(headers['X-Real-IP'])")
    (breach,) = laws.address_reads(tree)
    assert breach == "src/groundswell/runtime/demo.py:4: the header X-Real-IP"


@pytest.mark.parametrize("call", ["replace", "dataclasses.replace"])
def test_a_state_that_is_changed_beside_the_table_is_found(tree: Path, plant: Plant, call: str) -> None:
    plant("core/incident/lifecycle.py", "def rule(one):\n    return replace(one, state=State.OPEN)")
    plant("flow/judge.py", f"def end(one):\n    return {call}(one, reason='', state=State.DISMISSED)")
    (breach,) = laws.moves_outside_the_table(tree)
    assert breach.startswith("src/groundswell/flow/judge.py:")


def test_a_function_of_seventy_one_lines_is_one_line_too_long(tree: Path, plant: Plant) -> None:
    plant("flow/read.py", "def seventy() -> None:\n" + "    print()\n" * 69)
    plant("flow/read.py", "def seventy_one() -> None:\n" + "    print()\n" * 70)
    (tree / "bench").mkdir(exist_ok=True)
    (tree / "bench/slow.py").write_text("def main() -> None:\n" + "    print()\n" * 71)
    in_the_house, on_the_bench = laws.long_functions(tree)
    assert "seventy_one has 71 lines" in in_the_house
    assert "main has 72 lines" in on_the_bench


def test_a_file_of_five_hundred_and_one_lines_is_too_long(tree: Path, plant: Plant) -> None:
    plant("flow/novel.py", "\n".join(f"LINE_{number} = {number}" for number in range(3, 502)))
    (tree / "tests" / "test_saga.py").write_text("CHAPTER = 1\n" * 501)
    found = laws.long_files(tree)
    assert {"src/groundswell/flow/novel.py has 501 lines", "tests/test_saga.py has 501 lines"} <= set(found)


def test_a_module_whose_name_says_nothing_is_found(tree: Path, plant: Plant) -> None:
    plant("web/helpers.py", "HELP = 1")
    plant("stores/common/__init__.py", "")
    found = laws.names_that_say_nothing(tree)
    assert {"src/groundswell/stores/common", "src/groundswell/web/helpers"} <= set(found)


def test_a_room_that_says_nothing_or_too_much_is_found(tree: Path, plant: Plant) -> None:
    package = laws.package(tree)
    (package / "flow").mkdir()
    (package / "flow/silent.py").write_text("LINES = 0\n")
    (package / "flow/__init__.py").write_text('"""' + "One more thing.\n" * 6 + '"""\n')
    (package / "flow/chatty.py").write_text('"""' + "One more thing.\n" * 6 + '"""\n')
    breaches = laws.rooms_that_talk_too_much(tree)
    assert any("flow/silent.py: no docstring" in breach for breach in breaches)
    assert any("flow/__init__.py: a docstring of 6 lines" in breach for breach in breaches)
    assert any("flow/chatty.py: a docstring of 6 lines" in breach for breach in breaches)


def test_code_in_the_door_of_a_room_is_found(tree: Path, plant: Plant) -> None:
    plant("flow/__init__.py", "def step() -> None:\n    pass")
    assert any("flow/__init__.py" in breach for breach in laws.rooms_with_code_in_their_door(tree))


def test_a_test_without_a_sentence_for_a_name_is_found(tree: Path) -> None:
    (tree / "tests/test_fold.py").write_text("def test_fold() -> None:\n    pass\n")
    assert laws.curt_test_names(tree) == ["tests/test_fold.py: test_fold"]


@pytest.fixture
def documented(house: Path) -> Path:
    """The copy with its documents."""
    shutil.copytree(laws.ROOT / "docs", house / "docs", ignore=shutil.ignore_patterns("*.png"))
    shutil.copy(laws.ROOT / "Makefile", house)
    return house


def test_an_undocumented_setting_makes_the_reference_stale(documented: Path) -> None:
    config = laws.package(documented) / "runtime/config.py"
    setting = 'level: Literal["debug", "info", "warning", "error"] = "info"'
    text = config.read_text()
    assert setting in text
    config.write_text(text.replace(setting, f'volume: int = 11\n    """How loud."""\n    {setting}'))
    assert papers.stale_pages(documented, "reference/settings.md") == [
        "not current: docs/reference/settings.md"
    ]


def test_a_new_move_in_the_table_of_states_makes_its_picture_stale(documented: Path) -> None:
    table = laws.package(documented) / "core/incident/lifecycle.py"
    move = "(State.OPEN, Signal.EASE): (State.EASING, EventKind.EASED),"
    text = table.read_text()
    assert move in text
    table.write_text(text.replace(move, ""))
    assert papers.stale_pages(documented, "flows/incident.md") == ["not current: docs/flows/incident.md"]


def test_a_link_to_nowhere_is_found(documented: Path) -> None:
    page = documented / "docs/wander.md"
    page.write_text("# Here\n\n[there](nowhere.md) [up](#above) [down](#here) [out](https://example.org/)\n")
    assert [breach for breach in papers.dead_links(documented) if "wander" in breach] == [
        "docs/wander.md: nowhere.md is not there",
        "docs/wander.md: #above: no such heading",
    ]


def test_a_command_that_is_not_there_is_found(documented: Path) -> None:
    page = documented / "docs/wander.md"
    page.write_text(
        "```sh\n.venv/bin/groundswell fly --high\nmake tea\ngroundswell serve --port 1\ngroundswell serve --prot 1\n```\n"
    )
    found = [
        breach for breach in papers.unreal_commands(documented, {"serve": ["--port"]}) if "wander" in breach
    ]
    assert found == [
        "docs/wander.md: .venv/bin/groundswell fly --high",
        "docs/wander.md: make tea",
        "docs/wander.md: groundswell serve --prot 1",
    ]


def test_a_program_of_ours_that_is_not_there_is_found(documented: Path) -> None:
    shutil.copytree(laws.ROOT / "bench", documented / "bench", ignore=shutil.ignore_patterns("__pycache__"))
    lines = ("python -m bench.tea", "python -m bench.scope --sead 7", "python -m bench.scope --seed 7")
    (documented / "docs/wander.md").write_text(
        "".join(f"`{line}`\n" for line in (*lines, "python -m pip --x"))
    )
    found = [breach for breach in papers.unreal_commands(documented, {}) if "wander" in breach]
    assert found == [f"docs/wander.md: {line}" for line in lines[:2]]


def test_python_that_nobody_runs_is_found(documented: Path) -> None:
    (documented / "docs/wander.md").write_text("<!-- runs -->\n\n```python\n1\n```\n\n```python\n2\n```\n")
    assert papers.unrun_blocks(documented) == ["docs/wander.md"]


def test_minutes_of_reading_that_do_not_fit_are_found(documented: Path) -> None:
    page = documented / "ARCHITECTURE.md"
    page.write_text("| 1 | `errors.py` | what can go wrong | 90 |\n")
    assert len(papers.misjudged_minutes(documented)) == 1


def test_a_decision_without_its_consequences_is_found(documented: Path) -> None:
    template = (documented / "docs/adr/template.md").read_text()
    (documented / "docs/adr/20261122-wander.md").write_text(template.replace("## Consequences", "## Later"))
    assert papers.formless_decisions(documented) == ["docs/adr/20261122-wander.md: lacks ## Consequences"]


def test_a_page_or_a_module_that_the_source_names_in_vain_is_found(tree: Path, plant: Plant) -> None:
    page = "docs/nowhere" + ".md"
    plant("flow/read.py", f"# see {page}")
    (laws.package(tree) / "flow/__init__.py").write_text(
        '"""The legs: `read` (`say`), as `ports.py` has it."""\n'
    )
    (laws.package(tree) / "ports.py").write_text('"""The world."""\n')
    assert papers.dead_mentions(tree) == [
        f"src/groundswell/flow/read.py: {page} is not there",
        "src/groundswell/flow/__init__.py: `say` is not there",
    ]


def test_a_room_that_the_plan_does_not_name_or_names_in_vain_is_found(documented: Path, plant: Plant) -> None:
    plant("flow/wander.py", "STEPS = 3")
    plan = (laws.ROOT / "ARCHITECTURE.md").read_text()
    (documented / "ARCHITECTURE.md").write_text(plan.replace("`flow/replay.py`", "`flow/rerun.py`"))
    assert papers.rooms_off_the_plan(documented) == [
        "not on the plan: flow/replay.py",
        "not on the plan: flow/wander.py",
        "on the plan, but not there: flow/rerun.py",
    ]


def test_a_page_that_the_index_does_not_link_to_is_found(documented: Path) -> None:
    (documented / "docs/howto/wander.md").write_text("# Nobody finds this\n")
    assert papers.pages_off_the_index(documented) == ["docs/howto/wander.md"]
