"""The wire of wishes: what programs and browsers send to be told when it is over, and to say whether it works again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from groundswell.web.wire_subscriptions import PushIn


class WishIn(Struct, forbid_unknown_fields=True, kw_only=True):
    """Tell me once when the outage that this report is part of is over. Of e-mail: after the address has said yes."""

    way: Literal["email", "push", "telegram"]
    address: Annotated[str, Meta(max_length=254, description="an e-mail address; empty for the others")] = ""
    push: PushIn | None = None
    language: Annotated[str, Meta(max_length=8, description="the language of the messages")] = "en"
    asks: Annotated[bool, Meta(description="also ask once, as the outage eases, whether it works again")] = (
        False
    )
    website: Annotated[str, Meta(max_length=200, description="leave it empty")] = ""


class WishOut(Struct, omit_defaults=True):
    """What becomes of a wish. Of e-mail nothing else is said: whether the address is known, its mailbox alone learns."""

    state: Literal["pending", "waiting"] = "pending"
    detail: str = ""
    handle: Annotated[
        str, Meta(description="takes it back, by DELETE /api/v1/wishes/{wish}; of push alone")
    ] = ""
    link: Annotated[str, Meta(description="leads to the bot on Telegram: the yes is said there")] = ""


class AgainIn(Struct, forbid_unknown_fields=True):
    """Whether it works again for whoever reported or asked."""

    works: Annotated[bool, Meta(description="true: it works again; false: it is still broken")]


class AgainOut(Struct):
    """What became of the answer."""

    state: Annotated[
        Literal["taken", "already"],
        Meta(description='"already": one answer in a half hour counts, and there was one'),
    ]


_Answers = Annotated[
    list[dict[str, Any]],
    Meta(description="each with the `report` that it is in the journal, null where that has had its time"),
]


class KeptOut(Struct):
    """Everything that is kept one by one of a report, of the wishes that hang on it, and of what was answered."""

    report: dict[str, Any]
    wishes: list[dict[str, Any]] = field(default_factory=list)
    answers: _Answers = field(default_factory=list)
    written_at: datetime | None = None


class QuestionKeptOut(Struct):
    """Everything that is kept of a question, of the wishes that hang on it, and of what was answered whether it works again."""

    question: Annotated[
        dict[str, Any],
        Meta(
            description="with the desk's answer as `reply`, and `way_back`: what is kept to answer a letter or post; of "
            "marks and sealed addresses only that there is one"
        ),
    ]
    wishes: list[dict[str, Any]] = field(default_factory=list)
    answers: _Answers = field(default_factory=list)
    written_at: datetime | None = None
