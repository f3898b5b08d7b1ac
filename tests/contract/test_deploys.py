"""What is promised of what operators changed."""

from dataclasses import replace
from datetime import timedelta

from groundswell.core.model import Deploy
from groundswell.ports import DEPLOY_DAYS, Deploys
from groundswell.stores.relational import Database, RelationalDeploys
from tests.contract.conftest import WithDatabase
from tests.town import NOON

PUT_OUT = Deploy(
    "1d",
    "pictures",
    "Version 7.1 is out, “größer”",
    NOON - timedelta(minutes=20),
    NOON,
    component="android",
    source="pipeline",
    links=(("https://town.example/7.1", "notes"), ("https://town.example/diff", "")),
    content="d1gest",
)


def deploy(number: int, **told: object) -> Deploy:
    return replace(PUT_OUT, id=f"no{number}", **told)  # type: ignore[arg-type]


def test_a_deploy_comes_back_whole_after_a_restart(with_database: WithDatabase) -> None:
    async def first(database: Database) -> None:
        deploys: Deploys = RelationalDeploys(database)
        assert await deploys.put(PUT_OUT) == PUT_OUT

    async def after_a_restart(database: Database) -> None:
        assert list(await RelationalDeploys(database).list()) == [PUT_OUT]

    with_database(first)
    with_database(after_a_restart)


def test_what_is_told_again_under_one_id_stays_what_it_was(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        deploys: Deploys = RelationalDeploys(database)
        await deploys.put(PUT_OUT)
        again = replace(PUT_OUT, summary="another", received_at=NOON + timedelta(minutes=1))
        assert await deploys.put(again) == PUT_OUT
        assert list(await deploys.list()) == [PUT_OUT]

    with_database(story)


def test_deploys_are_found_by_service_and_time_the_latest_first(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        deploys: Deploys = RelationalDeploys(database)
        for number, (service, minute) in enumerate(
            [("pictures", 10), ("letters", 30), ("pictures", 20), ("cloud", 40)]
        ):
            await deploys.put(deploy(number, service=service, at=NOON + timedelta(minutes=minute)))

        async def ids(**asked: object) -> list[str]:
            return [one.id for one in await deploys.list(**asked)]  # type: ignore[arg-type]

        assert await ids() == ["no3", "no1", "no2", "no0"]
        assert await ids(services=["pictures", "letters"]) == ["no1", "no2", "no0"]
        assert await ids(services=[]) == []
        assert await ids(since=NOON + timedelta(minutes=20), until=NOON + timedelta(minutes=30)) == [
            "no1",
            "no2",
        ]
        assert await ids(limit=1) == ["no3"]

    with_database(story)


def test_deploys_are_forgotten_when_a_later_one_comes_in_after_their_time(
    with_database: WithDatabase,
) -> None:
    async def story(database: Database) -> None:
        deploys: Deploys = RelationalDeploys(database)
        await deploys.put(deploy(1))
        await deploys.put(deploy(2, received_at=NOON + timedelta(days=DEPLOY_DAYS)))
        assert len(await deploys.list()) == 2
        await deploys.put(deploy(3, received_at=NOON + timedelta(days=DEPLOY_DAYS, seconds=1)))
        assert [one.id for one in await deploys.list()] == ["no2", "no3"]

    with_database(story)
