"""The line between a browser and a Boxloop, on which saving can be made to fail.

What a page sends while it is being left goes on without the page: neither the page's routes nor its offline switch hold
it back for sure. Nothing gets past this.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ABOUT_THE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Line(ThreadingHTTPServer):
    """Hands each request on to a server, and its answer back; while `saves` is off, those that save are cut off."""

    def __init__(self, server: str) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.place = server.removeprefix("http://")
        self.saves = True

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Request(BaseHTTPRequestHandler):
    server: Line
    protocol_version = "HTTP/1.1"

    def hand_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.command == "PATCH" and not self.server.saves:
            self.close_connection = True
            return
        there = HTTPConnection(self.server.place)
        there.request(self.command, self.path, body, dict(self.headers))
        answer = there.getresponse()
        content = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ABOUT_THE_CONNECTION:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        there.close()

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = hand_on

    def log_message(self, *_: Any) -> None:
        """The server behind it has a log."""


@contextmanager
def open_line(server: str) -> Iterator[Line]:
    """server: its address"""
    with Line(server) as line:
        threading.Thread(target=line.serve_forever, daemon=True).start()
        yield line
        line.shutdown()
