"""Who is called when an outage opens: schedules in layers (`rota`), who has which hours (`shifts`), whom to call next when
nobody answers (`ladder`)."""

from groundswell.core.oncall.ladder import Call as Call
from groundswell.core.oncall.ladder import CallState as CallState
from groundswell.core.oncall.ladder import Policy as Policy
from groundswell.core.oncall.ladder import Step as Step
from groundswell.core.oncall.ladder import Whom as Whom
from groundswell.core.oncall.ladder import WhomKind as WhomKind
from groundswell.core.oncall.ladder import answers as answers
from groundswell.core.oncall.ladder import check_policy as check_policy
from groundswell.core.oncall.ladder import covered as covered
from groundswell.core.oncall.ladder import covers as covers
from groundswell.core.oncall.ladder import due as due
from groundswell.core.oncall.ladder import due_at as due_at
from groundswell.core.oncall.ladder import is_unanswered as is_unanswered
from groundswell.core.oncall.ladder import last_of_round as last_of_round
from groundswell.core.oncall.ladder import opened_at as opened_at
from groundswell.core.oncall.ladder import place as place
from groundswell.core.oncall.ladder import rungs as rungs
from groundswell.core.oncall.ladder import step_of as step_of
from groundswell.core.oncall.rota import Around as Around
from groundswell.core.oncall.rota import Away as Away
from groundswell.core.oncall.rota import Layer as Layer
from groundswell.core.oncall.rota import Override as Override
from groundswell.core.oncall.rota import Restriction as Restriction
from groundswell.core.oncall.rota import Schedule as Schedule
from groundswell.core.oncall.rota import check_layer as check_layer
from groundswell.core.oncall.rota import check_schedule as check_schedule
from groundswell.core.oncall.shifts import OnCall as OnCall
from groundswell.core.oncall.shifts import Shift as Shift
from groundswell.core.oncall.shifts import Why as Why
from groundswell.core.oncall.shifts import handover as handover
from groundswell.core.oncall.shifts import shifts as shifts
from groundswell.core.oncall.shifts import turn as turn
from groundswell.core.oncall.shifts import who as who
