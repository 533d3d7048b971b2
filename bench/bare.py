"""The floor of telling: `python -m bench.bare PORT BROKER BOARD` writes to every socket what the broker says, and knows nobody."""

import asyncio
import json
import sys
from typing import cast

import redis.asyncio as redis

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"


def chunk(text: str) -> bytes:
    """The bytes of an event as they go down the line."""
    return b"%x\r\n%s\r\n" % (len(text.encode()), text.encode())


class Line(asyncio.Protocol):
    """One socket; whoever asks anything may listen."""

    open: set[asyncio.Transport] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self.transport.write(HEAD + chunk(": listening\n\n"))
        self.open.add(self.transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.open.discard(self.transport)


async def main(port: int, broker: str, board: str) -> None:
    """Say each version of the board in the very words of config.events."""
    async with redis.from_url(broker) as client, client.pubsub(ignore_subscribe_messages=True) as channel:
        await channel.subscribe(f"board:{board}")
        await asyncio.get_running_loop().create_server(Line, "127.0.0.1", port)
        while True:
            message = await channel.get_message(timeout=5)
            if message is None:
                continue
            version = json.loads(message["data"])["version"]
            data = json.dumps({"board": board, "version": version})
            written = chunk(f"id: {version}\nevent: board\ndata: {data}\n\n")
            for transport in tuple(Line.open):
                transport.write(written)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
