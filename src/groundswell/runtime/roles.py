"""What an instance does all day: count as reports come, judge each minute, publish what changed, tidy up.

`Work` holds the single steps, so that a demo or a test can take them one by one; `serve` runs them as
loops beside the web server. A step that fails is logged, counted and taken again: the public page stays up.
"""

from __future__ import annotations

import asyncio
import gc
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, repeat
from socket import socket

import msgspec
import structlog
import uvicorn

from groundswell.core.model import ONGOING
from groundswell.core.status import hit_by
from groundswell.core.timegrid import instant_of, minute_of
from groundswell.errors import GroundswellError
from groundswell.flow.rulings import GRACE
from groundswell.ports import Revision
from groundswell.runtime.build import Instance
from groundswell.runtime.lease import note_address
from groundswell.runtime.steady import Steady
from groundswell.runtime.tidying import Tidying
from groundswell.web.lane import lane_for

_log = structlog.get_logger(__name__)

_CATCH_UP_MINUTES = 10
"""A lag up to this is judged minute by minute; a longer one (a suspended machine) is a gap."""
_BACK_MINUTES_MAX = 2
"""A clock set back by more than this: the judge begins anew there. By less: it waits until the clock is there again."""
_JUDGE_LEAP = timedelta(hours=1)
_JUDGE_PROOF = timedelta(minutes=5)
_LOOK_SECONDS = 20.0
"""The judge looks at the clock at least so often, so that one that was set is noticed soon."""
_GATHER_SECONDS = 0.4
"""Reports of so long are counted together: under load, counting after every commit would be half the work."""
_PUBLISH_SECONDS = 1.0
_FLUSH_SECONDS = 5.0
_QUOTE_SECONDS = 60.0
_ATTEND_SECONDS = 2.0
_CALL_SECONDS = 2.0
_CONSULT_SECONDS = 15.0
_REMIND_SECONDS = 5.0
_MEND_SECONDS = 20.0
_FULFIL_SECONDS = 1.0
_RELEASE_SECONDS = 5.0
_TIDY_SECONDS = 3600.0
_RETRY_SECONDS = 2.0
_FINISH_SECONDS = 4.0
"""How long the step that a leg is at may take when all is to end."""


