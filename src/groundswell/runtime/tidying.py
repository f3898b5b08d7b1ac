"""What has been kept for its time is forgotten, kind by kind: when the clock can be believed."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from groundswell.core.timegrid import CLAIM_MINUTES, bin_start, instant_of, minute_of
from groundswell.flow.retire import Retire
from groundswell.runtime.build import Instance
from groundswell.runtime.steady import Steady

_TIDY_LEAP = timedelta(days=2)
_TIDY_PROOF = timedelta(hours=12)
"""Shorter than a day: an instance that is restarted every night forgets too, in the end."""
_CLAIMS_SPARED = timedelta(days=1)
"""How long before it was recorded a person's report may have been observed, with room to spare."""

_log = structlog.get_logger(__name__)


class Tidying:
    """Of one instance."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._steady: Steady | None = None

    async def run(self, judged: int) -> None:
        """Forget what has been kept for its time: not by a clock in doubt, and nothing that a leg has not read yet; `judged` is the last minute that the
        judge has done, -1 before the first."""
        instance = self._instance
        now = instance.clock.now()
        if self._steady is None:
            self._steady = Steady(await self._last_believed(now), leap_max=_TIDY_LEAP, proof=_TIDY_PROOF)
        if not self._steady.believes(now):
            _log.warning(
                "the clock is far ahead of what was last recorded; nothing is forgotten until it has stayed so",
                at=now,
                known=self._steady.known,
            )
            return
        await instance.cube.believe(minute_of(now))
        counted = await instance.cube.cursor()
        waiting = await instance.journal.at(counted + 1)
        kept = instance.settings.retention
        raw_before = claims_before = now - timedelta(days=kept.raw_days)
        if waiting is not None:
            claims_before = min(claims_before, waiting.recorded_at - _CLAIMS_SPARED)
        ruled = await instance.incidents.rulings_cursor()
        reports = await instance.journal.trim(raw_before, counted=counted, ruled=ruled)
        rows = await instance.cube.trim(
            self._bins_before(now, judged), bin_start(minute_of(claims_before), CLAIM_MINUTES)
        )
        comments = await instance.quote.forget(now - timedelta(days=min(kept.comments_days, kept.raw_days)))
        await instance.people.forget()
        accounts = await Retire(instance.people.people, instance.called.oncall, instance.clock).run(
            timedelta(days=kept.unused_accounts_days), timedelta(days=kept.closed_accounts_days)
        )
        said_before = now - timedelta(days=kept.statements_days) if kept.statements_days else None
        papers = await instance.mend.forget(now - timedelta(days=kept.papers_days), said_before)
        notices = await instance.announce.forget(timedelta(days=kept.notices_days))
        left = await instance.signed.attend.forget() + await instance.wished.fulfil.forget()
        await instance.advise.expire()
        ways = await instance.advise.forget(timedelta(days=kept.workarounds_days))
        calls = await instance.called.leg.forget()
        asked = await instance.asking.asker.forget(timedelta(days=kept.questions_days))
        answers = await instance.wished.withdraw.forget_lost()
        gone = {"reports": reports, "rows": rows, "comments": comments, "notices": notices}
        gone |= {
            "accounts": accounts,
            "papers": papers,
            "subscriptions": left,
            "workarounds": ways,
            "calls": calls,
            "questions": asked,
            "answers": answers,
            "letters": await instance.letters.respond.forget(),
            "sieges": await instance.witness.forget(),
        }
        if any(gone.values()):
            _log.info("tidied", **gone)

    def _bins_before(self, now: datetime, judged: int) -> dict[int, int]:
        """By width, the minute before which bins have been kept for their time, and the judge needs them no more."""
        retention = self._instance.settings.retention
        now = min(now, instant_of(judged)) if judged >= 0 else now
        return {
            1: minute_of(now - timedelta(days=retention.minutes_days)),
            15: minute_of(now - timedelta(days=retention.quarters_days)),
        }

    async def _last_believed(self, now: datetime) -> datetime:
        """When the clock was last known to be right; of an instance that has never tidied, its last entry."""
        instance = self._instance
        if minute := await instance.cube.believed():
            return instant_of(minute)
        last = await instance.journal.at(await instance.journal.last())
        return last.recorded_at if last else now
