"""The desk in a browser: one file a page, each with what its forms do. Works without a script; English."""

from groundswell.web.desk.answer import get_call, post_call
from groundswell.web.desk.answered import get_replies, post_told_on, post_withdrawal
from groundswell.web.desk.board import get_board
from groundswell.web.desk.comments import get_comments, post_comment
from groundswell.web.desk.compose import get_composer, get_statement, post_statement
from groundswell.web.desk.declare import get_declaration, post_declaration
from groundswell.web.desk.incident import get_desk_incident, post_act, post_paper
from groundswell.web.desk.maintenance import get_maintenance, get_plan, post_plan
from groundswell.web.desk.oncall import get_oncall, post_override, post_override_off
from groundswell.web.desk.policies import get_policy, post_policy
from groundswell.web.desk.questions import get_measures, get_questions, post_questions
from groundswell.web.desk.reaches import get_me, post_me
from groundswell.web.desk.replies import get_reply_composer, post_reply
from groundswell.web.desk.runbooks import get_runbooks, post_runbook
from groundswell.web.desk.schedules import get_schedule, post_schedule, post_schedule_file
from groundswell.web.desk.statements import get_statements
from groundswell.web.desk.templates import (
    get_template,
    get_templates,
    post_template,
    post_template_removal,
)
from groundswell.web.desk.translations import post_translation
from groundswell.web.desk.workarounds import (
    get_desk_workarounds,
    post_desk_workaround,
    post_desk_workaround_state,
    post_desk_workaround_text,
)

PAGES = [
    get_board,
    get_call,
    get_comments,
    get_composer,
    get_declaration,
    get_desk_incident,
    get_desk_workarounds,
    get_maintenance,
    get_me,
    get_measures,
    get_oncall,
    get_plan,
    get_policy,
    get_questions,
    get_replies,
    get_reply_composer,
    get_runbooks,
    get_schedule,
    get_statement,
    get_statements,
    get_template,
    get_templates,
    post_act,
    post_call,
    post_comment,
    post_declaration,
    post_me,
    post_override,
    post_override_off,
    post_desk_workaround,
    post_desk_workaround_state,
    post_desk_workaround_text,
    post_paper,
    post_plan,
    post_policy,
    post_questions,
    post_reply,
    post_told_on,
    post_withdrawal,
    post_runbook,
    post_schedule,
    post_schedule_file,
    post_statement,
    post_template,
    post_template_removal,
    post_translation,
]

__all__ = ["PAGES"]
