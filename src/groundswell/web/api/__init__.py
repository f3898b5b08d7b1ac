"""The routes of the API, by subject."""

from groundswell.web.api.bulk import post_counts, post_reports
from groundswell.web.api.changes import list_changes, post_change
from groundswell.web.api.choose import get_compare, get_here, get_outages_page
from groundswell.web.api.comments import decide_comment, list_comments
from groundswell.web.api.desk import list_held, list_ties, post_ruling
from groundswell.web.api.desk_workarounds import (
    decide_workaround,
    list_desk_workarounds,
    put_workaround_text,
    write_workaround,
)
from groundswell.web.api.drops import list_drops
from groundswell.web.api.evidence import get_evidence, get_ties_page
from groundswell.web.api.footprint import get_footprint
from groundswell.web.api.health import healthz, metrics, readyz
from groundswell.web.api.incidents import get_events, get_incident, list_incidents
from groundswell.web.api.maintenance import list_maintenances, plan_maintenance
from groundswell.web.api.pages import get_oembed, get_problem, get_receipt_page, get_search_page
from groundswell.web.api.papers import get_papers, post_note, post_task
from groundswell.web.api.receipts import get_receipt
from groundswell.web.api.series import get_series
from groundswell.web.api.services import get_service, list_service_incidents, list_services
from groundswell.web.api.statements import get_draft, list_statements, publish_statement, put_statement
from groundswell.web.api.subscriptions import (
    delete_subscription,
    get_confirm_page,
    get_end_page,
    get_push_key,
    get_subscribe_page,
    get_subscription,
    get_subscription_page,
    post_confirm_page,
    post_delete_page,
    post_end_page,
    post_subscribe_page,
    post_subscription,
    post_subscription_page,
)
from groundswell.web.api.workarounds import (
    get_workaround_page,
    get_workarounds_page,
    list_workarounds,
    post_vote,
    post_workaround,
    post_workaround_page,
    post_workarounds_page,
)
from groundswell.web.people.routes import PEOPLE_HANDLERS

HANDLERS = [
    *PEOPLE_HANDLERS,
    decide_comment,
    decide_workaround,
    get_workaround_page,
    get_workarounds_page,
    list_desk_workarounds,
    list_workarounds,
    post_vote,
    post_workaround,
    post_workaround_page,
    post_workarounds_page,
    put_workaround_text,
    write_workaround,
    delete_subscription,
    get_compare,
    get_confirm_page,
    get_end_page,
    get_events,
    get_evidence,
    get_ties_page,
    get_footprint,
    get_here,
    get_incident,
    get_oembed,
    get_outages_page,
    get_problem,
    get_push_key,
    get_receipt,
    get_receipt_page,
    get_search_page,
    get_series,
    get_service,
    get_subscribe_page,
    get_subscription,
    get_subscription_page,
    healthz,
    list_changes,
    list_comments,
    list_drops,
    get_draft,
    get_papers,
    list_held,
    list_maintenances,
    list_statements,
    plan_maintenance,
    post_note,
    post_task,
    publish_statement,
    put_statement,
    list_incidents,
    list_service_incidents,
    list_services,
    list_ties,
    metrics,
    post_change,
    post_confirm_page,
    post_counts,
    post_delete_page,
    post_end_page,
    post_reports,
    post_ruling,
    post_subscribe_page,
    post_subscription,
    post_subscription_page,
    readyz,
]
"""Every handler; the live stream and single reports are answered by the front."""

__all__ = ["HANDLERS"]
