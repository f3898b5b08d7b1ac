"""What the checker says of real public updates, beside what a person wrote down before."""

import pytest
from bench.statements import TUNED, Update, agreement, updates

from groundswell.core.statement import Phase, RemarkKind

UPDATES = updates()
LACKING = frozenset(
    {
        *(
            RemarkKind.NO_WHAT,
            RemarkKind.NO_SCOPE,
            RemarkKind.NO_SINCE,
            RemarkKind.NO_ACTION,
            RemarkKind.NO_NEXT,
        ),
        *(RemarkKind.NEXT_WITHOUT_CLOCK, RemarkKind.NO_ZONE, RemarkKind.NO_APOLOGY, RemarkKind.NO_CAUSE),
        *(RemarkKind.NO_UNTIL, RemarkKind.NO_CHANGES, RemarkKind.NO_ANALYSIS),
    }
)
DIFFERS = {7, 15, 37, 40, 74}
"""of the first ninety, where person and checker do not say the same, for all that was tuned"""


def test_the_extract_has_several_providers_and_all_phases_in_both_halves() -> None:
    for half in (UPDATES[:TUNED], UPDATES[TUNED:]):
        assert {update.provider for update in half} == {"github", "gcp", "aws"}
        assert {update.phase for update in half} == set(Phase)
    assert len(UPDATES[TUNED:]) == 60
    assert len({update.text.body for update in UPDATES}) == len(UPDATES)


@pytest.mark.parametrize("update", UPDATES[:TUNED], ids=lambda update: f"{update.number}-{update.provider}")
def test_of_ninety_real_updates_the_checker_names_what_each_lacks(update: Update) -> None:
    if update.number in DIFFERS:
        assert update.found() != update.lacks, "they agree now: take it off the list"
    else:
        assert update.found() == update.lacks


def test_on_updates_that_nobody_tuned_on_person_and_checker_agree_on_what_is_missing() -> None:
    told = agreement(UPDATES[TUNED:], LACKING)
    assert told.recall >= 0.95
    assert told.precision >= 0.95


def test_two_thirds_of_real_updates_do_not_say_when_they_speak_next_by_the_clock() -> None:
    lasting = [update for update in UPDATES if update.phase is not Phase.RESOLVED]
    silent = {RemarkKind.NO_NEXT, RemarkKind.NEXT_WITHOUT_CLOCK}
    assert 0.6 < sum(bool(update.found() & silent) for update in lasting) / len(lasting) < 0.75
