"""Writes the reference from the code, so that it cannot lie: docs/generate.py [--check] [PAGE ...]

Whole pages under docs/reference, and the parts of other pages between `<!-- generated: NAME -->` and
`<!-- end -->`. With --check nothing is written; what is not current is named, and the exit code is 1.
"""

import ast
import inspect
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
PART = re.compile(r"(<!-- generated: (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
WRITTEN = "<!-- Written by docs/generate.py from the code. Change the code, then call `make docs`. -->\n"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def member_docs(words: type[Enum]) -> Mapping[str, str]:
    """The string literal under each member of an enumeration, or the comment beside it."""
    source = inspect.getsource(words)
    tree = ast.parse(source).body[0]
    assert isinstance(tree, ast.ClassDef)
    found: dict[str, str] = dict(re.findall(r"^    ([A-Z_]+) = .*?  # (.+)$", source, re.MULTILINE))
    for member, under in zip(tree.body, tree.body[1:], strict=False):
        if (
            isinstance(member, ast.Assign)
            and isinstance(under, ast.Expr)
            and isinstance(under.value, ast.Constant)
        ):
            (target,) = member.targets
            assert isinstance(target, ast.Name)
            found[target.id] = " ".join(str(under.value.value).split())
    return found


# --- the pages ----------------------------------------------------------------------------------------


def settings_page() -> str:
    from groundswell.runtime.config import OTHER_VARIABLES, all_settings
    from groundswell.runtime.setting import shown

    out = [
        "# Settings\n\nIn `groundswell.toml` (in the working directory, or where `GROUNDSWELL_CONFIG` or `--config` points),",
        "each of them also as an environment variable, which wins; with `_FILE` at its end the variable names a file",
        "that holds the value. An unknown name or a value that cannot be is an error at the start. `groundswell config`",
        "prints what is in force and where each value comes from.\n",
        "A relative path in a file (`catalog`, `data_dir`) starts where that file is; in a variable, in an option, and the default",
        "`groundswell-data`, in the working directory. So do the two files of `[visitor]`, wherever they are named.\n",
    ]
    section = None
    for setting in all_settings():
        if setting.section != section:
            section = setting.section
            out.append(f"\n## `[{section}]`\n" if section else "\n## At the top of the file\n")
        out.append(f"### `{setting.key}`\n\n{setting.doc}\n")
        out.append(
            f"- takes {setting.wants}\n- default `{shown(setting.default)}`\n- variable `{setting.variable}`\n"
        )
    out.append("\n## Variables that are no settings\n")
    out.append(table(("variable", "says"), ((f"`{name}`", says) for name, says in OTHER_VARIABLES.items())))
    return "\n".join(out)


def metrics_page() -> str:
    from groundswell.runtime.telemetry import COUNTERS, GAUGES, HISTOGRAMS
    from groundswell.web.figures import FIGURES, LABELS

    rows: list[tuple[str, ...]] = []
    for kind, register in (("counter", COUNTERS), ("gauge", GAUGES), ("histogram", HISTOGRAMS)):
        for name, measure in register.items():
            exposed = f"{name}_total" if kind == "counter" else name
            labels = ", ".join(f"`{label}`" for label in measure.labels)
            rows.append((f"`{exposed}`", kind, labels, measure.help))
    return (
        "# Metrics\n\nAt `/metrics`, in the text format of Prometheus. No label holds an address or a pseudonym.\n\n"
        + table(("name", "kind", "labels", "what it says"), rows)
        + "\n## Of the services\n\n"
        "At `/metrics/services`, for everybody: one series a service and metric, as many as the catalog has, of the last full\n"
        "minute. What nobody knows (nobody counts, nothing is usual yet) is left out.\n\n"
        + table(
            ("name", "kind", "labels", "what it says"),
            (
                (f"`{name}`", "gauge", ", ".join(f"`{label}`" for label in LABELS), words)
                for name, (words, _) in FIGURES.items()
            ),
        )
    )


def words_page() -> str:
    from groundswell.core import answer, model, notice
    from groundswell.core.intake import attack
    from groundswell.core.statement import words as statement

    kinds: Mapping[str, tuple[type[Enum], str]] = {
        "Source kinds": (
            model.SourceKind,
            "Who says so. Each is an independent class of evidence and is counted apart.",
        ),
        "Drop reasons": (
            model.Drop,
            "Why a submission was not counted. Every drop is counted under one of these, and published.",
        ),
        "Certainty": (model.Certainty, "How sure we are."),
        "States": (
            model.State,
            "Where an incident stands. The moves between them: [the flow of an incident](../flows/incident.md).",
        ),
        "Event kinds": (model.EventKind, "What can happen to an incident."),
        "Held": (model.Held, "Why a rise of reports is held to be no outage, and nothing is opened."),
        "Acts": (model.Act, "What an operator can rule."),
        "Causes": (model.CauseKind, "What sort of thing an operator found behind an incident."),
        "Alerts": (
            attack.Alert,
            "How the intake stands to strangers. The moves: [the life of a report](../flows/report.md#when-the-intake-is-flooded).",
        ),
        "Pressures": (attack.Pressure, "What moves it, by the drop counters."),
        "Notices": (
            notice.NoticeState,
            "Where a notice stands. The moves: [the life of a notice](../flows/notice.md).",
        ),
        "Targets": (notice.TargetState, "Whether a target is told anything."),
        "Purposes": (notice.Purpose, "Why a message goes out."),
        "Axes": (model.Axis, "What a service's counts are split by."),
        "Phases": (statement.Phase, "How far the work on an outage is, as its operator says."),
        "Kinds of statements": (statement.StatementKind, "Whether a statement says something new."),
        "States of a promise": (statement.PromiseState, "How the promise to speak again stands."),
        "Remarks": (
            statement.RemarkKind,
            "What may be remarked on a statement: [how it is checked](../explanation/statements.md).",
        ),
        "Weights of remarks": (statement.Weight, "How much a remark weighs."),
        "Kinds of what is known": (
            answer.KnownKind,
            "What a question is put to: [how it is answered](../explanation/answers.md).",
        ),
        "Subjects": (answer.Subject, "What a question wants to know."),
        "Why not": (answer.WhyNot, "Why a question was not answered at once."),
    }
    out = ["# Words\n\nOne word has one meaning: in code, tables, JSON, docs and on the page.\n"]
    for title, (words, says) in kinds.items():
        docs = member_docs(words)
        out.append(f"## {title}\n\n{says}\n")
        if docs:
            out.append(
                table(("word", "means"), ((f"`{word.value}`", docs.get(word.name, "")) for word in words))
            )
        else:
            out.append("".join(f"- `{word.value}`\n" for word in words))
    return "\n".join(out)


def lifecycle_part() -> str:
    from groundswell.core.incident import TABLE

    arrows: dict[tuple[str, str], list[str]] = {}
    for (state, signal), (after, _) in TABLE.items():
        arrows.setdefault((state.value if state else "[*]", after.value), []).append(signal.value)
    drawn = "".join(
        f"    {one} --> {other}: {', '.join(signals)}\n" for (one, other), signals in arrows.items()
    )
    moves = (
        (state.value if state else "(none)", signal.value, after.value, kind.value)
        for (state, signal), (after, kind) in TABLE.items()
    )
    return f"```mermaid\nstateDiagram-v2\n{drawn}```\n\n" + table(
        ("state", "signal", "new state", "event told"), moves
    )


def alerts_part() -> str:
    from groundswell.core.intake.attack import TABLE

    moves = ((alert.value, pressure.value, after.value) for (alert, pressure), after in TABLE.items())
    return table(("alert", "pressure", "new alert"), moves)


def rulings_part() -> str:
    from groundswell.core.incident import RULED

    moves = (
        (state.value if state else "(none)", act.value, after.value, kind.value)
        for (state, act), (after, kind) in RULED.items()
    )
    return table(("state", "act", "new state", "event told"), moves)


def statuspage_part() -> str:
    from groundswell.core.model import State
    from groundswell.core.status import v2

    states = (
        (state.value, "any", v2.INCIDENT[state], v2.DEGRADED if state is State.EASING else v2.OPERATIONAL, "")
        for state in State
        if state is not State.OPEN
    )
    grades = (
        ("open", str(grade), v2.INCIDENT[State.OPEN], v2.COMPONENT[grade], v2.IMPACT[grade])
        for grade in v2.COMPONENT
    )
    head = ("state here", "severity", "status of the incident", "status of the component", "impact")
    events = ((kind.value, said or "as the update before") for kind, said in v2.UPDATE.items())
    worst = ((part, *told) for part, told in v2.INDICATOR.items())
    return "\n".join(
        (
            table(head, (*grades, *states)),
            table(("event here", "status of the update"), events),
            table(("worst status of any component", "indicator", "description"), worst),
        )
    )


def categories_part() -> str:
    from groundswell.runtime.build import shipped_catalog

    shown = shipped_catalog().categories
    return table(("slug", "name"), ((f"`{slug}`", name) for slug, name in shown.items()))


def symptoms_part() -> str:
    from groundswell.runtime.build import shipped_catalog

    shown = sorted(shipped_catalog().symptoms.values(), key=lambda symptom: symptom.slug)
    return table(("slug", "name"), ((f"`{symptom.slug}`", symptom.name) for symptom in shown))


def cap_part() -> str:
    from groundswell.core.status import cap

    return "\n".join(
        (
            table(
                ("state here", "urgency", "responseType"),
                ((state.value, *told) for state, told in cap.URGENCY.items()),
            ),
            table(
                ("severity here", "severity"), ((str(grade), word) for grade, word in cap.SEVERITY.items())
            ),
            table(
                ("certainty here", "certainty"), ((sure.value, word) for sure, word in cap.CERTAINTY.items())
            ),
        )
    )


def http_page() -> str:
    from groundswell.web.api import HANDLERS
    from groundswell.web.machines import OFFERED

    def shown(path: str) -> str:
        return path.replace("{}", "{incident}" if path.startswith("/cap/") else "{slug}")

    document = openapi()
    # What a route does is said where it is answered, should the document not carry it.
    told = {
        (method, re.sub(r"{.*?}", "{}", path)): handler.fn.__doc__ or ""
        for handler in HANDLERS
        for method in handler.http_methods
        for path in handler.paths
    }
    out = [
        "# The HTTP interface\n",
        "The whole description, with every field and answer, is OpenAPI 3.1: a running instance serves it at",
        "`/api/openapi.json`. Times are RFC 3339 in UTC. What is not known is null, never zero. A fault is a problem",
        "document ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) that names the field and what would be right.",
        "Routes with a key in the last column ask for `Authorization: Bearer` and a token ([who gets one](../howto/let-people-in.md#programs)).\n",
    ]
    rows = [
        (
            f"`{method.upper()} {path}`",
            " ".join(
                (does.get("description") or told.get((method.upper(), re.sub(r"{.*?}", "{}", path)), ""))
                .split("\n\n")[0]
                .split()
            ),
            ", ".join(sorted(does["responses"])),
            "key" if does.get("security") else "",
        )
        for path, methods in sorted(document["paths"].items())
        for method, does in methods.items()
    ]
    out.append(table(("route", "does", "answers", ""), rows))
    out.append(
        "What other programs know how to read, by path; every one of them is published as bytes, with ETag and packed, and\n"
        "may be read by scripts of other sites: [outputs for machines](machine-outputs.md).\n"
    )
    out.append(table(("path", "is"), ((f"`{shown(path)}`", says) for path, says in OFFERED.items())))
    out.append(
        "Pages for people: `/` (home), `/s/{slug}` (a service; `/s/{slug}/7d`, `/30d`, `/90d` over weeks), `/incidents` (outages),\n"
        "`/incidents/{id}`, `/about` (this site),\n"
        "`/search?q=`, `/r/{receipt}` (what became of my report). They work without JavaScript. `/desk/incidents/{id}` (the evidence, for who has signed in).\n"
        "For whoever runs it: `/metrics`, `/healthz` (the process is alive),\n"
        "`/readyz` (its stores answer and belong together).\n"
    )
    return "\n".join(out)


def openapi() -> dict[str, Any]:
    """The document that an instance with nothing in it serves."""
    import asyncio

    import httpx

    from groundswell.runtime.build import open_instance
    from groundswell.runtime.config import Settings

    async def ask(data_dir: str) -> dict[str, Any]:
        async with open_instance(Settings(data_dir=Path(data_dir)), env={}) as instance:
            transport = httpx.ASGITransport(app=instance.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://reference") as client:
                answer = (await client.get("/api/openapi.json")).raise_for_status()
                return dict(answer.json())

    with tempfile.TemporaryDirectory() as data_dir:
        return asyncio.run(ask(data_dir))


def commands_page() -> str:
    from groundswell.cli import COMMANDS, app

    # The link to a heading that holds code is its words, as GitHub makes them.
    rows = [
        (
            f"[`groundswell {name}`](#groundswell-{name})",
            " ".join(str(app[name].help).split("\n\n")[0].split()),
        )
        for name in COMMANDS
    ]
    out = [
        f"# Commands\n\n{app.help}\n\n{app.help_epilogue} `--help` after any of them says what stands here.\n"
    ]
    out.append(table(("command", "does"), rows))
    for name in COMMANDS:
        page = app[name].generate_docs(heading_level=2, usage_name=f"groundswell {name}")
        out.append(page.replace(f"## {name}\n", f"## `groundswell {name}`\n", 1).strip() + "\n")
    return "\n".join(out)


PAGES: Mapping[str, Callable[[], str]] = {
    "reference/commands.md": commands_page,
    "reference/http.md": http_page,
    "reference/settings.md": settings_page,
    "reference/metrics.md": metrics_page,
    "reference/words.md": words_page,
}
PARTS: Mapping[str, Callable[[], str]] = {
    "alerts": alerts_part,
    "categories": categories_part,
    "symptoms": symptoms_part,
    "lifecycle": lifecycle_part,
    "rulings": rulings_part,
    "statuspage": statuspage_part,
    "cap": cap_part,
}


# --- writing and comparing ----------------------------------------------------------------------------


def made(docs: Path, wanted: list[str]) -> Iterator[tuple[Path, str]]:
    """Every page (of those wanted, if any is named) that holds something generated, and how it should read."""
    for name, page in PAGES.items():
        if not wanted or name in wanted:
            yield docs / name, WRITTEN + page()
    for path in sorted(docs.rglob("*.md")):
        text = path.read_text()
        if PART.search(text) and (not wanted or path.relative_to(docs).as_posix() in wanted):
            yield path, PART.sub(lambda found: found[1] + PARTS[found["name"]]() + found[3], text)


def main(arguments: list[str]) -> int:
    check = "--check" in arguments
    wanted = [argument for argument in arguments if argument != "--check"]
    stale = [
        (path, text) for path, text in made(DOCS, wanted) if not path.exists() or path.read_text() != text
    ]
    for path, text in stale:
        print(f"{'not current' if check else 'written'}: {path.relative_to(DOCS.parent)}")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return 1 if stale and check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
