"""Sending with the durable ledger, against Postfix's own `smtp-source`, both into Postfix's `smtp-sink`.

The same message, connections and sink; 0 and 20 ms of latency at the server. Its memory: `bench smtp-memory`.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import pwd
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bench.ordinary import LETTER, copy_for
from newsletter.publish.ledger import open_ledger
from newsletter.publish.merge import fill, prepare
from newsletter.publish.relay import Relay, Security
from newsletter.publish.send import Orders, send

if TYPE_CHECKING:
    from collections.abc import Iterator

FLOOR = 1 / 3
ROUNDS = 3
LATENCY = 0.020  # seconds
# Connections, latency, messages in a round.
CASES = (
    (1, 0.0, 5_000),
    (10, 0.0, 20_000),
    (40, 0.0, 20_000),
    (1, LATENCY, 100),
    (10, LATENCY, 1_000),
    (40, LATENCY, 4_000),
)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def sink() -> Iterator[int]:
    port = free_port()
    user = ["-u", pwd.getpwuid(65534).pw_name] if os.geteuid() == 0 else []
    with subprocess.Popen(["/usr/sbin/smtp-sink", *user, f"127.0.0.1:{port}", "1000"]) as process:
        time.sleep(0.5)
        try:
            yield port
        finally:
            process.terminate()


def delay(port: int, target: int) -> None:
    """Stand before the sink and hold back what it says."""

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, latency: float) -> None:
        loop = asyncio.get_running_loop()
        while data := await reader.read(1 << 16):
            loop.call_later(latency, writer.write, data) if latency else writer.write(data)
        loop.call_later(latency, writer.close)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind, sinking = await asyncio.open_connection("127.0.0.1", target)
        await asyncio.gather(forward(reader, sinking, 0.0), forward(behind, writer, LATENCY), return_exceptions=True)

    async def main() -> None:
        async with await asyncio.start_server(serve, "127.0.0.1", port) as server:
            await server.serve_forever()

    asyncio.run(main())


@contextmanager
def delayed(target: int) -> Iterator[int]:
    port = free_port()
    process = multiprocessing.Process(target=delay, args=(port, target))
    process.start()
    time.sleep(0.5)
    try:
        yield port
    finally:
        process.kill()
        process.join()


def theirs(port: int, connections: int, count: int, message: Path) -> float:
    """Give the messages a second of smtp-source."""
    start = time.perf_counter()
    flags = ["-d", "-s", str(connections), "-m", str(count), "-F", str(message)]
    subprocess.run(["/usr/sbin/smtp-source", *flags, f"127.0.0.1:{port}"], check=True)
    return count / (time.perf_counter() - start)


def ours(port: int, connections: int, count: int) -> tuple[float, int]:
    """Give our messages a second, from the first promise on, and our memory in kB, as a process of its own."""
    command = [sys.executable, __file__, "one", str(port), str(connections), str(count)]
    rate, memory = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(rate), int(memory)


def one(port: int, connections: int, count: int) -> None:
    form = prepare(LETTER)
    relay = Relay(host="127.0.0.1", port=port, security=Security.NONE, hello="example.org")
    orders = Orders(sender="bounce@example.org", connections=connections)
    with tempfile.TemporaryDirectory() as folder, open_ledger(Path(folder) / "ledger.sqlite") as ledger:
        ledger.freeze("sha", (f"reader{number}@example.net" for number in range(count)), now=0)
        start = time.perf_counter()
        tally = send(ledger, relay, lambda address: fill(form, copy_for(address)), orders, gone=lambda _some: set())
        took = time.perf_counter() - start
    assert tally.sent == count
    print(count / took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def compared() -> int:
    message = fill(prepare(LETTER), copy_for("reader1@example.net"))
    print(f"message of {len(message):,} bytes, medians of {ROUNDS} interleaved rounds, messages a second")
    print("  connections  latency   smtp-source         ours   ratio")
    worst = 9.0
    with sink() as port, delayed(port) as slow, tempfile.NamedTemporaryFile() as file:
        file.write(message.replace(b"\r\n", b"\n"))
        file.flush()
        for connections, latency, count in CASES:
            at = slow if latency else port
            rounds = [
                (theirs(at, connections, count, Path(file.name)), ours(at, connections, count)[0])
                for _ in range(ROUNDS)
            ]
            ratio = statistics.median(mine / other for other, mine in rounds)
            other, mine = (statistics.median(side) for side in zip(*rounds, strict=True))
            print(
                f"  {connections:>11}  {latency * 1000:>4.0f} ms  {other:>12,.0f} {mine:>12,.0f}   {ratio:.2f}",
                flush=True,
            )
            worst = min(worst, ratio)
    return int(worst < FLOOR)


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        one(*map(int, sys.argv[2:]))
    else:
        sys.exit(compared())
