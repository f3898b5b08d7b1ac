"""The desk in a browser: one file a page, each with what its forms do. Works without a script; English."""

from groundswell.web.desk.board import get_board
from groundswell.web.desk.comments import get_comments, post_comment
from groundswell.web.desk.compose import get_composer, get_statement, post_statement
from groundswell.web.desk.declare import get_declaration, post_declaration
from groundswell.web.desk.incident import get_desk_incident, post_act, post_paper
from groundswell.web.desk.maintenance import get_maintenance, get_plan, post_plan
from groundswell.web.desk.runbooks import get_runbooks, post_runbook
from groundswell.web.desk.statements import get_statements
from groundswell.web.desk.workarounds import (
    get_desk_workarounds,
    post_desk_workaround,
    post_desk_workaround_state,
    post_desk_workaround_text,
)

PAGES = [
    get_board,
    get_comments,
    get_composer,
    get_declaration,
    get_desk_incident,
    get_desk_workarounds,
    get_maintenance,
    get_plan,
    get_runbooks,
    get_statement,
    get_statements,
    post_act,
    post_comment,
    post_declaration,
    post_desk_workaround,
    post_desk_workaround_state,
    post_desk_workaround_text,
    post_paper,
    post_plan,
    post_runbook,
    post_statement,
]

__all__ = ["PAGES"]
