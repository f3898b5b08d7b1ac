"""Who is told what, and when to try again: `message`, `routes`, `compose`, `retry`."""

from groundswell.core.notice.compose import Sender as Sender
from groundswell.core.notice.compose import compose as compose
from groundswell.core.notice.compose import word as word
from groundswell.core.notice.message import UNFINISHED as UNFINISHED
from groundswell.core.notice.message import Background as Background
from groundswell.core.notice.message import Message as Message
from groundswell.core.notice.message import NoticeState as NoticeState
from groundswell.core.notice.message import Purpose as Purpose
from groundswell.core.notice.message import Route as Route
from groundswell.core.notice.message import TargetState as TargetState
from groundswell.core.notice.retry import Fault as Fault
from groundswell.core.notice.retry import Next as Next
from groundswell.core.notice.retry import after as after
from groundswell.core.notice.retry import expires_at as expires_at
from groundswell.core.notice.retry import stale as stale
from groundswell.core.notice.routes import ENDS as ENDS
from groundswell.core.notice.routes import hears as hears
