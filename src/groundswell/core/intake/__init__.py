"""What came in becomes clean Reports, or a Drop with one named reason, or a fault that names the field."""

from groundswell.core.intake.clean import COMMENT_LETTERS_MAX, PLATFORMS
from groundswell.core.intake.daily import daily
from groundswell.core.intake.parse import parse
from groundswell.core.intake.rows import Fault, Rows, Tidied, tidy
from groundswell.core.intake.screen import STEPS, Limits, Looks, Memory, screen
from groundswell.core.intake.scrub import REMOVED, scrub

__all__ = [
    "COMMENT_LETTERS_MAX",
    "PLATFORMS",
    "REMOVED",
    "STEPS",
    "Fault",
    "Limits",
    "Looks",
    "Memory",
    "Rows",
    "Tidied",
    "daily",
    "parse",
    "screen",
    "scrub",
    "tidy",
]
