"""What an operator says in public: drafted from the facts, checked for what it lacks, fitted to channels, with the promise
of the next word."""

from groundswell.core.statement.check import check
from groundswell.core.statement.draft import draft, still_working
from groundswell.core.statement.fit import fit
from groundswell.core.statement.promise import stands
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
    "check",
    "draft",
    "fit",
    "stands",
    "still_working",
]
