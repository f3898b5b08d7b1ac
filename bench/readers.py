"""Readers of the live stream, many on one process: how soon an event reaches them, what it costs, how much memory.

Clients are processes of their own that do nothing but read bytes; the server is an instance that only listens, so that
an event goes out at known times.

python -m bench.readers [--readers 10000] [--events 10] [--every 2]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import select
import socket
import subprocess
import sys
import tempfile
import time

import psutil

from bench import rig

TARGET_P99_SECONDS, TARGET_KILOBYTES = 1.0, 10.0
_CLIENT_READERS = 5_000
_REQUEST = b"GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n"
_CONNECT_SECONDS_MAX = 120.0


def allow_files() -> int:
    """As many open files as the system lets us."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


async def _serve(port: int, every: float, events: int) -> None:
    """The stream on the lane; says when all have come, then tells of `events`, with the clock in each."""
    from groundswell.runtime.build import open_instance
    from groundswell.runtime.config import load_settings
    from groundswell.runtime.listener import bound
    from groundswell.runtime.roles import listening

    with tempfile.TemporaryDirectory() as folder, bound("127.0.0.1", port) as listener:
        many = {"web.origin_readers_max": "100000", "data_dir": folder}
        async with (
            open_instance(load_settings(None, {}, many)) as instance,
            listening(instance, listener),
        ):
            live = instance.live
            memory = psutil.Process().memory_info().rss
            print("up", flush=True)
            wanted = int(await asyncio.to_thread(sys.stdin.readline))
            end = time.monotonic() + _CONNECT_SECONDS_MAX
            while live.readers < wanted and time.monotonic() < end:
                await asyncio.sleep(0.1)
            await asyncio.sleep(1.0)
            come = live.readers
            taken = psutil.Process().memory_info().rss - memory
            before = time.process_time()
            for number in range(events):
                live.announce("service", json.dumps({"version": number, "at": time.monotonic()}))
                await asyncio.sleep(every)
            used = time.process_time() - before
            print(json.dumps({"readers": come, "bytes": taken, "cpu": used}), flush=True)
            live.close()


def _read(port: int, readers: int, events: int) -> None:
    """`readers` connections; prints the delays of every event to every one, as milliseconds."""
    poll = select.epoll()
    lines: dict[int, socket.socket] = {}
    for _ in range(readers):
        line = socket.create_connection(("127.0.0.1", port), timeout=30)
        line.sendall(_REQUEST)
        line.setblocking(False)
        lines[line.fileno()] = line
        poll.register(line.fileno(), select.EPOLLIN)
    delays: list[int] = []
    end = time.monotonic() + _CONNECT_SECONDS_MAX
    while len(delays) < readers * events and time.monotonic() < end and lines:
        for number, _ in poll.poll(1.0, 2048):
            try:
                said = lines[number].recv(65_536)
            except BlockingIOError:
                continue
            now = time.monotonic()
            if not said:
                poll.unregister(number)
                lines.pop(number).close()
                continue
            told = [float(piece.partition(b"}")[0]) for piece in said.split(b'"at": ')[1:]]
            delays += [round((now - at) * 1000) for at in told]
    print(json.dumps(delays), flush=True)


def measured(readers: int, events: int, every: float) -> dict[str, float]:
    """One run: quantiles of the delay in seconds, bytes of the server for each reader, CPU seconds for each event."""
    port = rig.free_port()
    allow_files()
    here = [sys.executable, "-m", "bench.readers"]
    told = ["--port", str(port), "--events", str(events), "--every", str(every)]
    server = subprocess.Popen(
        ["taskset", "-c", str(rig.SERVER_CORE), *here, "--role", "server", *told],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    clients: list[subprocess.Popen[str]] = []
    try:
        assert server.stdin is not None
        assert server.stdout is not None
        assert server.stdout.readline() == "up\n"
        for first in range(0, readers, _CLIENT_READERS):
            number = str(min(_CLIENT_READERS, readers - first))
            command = ["taskset", "-c", str(rig.CLIENT_CORE), *here, "--role", "client", *told]
            clients.append(
                subprocess.Popen([*command, "--readers", number], stdout=subprocess.PIPE, text=True)
            )
        server.stdin.write(f"{readers}\n")
        server.stdin.flush()
        delays = sorted(
            delay for client in clients for delay in json.loads(client.communicate(timeout=180)[0])
        )
        found = json.loads(server.communicate(timeout=60)[0])
    finally:
        for process in (*clients, server):
            if process.poll() is None:
                process.kill()
            process.wait(30)
    return {
        "readers": found["readers"],
        "heard": len(delays) / (readers * events),
        "p50": delays[len(delays) // 2] / 1000,
        "p99": delays[len(delays) * 99 // 100] / 1000,
        "max": delays[-1] / 1000,
        "kilobytes": found["bytes"] / readers / 1000,
        "cpu_per_event": found["cpu"] / events,
    }


def report(found: dict[str, float], every: float) -> list[str]:
    """What was measured, in lines."""
    return [
        f"live stream: {found['readers']:,.0f} readers on one process, an event every {every:g} s",
        f"delivered {found['heard']:.2%}; after {found['p50']:.3f} s (median), {found['p99']:.3f} s (99 %), "
        f"{found['max']:.3f} s (last)",
        f"{found['kilobytes']:.1f} kB of the server each; {found['cpu_per_event']:.3f} s of its processor's time an event",
    ]


def main() -> None:
    """Run it, or one of its processes."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--readers", type=int, default=10_000)
    options.add_argument("--events", type=int, default=10)
    options.add_argument("--every", type=float, default=2.0)
    options.add_argument("--role", choices=["", "server", "client"], default="", help=argparse.SUPPRESS)
    options.add_argument("--port", type=int, default=0, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.role:
        allow_files()
    if given.role == "server":
        import uvloop

        uvloop.run(_serve(given.port, given.every, given.events))
    elif given.role == "client":
        _read(given.port, given.readers, given.events)
    else:
        rig.need("taskset")
        found = measured(given.readers, given.events, given.every)
        for line in report(found, given.every):
            print(line)
        print("target:", f"99 % within {TARGET_P99_SECONDS:g} s, at most {TARGET_KILOBYTES:g} kB each")


if __name__ == "__main__":
    main()
