"""The order in which the suite is begun names files that there are."""

from tests.conftest import LONGEST, TESTS


def test_every_file_that_is_begun_early_is_there_and_named_once() -> None:
    assert [name for name in LONGEST if not (TESTS / name).is_file()] == []
    assert len(set(LONGEST)) == len(LONGEST)


def test_files_with_a_browser_stand_together_and_none_is_missing() -> None:
    named = [name for name in LONGEST if name.startswith("browser/")]
    assert list(LONGEST[: len(named)]) == named
    assert {*named} == {f"browser/{path.name}" for path in (TESTS / "browser").glob("test_*.py")}
