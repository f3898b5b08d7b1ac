"""The world on one page a subject: whoever provides it. `spine` is a report's way from the journal to the page,
`people` who may sign in at the desk."""

from groundswell.ports.comments import COMMENT_HOURS as COMMENT_HOURS
from groundswell.ports.comments import Comments as Comments
from groundswell.ports.desk import Desk as Desk
from groundswell.ports.desk import Filed as Filed
from groundswell.ports.desk import StatementState as StatementState
from groundswell.ports.people import Credentials as Credentials
from groundswell.ports.people import Link as Link
from groundswell.ports.people import Noted as Noted
from groundswell.ports.people import Passkey as Passkey
from groundswell.ports.people import People as People
from groundswell.ports.spine import DEPLOY_DAYS as DEPLOY_DAYS
from groundswell.ports.spine import HELD_DAYS as HELD_DAYS
from groundswell.ports.spine import Arrays as Arrays
from groundswell.ports.spine import ClaimBlock as ClaimBlock
from groundswell.ports.spine import Clock as Clock
from groundswell.ports.spine import Cube as Cube
from groundswell.ports.spine import Deploys as Deploys
from groundswell.ports.spine import Geography as Geography
from groundswell.ports.spine import Import as Import
from groundswell.ports.spine import Imports as Imports
from groundswell.ports.spine import Incidents as Incidents
from groundswell.ports.spine import Journal as Journal
from groundswell.ports.spine import Notebook as Notebook
from groundswell.ports.spine import Outbox as Outbox
from groundswell.ports.spine import Outgoing as Outgoing
from groundswell.ports.spine import Page as Page
from groundswell.ports.spine import Revision as Revision
from groundswell.ports.spine import Site as Site
from groundswell.ports.spine import Told as Told
