"""A web on loopback that answers as told, and remembers what it was asked."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Web:
    """``pages`` maps a path to a status, to (status, headers, body), or to a function of the handler."""

    def __init__(self) -> None:
        self.pages, self.asked, self.agents = {}, [], set()
        self.at_once = self.most_at_once = 0
        guard, web = threading.Lock(), self

        class Handler(BaseHTTPRequestHandler):
            # Else the body of an answer waits 40 ms, until the client has acknowledged its head.
            disable_nagle_algorithm = True

            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                with guard:
                    web.asked.append((self.command, self.path))
                    web.agents.add(self.headers["User-Agent"])
                    web.at_once += 1
                    web.most_at_once = max(web.most_at_once, web.at_once)
                self.inside = True
                try:
                    page = web.pages.get(self.path, web.pages.get(self.path.partition("?")[0], 404))
                    page(self) if callable(page) else self.say(*((page,) if isinstance(page, int) else page))
                finally:
                    self.leave()

            def leave(self) -> None:
                """Count this request no more: before its answer is seen, after which the next may come at once."""
                with guard:
                    web.at_once -= self.inside
                    self.inside = False

            do_HEAD = do_GET  # noqa: N815  (the standard library's name)

            def say(self, status: int, headers: dict[str, str] | None = None, body: bytes = b"") -> None:
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
                    self.send_header(name, value)
                time.sleep(0.002)  # Long enough for another one to be met here.
                self.leave()
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # a client that hangs up is what some tests want
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def to(target: str, status: int = 301) -> tuple[int, dict[str, str], bytes]:
    return status, {"Location": target}, b""


def raw(data: bytes):
    """Bytes instead of an answer."""

    def answer(handler) -> None:
        handler.wfile.write(data)
        handler.close_connection = True

    return answer
