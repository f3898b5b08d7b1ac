"""One compiled template for all languages, each with its own words in it."""

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from groundswell.web.compiled import Compiled, late
from groundswell.web.render import Render
from tests.web.reading import html
from tests.web.views import TOWN, service_view


def test_a_further_language_compiles_no_template_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    Render(TOWN).service(service_view())
    compiled: list[str] = []

    def note(_: Environment, source: str, name: str | None = None, *__: object) -> None:
        compiled.append(name or source)

    monkeypatch.setattr(Environment, "compile", note)
    page = html(Render(TOWN, language="de").service(service_view()))
    assert compiled == []
    assert '<html lang="de"' in page


def test_a_literal_is_written_as_each_language_writes_it() -> None:
    kept = Compiled()

    def said(thousands: str) -> str:
        environment = Environment(
            loader=DictLoader({"page": "{{ 1234 | number }}"}), bytecode_cache=kept, autoescape=True
        )
        environment.filters["number"] = late(lambda value: f"{value:,}".replace(",", thousands))
        return environment.get_template("page").render()

    assert (said(","), said(".")) == ("1,234", "1.234")


def test_what_was_compiled_is_there_at_the_next_start_and_goes_by_what_is_written_now(tmp_path: Path) -> None:
    made: list[str] = []

    class Watched(Environment):
        def compile(self, source: str, *told: object, **options: object) -> object:  # type: ignore[override]
            made.append(source)
            return super().compile(source, *told, **options)  # type: ignore[call-overload]

    for text in ("one", "one", "two"):
        kept = Compiled(tmp_path / "kept")
        page = Watched(loader=DictLoader({"page": text}), bytecode_cache=kept).get_template("page")
        assert page.render() == text
    assert made == ["one", "two"]


def test_where_nothing_can_be_written_templates_are_compiled_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    environment = Environment(
        loader=DictLoader({"page": "one"}), bytecode_cache=Compiled(tmp_path / "file" / "kept")
    )
    assert environment.get_template("page").render() == "one"


def test_a_template_with_another_text_is_another_template() -> None:
    kept = Compiled()
    for text in ("one", "two"):
        environment = Environment(loader=DictLoader({"page": text}), bytecode_cache=kept, autoescape=True)
        assert environment.get_template("page").render() == text