class Work:
    """The steps of one instance. Not for several processes at once on the same stores."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._counting = asyncio.Lock()
        self._judged = -1
        self._judging: Steady | None = None
        self._tidying = Tidying(instance)
        self._doubted = False
        self._is_behind = False
        self._broken: dict[str, str] = {}
        """pages that could not be made, and why, as far as the log has it"""

    async def begin(self) -> None:
        """Pick up where the last run ended: keys, counts, what is usual; then publish what is in trouble.

        All other pages follow with the next `publish`; until then a page is made when it is asked for.
        """
        instance = self._instance
        await instance.admit.start()
        await self.count()
        await self._seat(instance.clock.now())
        live = await instance.incidents.list(states=ONGOING, limit=10_000)
        instance.count.take_touched()
        await instance.quote.begin()
        await instance.announce.begin()
        await instance.letters.respond.begin()
        await instance.mend.run(timedelta())
        await instance.signed.subscribe.begin()
        await instance.asking.asker.measure()
        untold = await instance.outbox.pending()
        await self._publish({incident.service for incident in live} | {each.service for each in untold})
        await self._tell()  # what happened before the last run ended: the pages say it by now
        await self._tell_drops()
        self._is_behind = True

    async def _seat(self, now: datetime) -> None:
        """The judge learns what is usual and begins at `now`."""
        minute = minute_of(now)
        await self._instance.judge.start(minute)
        if why := self._instance.judge.refused_note:
            _log.info("the judge learned anew what is usual, from the counts", why=why)
        await self._instance.cube.watch(minute, minute)  # from now on somebody counts
        self._judged = minute - 1
        self._judging = Steady(now, leap_max=_JUDGE_LEAP, proof=_JUDGE_PROOF)

    async def count(self) -> None:
        """Count everything that is in the journal."""
        instance = self._instance
        async with self._counting:
            while True:
                with instance.telemetry.timed("groundswell_count_step_seconds"):
                    if not await instance.count.step():
                        break
        await self._measure_lag()

    async def minutes(self) -> list[Revision]:
        """Judge every minute that is over and not judged yet. While the clock is in doubt: none."""
        now = self._instance.clock.now()
        assert self._judging is not None, "begin() comes first"
        known, doubted = self._judging.known, self._doubted
        self._doubted = not self._judging.believes(now)
        if self._doubted:
            if not doubted:
                _log.warning("the clock has leapt; judging waits for it to stay so", at=now, known=known)
            return []
        over = minute_of(now - GRACE) - 1
        if over < self._judged - _BACK_MINUTES_MAX:
            _log.warning("the clock was set back; the judge begins anew", at=now, judged=self._judged)
            await self._seat(now)
            return []
        if over - self._judged > _CATCH_UP_MINUTES:
            _log.warning("minutes were missed", first=self._judged + 1, last=over - 1)
            self._judged = over - 1
        changes: list[Revision] = []
        while self._judged < over:
            changes += await self.minute(self._judged + 1)
        return changes

    async def minute(self, minute: int) -> list[Revision]:
        """Judge one minute that is over: count first, note that it was watched, then judge and tell.

        Who calls this says that the clock is right.
        """
        instance = self._instance
        assert self._judging is not None, "begin() comes first"
        self._judging.believe(instance.clock.now())
        await self.count()
        await instance.cube.watch(minute, minute)
        with instance.telemetry.timed("groundswell_judge_tick_seconds"):
            changes = await instance.judge.tick(minute)
        self._judged = minute
        instance.telemetry.gauge("groundswell_judged_minute", minute)
        self._note(changes)
        live = Counter(
            incident.state for incident in await instance.incidents.list(states=ONGOING, limit=10_000)
        )
        for state in ONGOING:
            instance.telemetry.gauge("groundswell_incidents", live[state], state=state.value)
        try:
            await self.publish(everything=True)
        finally:  # what was decided is told, whatever became of the pages
            await self._tell()
        return changes

    async def ruled(self) -> list[Revision]:
        """Apply what operators have ruled, and publish it, without waiting for the minute to end."""
        assert self._judging is not None, "begin() comes first"
        changes = await self._instance.judge.ruled()
        if changes:
            self._note(changes)
            try:
                await self._publish({slug for change in changes for slug in hit_by(change.incident)})
            finally:
                await self._tell()
        return changes

    def _note(self, changes: Sequence[Revision]) -> None:
        for change in changes:
            for event in change.events:
                self._instance.telemetry.count("groundswell_incident_events", kind=event.kind.value)
                _log.info("incident changed", id=event.incident, kind=event.kind.value, note=event.note)

    async def publish(self, *, everything: bool = False) -> None:
        """Bring pages up to date, of the services that were counted on or of all, and tell the live readers."""
        slugs = self._instance.count.take_touched()
        whole, self._is_behind = everything or self._is_behind, False
        if not whole and not slugs:
            return
        try:
            await self._publish(None if whole else slugs)
        except BaseException:
            self._is_behind = True  # the next looks at everything: nobody else remembers who was touched
            raise

    async def _publish(self, slugs: set[str] | None) -> None:
        instance = self._instance
        with instance.telemetry.timed("groundswell_publish_seconds"):
            paths = await instance.publish.run(
                None if slugs is None else slugs & set(instance.catalog.services)
            )
        instance.telemetry.count("groundswell_pages_published", len(paths))
        for path, fault in instance.publish.take_broken().items():
            instance.telemetry.count("groundswell_faults", leg="publish")
            if self._broken.get(path) != repr(fault):
                self._broken[path] = repr(fault)
                _log.error("a page cannot be made and stays as it was", path=path, exc_info=fault)
        for path in paths:
            parts = path.split("/")
            if len(parts) == 4 and parts[1] == "s" and parts[3] == "live":
                instance.live.changed(parts[2])

    async def flush(self) -> None:
        """Judge whether the intake is flooded and keep what is said of it, journal visits, write the counters of drops."""
        self._instance.guard.look()
        await self._instance.admit.flush_visits()
        await self._instance.asking.asker.measure()
        if drops := self._instance.admit.take_drops():
            try:
                await self._instance.cube.add_drops(drops)
            except GroundswellError:  # nothing else: who is cancelled does not know that it was not written
                self._instance.admit.put_back_drops(drops)
                raise
        await self._tell_drops()
        await self._instance.witness.keep()

    async def _tell_drops(self) -> None:
        """What was not counted, as the cube has it, for the metric."""
        self._instance.dropped.update(await self._instance.cube.drops())

    async def tidy(self) -> None:
        """Forget what has been kept for its time."""
        await self._tidying.run(self._judged)

    async def _measure_lag(self) -> None:
        instance = self._instance
        lag = await instance.journal.last() - instance.count.cursor
        waiting = await instance.journal.at(instance.count.cursor + 1) if lag else None
        seconds = (instance.clock.now() - waiting.recorded_at).total_seconds() if waiting else 0.0
        instance.telemetry.gauge("groundswell_count_lag_sequences", lag)
        instance.telemetry.gauge("groundswell_count_lag_seconds", max(seconds, 0.0))

    async def wait_for_reports(self) -> None:
        """Return when the journal holds something that is not counted, or after a second."""
        await self._instance.journal.wait(self._instance.count.cursor, 1.0)

    async def wait_for_ruling(self) -> None:
        """Return when an operator has ruled, or after a second: another process may have taken the ruling."""
        await self._instance.journal.wait_for_ruling(1.0)

    async def wait_for_minute(self) -> None:
        """Return when the next minute can be judged, or soon: the clock may have been set meanwhile."""
        if self._doubted:
            await asyncio.sleep(_LOOK_SECONDS)
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_SECONDS):
                await self._instance.clock.sleep_until(instant_of(self._judged + 2) + GRACE)

    async def _tell(self) -> None:
        """Hand what is in the outbox to the live readers, then to `announce`, which makes notices of it: the pages are
        published by now."""
        while outgoing := await self._instance.outbox.pending():
            for each in outgoing:
                self._announce(
                    "incident",
                    {
                        "id": each.event.incident,
                        "service": each.service,
                        "kind": each.event.kind,
                        "version": each.id,
                    },
                )
            await self._instance.announce.take(outgoing)

    def _announce(self, event: str, data: object) -> None:
        self._instance.live.announce(event, msgspec.json.encode(data).decode())


class _Server(uvicorn.Server):
    """uvicorn's server, which ends live streams and half-sent bodies before it waits for connections to close."""

    def __init__(self, config: uvicorn.Config, instance: Instance) -> None:
        super().__init__(config)
        self._instance = instance

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self._instance.live.close()
        self._instance.bodies.close()
        await super().shutdown(sockets)


