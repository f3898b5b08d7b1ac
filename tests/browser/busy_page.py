"""What stands on a service's page beside its figures while much is going on: statements, workarounds, answers, planned work."""

from __future__ import annotations

from datetime import datetime, timedelta

from groundswell.core.desk import Maintenance, Words
from groundswell.core.statement import Phase, Statement, Text
from groundswell.core.workarounds import Advice, Workaround, WorkaroundState
from groundswell.ports import Filed, StatementState
from groundswell.ports.questions import Reply
from groundswell.runtime.build import Stores

WAYS = (
    "Log out, wait a minute and log in again: the channels came back for me.",
    "The site in a browser works; only the app fails. Bookmarks of channels open there too.",
    "Switch from Wi-Fi to mobile data, or the other way round, and open the app again.",
    "Clear the cache of the app under Settings, Apps, Storage. You have to log in again afterwards.",
)
ANSWERS = (
    ("Are messages lost that I have sent?", "No. They are kept, and arrive when the outage is over."),
    ("Is my account in danger?", "No. Being logged out is part of the outage; you need no new password."),
    ("Does it hit calls too?", "Calls that have begun go on. New ones fail for about half of those who try."),
    ("Will what I paid for today be given back?", "Whoever runs the service decides that once it is over."),
)
PARAGRAPH = (
    "We see that messages do not arrive for many people in Spain and Portugal. We are looking into it."
)


async def make_busy(stores: Stores, service: str, outage: str, now: datetime) -> None:
    """Write all that into `stores`, about `service` and its `outage`."""
    for number in range(3):
        at = now - timedelta(minutes=35 - 10 * number)
        texts = (
            Text(
                "en", "Messages do not arrive", f"{PARAGRAPH}\n\nCalls work, stage {number}.", is_draft=False
            ),
            Text("ar", "الرسائل لا تصل", "نرى أن الرسائل لا تصل إلى كثيرين، ونبحث في السبب.", is_draft=False),
        )
        said = Statement(
            f"{outage}-{number}",
            outage,
            Phase.INVESTIGATING,
            texts,
            "Ada",
            at,
            next_at=at + timedelta(hours=1),
        )
        kept = await stores.desk.put_statement(Filed(said, StatementState.DRAFT, 0))
        await stores.desk.publish(said.id, kept.revision, "Ada", at)
    for number, words in enumerate(WAYS):
        way = Workaround(
            f"way-{number:08}", service, (Advice("en", words),), now, now, "Ada", outage, state=WorkaroundState.SHOWN
        )  # fmt: skip
        await stores.workarounds.put(way)
    for number, (title, body) in enumerate(ANSWERS):
        text = (Text("en", title, body, is_draft=False),)
        reply = Reply(f"answer-{number:05}", service, text, "Ada", now, incident=outage, is_public=True)
        await stores.questions.answer(reply, ())
    starts = now + timedelta(hours=9)
    racks = (Words("en", "New racks in Porto", "Uploads may be slow for some minutes."),)
    await stores.desk.put_maintenance(
        Maintenance("racks", (service,), starts, starts + timedelta(hours=2), racks, "Ada", now, now)
    )
