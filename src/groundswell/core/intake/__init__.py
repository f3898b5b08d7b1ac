"""What came in becomes clean Reports, or a Drop with one named reason, or a fault that names the field."""

from groundswell.core.intake.arrivals import Arrivals, Judged, Saying, judge, nobody
from groundswell.core.intake.clean import COMMENT_LETTERS_MAX, PLATFORMS
from groundswell.core.intake.daily import daily
from groundswell.core.intake.parse import parse
from groundswell.core.intake.rows import Fault, Rows, Tidied, tidy
from groundswell.core.intake.screen import STEPS, Limits, Looks, Memory, Person, screen_said, screen_who
from groundswell.core.intake.scrub import REMOVED, scrub
from groundswell.core.intake.wide import SEED, WIDTHS, judged_in, thrown, width_of

__all__ = [
    "COMMENT_LETTERS_MAX",
    "PLATFORMS",
    "REMOVED",
    "SEED",
    "STEPS",
    "WIDTHS",
    "Arrivals",
    "Fault",
    "Judged",
    "Limits",
    "Looks",
    "Memory",
    "Person",
    "Rows",
    "Saying",
    "Tidied",
    "daily",
    "judge",
    "judged_in",
    "nobody",
    "parse",
    "screen_said",
    "screen_who",
    "scrub",
    "thrown",
    "tidy",
    "width_of",
]