@asynccontextmanager
async def listening(instance: Instance, listener: socket) -> AsyncIterator[str]:
    """The web server on `listener`, up for the length of the block; yields its address ("http://127.0.0.1:8000")."""
    web = instance.settings.web
    config = uvicorn.Config(
        instance.app,
        http=lane_for(instance.app, web) if web.lane else "httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        timeout_graceful_shutdown=3,  # many supervisors kill after ten seconds, and counting comes after it
        backlog=4096,
    )
    server = _Server(config, instance)
    # The signal handlers are ours (see `serve`): uvicorn would re-raise what it caught.
    task = asyncio.create_task(server._serve([listener]))
    try:
        while not server.started and not task.done():
            await asyncio.sleep(0.005)
        host, port = listener.getsockname()[:2]
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        note_address(instance.settings.data_dir, address)
        yield address
    finally:
        server.should_exit = True
        await task


async def serve(instance: Instance, listener: socket, started: Callable[[str], None]) -> None:
    """Run everything until SIGINT or SIGTERM; `started` hears the address when the page is up on `listener`."""
    work = Work(instance)
    stop = asyncio.Event()
    with handling(stop):
        await work.begin()
        settle_memory()
        async with listening(instance, listener) as address, instance.letters.listening():
            started(address)
            async with running(work, instance):
                await stop.wait()
    await work.flush()
    await work.count()


