"""A question as a row of `questions`, and back; what was made of it is a document in the column `triage`."""

from __future__ import annotations

import msgspec
from sqlalchemy import Row

from groundswell.core.answer import Answer, Candidate, Subject, WhyNot
from groundswell.ports.questions import Question, QuestionSource, QuestionState


class _Triaged(msgspec.Struct, omit_defaults=True):
    """How the column `triage` is written."""

    subject: Subject = Subject.OTHER
    symptoms: tuple[str, ...] = ()
    why_not: WhyNot | None = None
    candidates: tuple[Candidate, ...] = ()
    told: Answer | None = None


def row_of(question: Question) -> dict[str, object]:
    """The row of `question`."""
    triaged = _Triaged(
        question.subject, question.symptoms, question.why_not, question.candidates, question.told
    )
    return {
        "id": question.id,
        "words": question.words,
        "language": question.language,
        "service": question.service,
        "at": question.at,
        "source": question.source.value,
        "state": question.state.value,
        "first": question.first.value,
        "triage": msgspec.to_builtins(triaged),
        "incident": question.incident,
        "group": question.group,
        "reply": question.reply,
        "helped": question.helped,
        "is_unfit": question.is_unfit,
        "changed_at": question.changed_at,
        "asker": question.asker,
        "key": question.key or None,
        "told": "",
        "asked_on": question.asked_on,
        "asked_in": question.asked_in,
    }


def question_of(row: Row[tuple[object, ...]]) -> Question:
    """The question in `row`."""
    values = row._asdict()
    del values["told"]
    triaged = msgspec.convert(values.pop("triage"), _Triaged)
    values |= {
        "source": QuestionSource(values["source"]),
        "state": QuestionState(values["state"]),
        "first": QuestionState(values["first"]),
        "key": values["key"] or "",
    }
    return Question(
        **values,
        subject=triaged.subject,
        symptoms=triaged.symptoms,
        why_not=triaged.why_not,
        candidates=triaged.candidates,
        told=triaged.told,
    )
