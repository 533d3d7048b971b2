"""Sixteen browsers that never wait: wrk where there is one, else our own."""

import asyncio
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

CONNECTIONS = 16


@dataclass(frozen=True)
class Load:
    """What came back in a while."""

    per_second: float
    p99_ms: float


def generator() -> str:
    return "wrk -t1 -c16" if shutil.which("wrk") else "16 connections of an asyncio client"


def load(url: str, cookie: str, seconds: int) -> Load:
    """Ask for the page as often as it comes."""
    return _wrk(url, cookie, seconds) if shutil.which("wrk") else asyncio.run(_own(url, cookie, seconds))


def _wrk(url: str, cookie: str, seconds: int) -> Load:
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
        "--timeout",
        "10s",
        "--latency",
        "-H",
        f"Cookie: {cookie}",
        url,
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"Not every answer was a page:\n{said}")
    rate, slowest = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"\n\s+99%\s+([\d.]+)(us|ms|s)", said)
    if rate is None or slowest is None:
        raise RuntimeError(f"wrk said:\n{said}")
    return Load(float(rate[1]), float(slowest[1]) * {"us": 0.001, "ms": 1, "s": 1000}[slowest[2]])


async def _own(url: str, cookie: str, seconds: int) -> Load:
    address = urlsplit(url)
    asked = (
        f"GET {address.path}?{address.query} HTTP/1.1\r\nHost: {address.netloc}\r\nCookie: {cookie}\r\n\r\n".encode()
    )
    until = time.perf_counter() + seconds
    took: list[float] = []

    async def browser() -> None:
        reader, writer = await asyncio.open_connection(address.hostname, address.port, limit=2**21)
        while (started := time.perf_counter()) < until:
            writer.write(asked)
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            length = re.search(r"content-length: (\d+)", head)
            if " 200 " not in head.split("\r\n")[0] or length is None:
                raise RuntimeError(head)
            await reader.readexactly(int(length[1]))
            took.append(time.perf_counter() - started)
        writer.close()

    await asyncio.gather(*(browser() for _each in range(CONNECTIONS)))
    return Load(len(took) / seconds, sorted(took)[int(len(took) * 0.99)] * 1000)
