"""Who is told what, and when to try again: `message`, `routes`, `compose`, `retry`."""

from groundswell.core.notice.message import UNFINISHED as UNFINISHED
from groundswell.core.notice.message import Background as Background
from groundswell.core.notice.message import Message as Message
from groundswell.core.notice.message import NoticeState as NoticeState
from groundswell.core.notice.message import Purpose as Purpose
from groundswell.core.notice.message import Route as Route
from groundswell.core.notice.message import TargetState as TargetState
