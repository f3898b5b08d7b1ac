"""What an operator says in public: drafted from the facts, checked for what it lacks, fitted to channels, with the promise
of the next word."""

from groundswell.core.statement.check import check, reading_ease
from groundswell.core.statement.draft import draft, still_working
from groundswell.core.statement.facts import facts_of
from groundswell.core.statement.fit import LIMITS, fit
from groundswell.core.statement.promise import cadence, promised, record, stands
from groundswell.core.statement.words import (
    Action,
    Advice,
    Context,
    Cure,
    Facts,
    Fitted,
    Limit,
    Phase,
    Promise,
    PromiseRecord,
    PromiseState,
    Remark,
    RemarkKind,
    Span,
    Standing,
    Statement,
    StatementKind,
    Text,
    Unit,
    Weight,
)

__all__ = [
    "LIMITS",
    "Action",
    "Advice",
    "Context",
    "Cure",
    "Facts",
    "Fitted",
    "Limit",
    "Phase",
    "Promise",
    "PromiseRecord",
    "PromiseState",
    "Remark",
    "RemarkKind",
    "Span",
    "Standing",
    "Statement",
    "StatementKind",
    "Text",
    "Unit",
    "Weight",
    "cadence",
    "check",
    "draft",
    "facts_of",
    "fit",
    "promised",
    "reading_ease",
    "record",
    "stands",
    "still_working",
]
