"""What operators changed, in a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, delete, insert, select

from groundswell.core.model import Deploy
from groundswell.ports import DEPLOY_DAYS
from groundswell.stores.relational.database import Database
from groundswell.stores.relational.schema import DEPLOYS


class RelationalDeploys:
    """ports.Deploys in `database`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, deploy: Deploy) -> Deploy:
        """See ports.Deploys."""
        before = deploy.received_at - timedelta(days=DEPLOY_DAYS)

        def work(connection: Connection) -> Deploy:
            connection.execute(delete(DEPLOYS).where(DEPLOYS.c.received_at < before))
            row = connection.execute(select(DEPLOYS).where(DEPLOYS.c.id == deploy.id)).one_or_none()
            if row is not None:
                return _deploy(row)
            connection.execute(insert(DEPLOYS).values(asdict(deploy)))
            return deploy

        return await self._database.run(work)

    async def list(
        self,
        *,
        services: Sequence[str] | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 100,
    ) -> Sequence[Deploy]:
        """See ports.Deploys."""
        query = select(DEPLOYS).order_by(DEPLOYS.c.at.desc(), DEPLOYS.c.id).limit(limit)
        if services is not None:
            query = query.where(DEPLOYS.c.service.in_(services))
        if since is not None:
            query = query.where(DEPLOYS.c.at >= since)
        if until is not None:
            query = query.where(DEPLOYS.c.at <= until)
        return await self._database.read(
            lambda connection: [_deploy(row) for row in connection.execute(query)]
        )


def _deploy(row: Row[tuple[object, ...]]) -> Deploy:
    values = row._asdict()
    return Deploy(**{**values, "links": tuple((address, text) for address, text in values["links"])})