def settle_memory() -> None:
    """What stands now stands for good: the collector need not look at it again."""
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def running(work: Work, instance: Instance) -> AsyncIterator[None]:
    """The loops beside the web server, for the length of the block."""

    async def reports() -> None:
        await work.wait_for_reports()
        await asyncio.sleep(_GATHER_SECONDS)

    async def judge() -> None:
        await work.minutes()

    async def deliver() -> None:
        await instance.signed.gathering.run()
        await instance.announce.deliver()

    async def fulfil() -> None:
        if await instance.wished.fulfil.run():
            instance.announce.nudge()

    async def rulings() -> None:
        await work.ruled()

    async def call() -> None:
        if await instance.called.leg.run():
            instance.announce.nudge()

    async def remind() -> None:
        if await instance.called.remind.run():
            instance.announce.nudge()

    legs: Sequence[tuple[str, Callable[[], Awaitable[None]], Callable[[], Awaitable[object]]]] = (
        ("count", reports, work.count),
        ("judge", work.wait_for_minute, judge),
        ("rule", work.wait_for_ruling, rulings),
        ("publish", partial(asyncio.sleep, _PUBLISH_SECONDS), work.publish),
        ("announce", instance.announce.wait, deliver),
        ("mend", partial(asyncio.sleep, _MEND_SECONDS), instance.mend.run),
        ("flush", partial(asyncio.sleep, _FLUSH_SECONDS), work.flush),
        ("attend", partial(asyncio.sleep, _ATTEND_SECONDS), instance.signed.attend.run),
        ("call", partial(asyncio.sleep, _CALL_SECONDS), call),
        ("remind", partial(asyncio.sleep, _REMIND_SECONDS), remind),
        ("consult", partial(asyncio.sleep, _CONSULT_SECONDS), instance.called.consult.run),
        ("fulfil", partial(asyncio.sleep, _FULFIL_SECONDS), fulfil),
        ("wish", partial(asyncio.sleep, _FULFIL_SECONDS), instance.wished.fulfil.ask),
        ("quote", partial(asyncio.sleep, _QUOTE_SECONDS), instance.quote.run),
        ("hear", instance.letters.receive.wait, instance.letters.receive.hear),
        ("release", partial(asyncio.sleep, _RELEASE_SECONDS), instance.asking.release.run),
        ("respond", instance.letters.respond.wait, instance.letters.respond.run),
        ("tidy", _now_and_then(_TIDY_SECONDS), work.tidy),
    )
    tasks = [
        asyncio.create_task(_again_and_again(name, wait, step, instance), name=name)
        for name, wait, step in legs
    ]
    instance.asking.know.begin()
    try:
        yield
    finally:
        await instance.asking.know.close()
        instance.announce.close()
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


def _now_and_then(seconds: float) -> Callable[[], Awaitable[None]]:
    """Waits that long, but not at first."""
    waits = chain((0.0,), repeat(seconds))
    return lambda: asyncio.sleep(next(waits))


async def _to_the_end(step: Awaitable[object]) -> None:
    """`step`, which goes on for a while when we are cancelled meanwhile: what was half done would be done again."""
    task = asyncio.ensure_future(step)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=_FINISH_SECONDS)
        if task.done() and not task.cancelled() and (fault := task.exception()):
            _log.warning("a leg's last step failed", fault=str(fault))
        task.cancel()
        raise


async def _again_and_again(
    leg: str, wait: Callable[[], Awaitable[None]], step: Callable[[], Awaitable[object]], instance: Instance
) -> None:
    is_due = False
    while True:
        try:
            if not is_due:
                await wait()
            is_due = True
            await _to_the_end(step())
            is_due = False
        except GroundswellError as fault:
            instance.telemetry.count("groundswell_faults", leg=leg)
            _log.warning("a leg has to wait", leg=leg, fault=str(fault))
            await asyncio.sleep(_RETRY_SECONDS)
        except Exception:  # noqa: BLE001  a bug in one leg must not take the public page down
            instance.telemetry.count("groundswell_faults", leg=leg)
            _log.exception("a leg failed; it will be tried again", leg=leg)
            await asyncio.sleep(_RETRY_SECONDS)


@contextmanager
def handling(stop: asyncio.Event) -> Iterator[None]:
    """SIGINT and SIGTERM set `stop` for the length of the block."""
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    for number in signals:
        loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
