"""The relational store: cube, incidents and outbox from one source, on SQLite or PostgreSQL."""

from groundswell.stores.relational.comments import RelationalComments
from groundswell.stores.relational.correspondence import RelationalCorrespondence
from groundswell.stores.relational.cube import RelationalCube
from groundswell.stores.relational.database import Database, ask_database, open_database
from groundswell.stores.relational.deploys import RelationalDeploys
from groundswell.stores.relational.desk import RelationalDesk
from groundswell.stores.relational.imports import RelationalImports
from groundswell.stores.relational.incidents import RelationalIncidents
from groundswell.stores.relational.notebook import RelationalNotebook
from groundswell.stores.relational.notices import RelationalNotices
from groundswell.stores.relational.oncall import RelationalOncall
from groundswell.stores.relational.people import RelationalPeople
from groundswell.stores.relational.questions import RelationalQuestions
from groundswell.stores.relational.sieges import RelationalSieges
from groundswell.stores.relational.subscriptions import RelationalSubscriptions
from groundswell.stores.relational.wishes import RelationalWishes
from groundswell.stores.relational.workarounds import RelationalWorkarounds

__all__ = [
    "Database",
    "RelationalComments",
    "RelationalCorrespondence",
    "RelationalCube",
    "RelationalDeploys",
    "RelationalDesk",
    "RelationalImports",
    "RelationalIncidents",
    "RelationalNotebook",
    "RelationalNotices",
    "RelationalOncall",
    "RelationalPeople",
    "RelationalQuestions",
    "RelationalSieges",
    "RelationalSubscriptions",
    "RelationalWishes",
    "RelationalWorkarounds",
    "ask_database",
    "open_database",
]
