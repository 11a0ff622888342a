"""A network between browser and server: so much latency, so many bits a second, shared by all connections."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from benchmarks.stand.processes import free_port

CHUNK = 16 * 1024
WINDOW_SECONDS = 0.01


@dataclass
class Network:
    """Stands on a port of its own and passes everything on to the server's.

    latency: seconds from a request until the first byte of its answer may come, the server's own time aside
    bits_a_second: of all answers together; requests are small and pass at once
    """

    server_port: int
    latency: float
    bits_a_second: float
    port: int = field(default_factory=free_port)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def up(self) -> Iterator[None]:
        self._free_at = 0.0
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        started = asyncio.start_server(self._connect, "127.0.0.1", self.port)
        server = asyncio.run_coroutine_threadsafe(started, loop).result()
        try:
            yield
        finally:
            asyncio.run_coroutine_threadsafe(_end(server), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    async def _connect(self, browser_in: asyncio.StreamReader, browser_out: asyncio.StreamWriter) -> None:
        server_in, server_out = await asyncio.open_connection("127.0.0.1", self.server_port)
        with suppress(ConnectionError, asyncio.CancelledError):
            await asyncio.gather(
                self._pass_on(browser_in, server_out, is_answer=False),
                self._pass_on(server_in, browser_out, is_answer=True),
            )

    async def _pass_on(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, is_answer: bool) -> None:
        # Reading goes on while earlier bytes are still on their way.
        on_the_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        sending = asyncio.create_task(self._deliver(on_the_way, target))
        try:
            while content := await source.read(CHUNK):
                if is_answer:
                    await self._wait_for_the_line()
                due = self._due(len(content)) if is_answer else 0.0
                on_the_way.put_nowait((due, content))
            on_the_way.put_nowait((0.0, b""))
            await sending
        finally:
            sending.cancel()

    async def _wait_for_the_line(self) -> None:
        """What is given up must not lie on the line before what is wanted: a sender's window is small."""
        while (backlog := self._free_at - time.monotonic()) > WINDOW_SECONDS:
            await asyncio.sleep(backlog - WINDOW_SECONDS)

    def _due(self, size: int) -> float:
        """When the last of so many bytes arrives: after those that are on the line already, and the latency."""
        now = time.monotonic()
        self._free_at = max(self._free_at, now) + 8 * size / self.bits_a_second
        return self._free_at + self.latency

    async def _deliver(self, on_the_way: "asyncio.Queue[tuple[float, bytes]]", target: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while True:
                due, content = await on_the_way.get()
                if (wait := due - time.monotonic()) > 0:
                    await asyncio.sleep(wait)
                if not content:
                    target.close()
                    return
                target.write(content)
                await target.drain()


async def _end(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
