"""A static web host on loopback that serves a shelf, and misbehaves as told."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Host:
    """Serves ``root``; ``faults`` maps the end of a path to a function of (handler, data) that answers instead."""

    def __init__(self, root: Path) -> None:
        self.root, self.faults, self.asked = root, {}, []
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Else every answer waits 40 ms: its body, until the client has acknowledged its head.
            disable_nagle_algorithm = True

            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                host.asked.append((self.path, self.headers.get("Range")))
                path = host.root / self.path.lstrip("/")
                data = path.read_bytes() if path.is_file() else None
                for end, fault in host.faults.items():
                    if self.path.endswith(end):
                        fault(self, data)
                        return
                send(self, data)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # a client that hangs up is what some tests want
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def send(handler: BaseHTTPRequestHandler, data: bytes | None, status: int = 200, ranges: bool = True) -> None:
    """Answer rightly, ranges included."""
    if data is None:
        data, status = b"not here", 404
    start = handler.headers.get("Range") if ranges and status == 200 else None
    if start:
        at = int(start.removeprefix("bytes=").removesuffix("-"))
        if at >= len(data):
            data, status = b"", 416
        else:
            data, status = data[at:], 206
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


def list_as_it_is(root: Path) -> None:
    """Write an index whose hashes fit, whatever the descriptors say: who means ill has no check that stops them."""
    path = root / "index.json"
    listed = json.loads(path.read_text())
    for row in listed["versions"]:
        data = (root / row["version"] / "datapackage.json").read_bytes()
        row.update(bytes=len(data), hash=f"sha256:{hashlib.sha256(data).hexdigest()}")
    path.write_text(json.dumps(listed))


def status(code: int) -> Callable:
    return lambda handler, data: send(handler, b"sorry", code)


def body(content: bytes) -> Callable:
    return lambda handler, data: send(handler, content)


def corrupt(handler, data):
    send(handler, data[:-10] + bytes([data[-10] ^ 1]) + data[-9:])


def cut(handler, data):
    """Promise all, send half, hang up."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data[: len(data) // 2])
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)


def cut_then_resume(handler, data):
    """Hang up half way on the whole file; serve ranges well."""
    if handler.headers.get("Range"):
        send(handler, data)
    else:
        cut(handler, data)


def cut_no_ranges(handler, data):
    """Hang up once; know nothing of ranges."""
    handler.server.cuts = getattr(handler.server, "cuts", 0) + 1
    if handler.server.cuts == 1:
        cut(handler, data)
    else:
        send(handler, data, ranges=False)


def short(handler, data):
    """Send less, and say so."""
    send(handler, data[: len(data) // 2])


def too_long(handler, data):
    send(handler, data + b"x" * 100_000)


def lie(handler, data):
    """Say a smaller length than is sent."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(data) // 2))
    handler.end_headers()
    handler.wfile.write(data)
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)


def endless(handler, data):
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(5_000):
            handler.wfile.write(b"x" * 65536)
    except OSError:
        pass


def stall(handler, data):
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data[:10])
    handler.wfile.flush()
    time.sleep(3)


def redirect(target: str) -> Callable:
    def answer(handler, data):
        handler.send_response(302)
        handler.send_header("Location", target)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def loop(handler, data):
    redirect(handler.path)(handler, data)


def gzipped(handler, data):
    handler.send_response(200)
    handler.send_header("Content-Encoding", "gzip")
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


def flaky(times: int, code: int = 503) -> Callable:
    """Fail so many times, then answer."""
    left = [times]

    def answer(handler, data):
        if left[0]:
            left[0] -= 1
            send(handler, b"", code)
        else:
            send(handler, data)

    return answer
