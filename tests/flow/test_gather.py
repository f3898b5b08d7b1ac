"""Which services are too new here to say anything of."""

from pathlib import Path

from groundswell.core.timegrid import minute_of
from tests.flow.bench import LATE, TOWN, Bench, at_work


def test_a_history_that_ended_days_ago_is_a_history_too(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        now = minute_of(LATE)
        *most, last = TOWN.services
        await bench.cube.watch(now - 9 * 1440, now - 3 * 1440, most)
        await bench.cube.watch(now - 5, now)
        assert set(await bench.gather.young()) == {last}
        view = await bench.gather.service(most[0])
        assert view is not None
        assert view.counting_since is None
        await bench.cube.watch(now - 9 * 1440, now - 3 * 1440 + 5)
        assert await bench.gather.young() == {}

    at_work(tmp_path, work)
