"""Which figures of an instance's parts telemetry follows: they count for themselves, it only reads."""

from __future__ import annotations

from collections.abc import Mapping

from groundswell import __version__
from groundswell.core.catalog import Catalog
from groundswell.core.intake.attack import Alert
from groundswell.core.model import Drop, Held
from groundswell.flow.announce import Announce
from groundswell.flow.count import Count
from groundswell.flow.guard import Guard
from groundswell.flow.judge import Judge
from groundswell.runtime.asking import Asking
from groundswell.runtime.subscribing import Subscribing
from groundswell.runtime.telemetry import Telemetry
from groundswell.runtime.wishing import WishLegs
from groundswell.web.live import Live
from groundswell.web.parts import Tally
from groundswell.web.people.called import Called
from groundswell.web.people.entrance import Entrance


def follow(
    telemetry: Telemetry,
    guard: Guard,
    count: Count,
    judge: Judge,
    live: Live,
    announce: Announce,
    signed: Subscribing,
    called: Called,
    asked: Asking,
    wished: WishLegs,
    catalog: Catalog,
    tally: Tally,
    people: Entrance,
    dropped: Mapping[str, int],
) -> None:
    """Let the figures of these be read."""
    admit = guard.admit
    telemetry.gauge("groundswell_services", len(catalog.services))
    telemetry.gauge("groundswell_build", 1, version=__version__)
    telemetry.follow(
        "groundswell_reports_dropped",
        lambda: {(reason.value,): float(dropped.get(reason, 0)) for reason in Drop},
    )
    telemetry.follow(
        "groundswell_rises_held",
        lambda: {(reason.value,): float(judge.held_begun.get(reason, 0)) for reason in Held},
    )
    telemetry.follow("groundswell_reports_accepted", lambda: {(): float(admit.accepted)})
    telemetry.follow("groundswell_reports_counted", lambda: {(): float(count.reports)})
    telemetry.follow(
        "groundswell_http_requests",
        lambda: {(route, status): number for (route, status), number in tally.items()},
    )
    telemetry.follow("groundswell_visits", lambda: {(): float(admit.visits)})
    telemetry.follow(
        "groundswell_intake_alert",
        lambda: {(alert.value,): float(alert is guard.alert) for alert in Alert},
    )
    telemetry.follow(
        "groundswell_proofs",
        lambda: {("held",): float(guard.proven), ("missing",): float(guard.unproven)},
    )
    telemetry.follow("groundswell_stream_readers", lambda: {(): float(live.readers)})
    telemetry.follow(
        "groundswell_notices", lambda: {told: float(number) for told, number in announce.told.items()}
    )
    telemetry.follow(
        "groundswell_notices_waiting",
        lambda: {(kind,): float(number) for kind, number in announce.unfinished.items()},
    )
    telemetry.follow(
        "groundswell_subscriptions", lambda: {told: float(n) for told, n in signed.attend.counts.items()}
    )
    telemetry.follow(
        "groundswell_sign_ins", lambda: {told: float(number) for told, number in people.tried.items()}
    )
    _follow_people(telemetry, called, asked, wished)


def _deflection(asked: Asking) -> dict[tuple[str, ...], float]:
    """Nothing while nothing was asked: a share of nothing is none."""
    found = asked.asker.deflection
    shares = {("most",): found.share, ("least",): found.share_least}
    return {labels: share for labels, share in shares.items() if share is not None}


def _follow_people(telemetry: Telemetry, called: Called, asked: Asking, wished: WishLegs) -> None:
    """Who is called, who asks, who wants to be told."""
    leg = called.leg
    telemetry.follow("groundswell_calls", lambda: {(what,): float(n) for what, n in leg.done.items()})
    telemetry.follow(
        "groundswell_promises_reminded", lambda: {told: float(n) for told, n in called.remind.told.items()}
    )
    telemetry.follow("groundswell_calls_ringing", lambda: {(): float(leg.ringing)})
    telemetry.follow("groundswell_oncall_vacant", lambda: {(): float(len({gap.missed for gap in leg.gaps}))})
    telemetry.follow(
        "groundswell_questions", lambda: {told: float(n) for told, n in asked.asker.taken.items()}
    )
    telemetry.follow(
        "groundswell_questions_judged", lambda: {told: float(n) for told, n in asked.asker.judged.items()}
    )
    telemetry.follow("groundswell_questions_deflection", lambda: _deflection(asked))
    telemetry.follow("groundswell_questions_waiting", lambda: {(): float(asked.asker.waiting)})
    telemetry.follow(
        "groundswell_wishes", lambda: {told: float(n) for told, n in wished.fulfil.counts.items()}
    )
    telemetry.follow(
        "groundswell_wishes_told", lambda: {(what,): float(n) for what, n in wished.fulfil.became.items()}
    )
    telemetry.follow(
        "groundswell_works_again",
        lambda: {("yes" if works else "no",): float(n) for works, n in wished.recheck.heard.items()},
    )
