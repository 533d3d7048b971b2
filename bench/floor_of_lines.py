"""The floor of the live board: bare asyncio writes of given bytes to every connected socket, and nothing else.

`python -m bench.floor_of_lines` prints its port; a first line `tell` makes a connection the one that tells: each byte of it
is a round.
"""

import asyncio
import sys

MESSAGE = b"id: 1234\nevent: board\ndata: " + b"x" * 80 + b"\n\n"


async def main() -> None:
    listeners: set[asyncio.StreamWriter] = set()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await reader.readline() != b"tell\n":
            listeners.add(writer)
            await reader.read()
            listeners.discard(writer)
            return
        while await reader.read(1):
            for one in listeners:
                one.write(MESSAGE)

    server = await asyncio.start_server(meet, "127.0.0.1", 0, backlog=500)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
