"""A system that receives deliveries on loopback: it checks the signature, and drops keys that it has seen."""

import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "a key shared with the peer, 32 characters or more"


class Peer:
    """What has arrived. `effects` is key → letter, once; `arrivals` has every delivery, repeats included."""

    def __init__(self) -> None:
        self.effects: dict[str, dict[str, Any]] = {}
        self.arrivals: list[dict[str, Any]] = []
        self.forged = 0
        self.reply: dict[str, Any] | None = None  # what the body of an answer says, where one was asked for
        self.answer: Callable[[dict[str, Any]], int | None] = lambda letter: 204
        self._lock = threading.Lock()
        self.url = ""

    @property
    def settings(self) -> dict[str, str]:
        """Return what makes an installation deliver here."""
        return {"GATEWAY_URL": self.url, "GATEWAY_KEY": KEY}

    @staticmethod
    def signed(content: dict[str, Any], key: str = KEY) -> dict[str, Any]:
        """Return body and headers of what this system sends back, signed as letters to it are."""
        body, timestamp = json.dumps(content).encode(), str(int(time.time()))
        signature = hmac.new(key.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
        headers = {"Quxiang-Timestamp": timestamp, "Quxiang-Signature": f"v1={signature}"}
        return {"data": body, "headers": headers, "content_type": "application/json"}

    def topics(self) -> list[str]:
        return [letter["topic"] for letter in self.effects.values()]

    def take(self, key: str, timestamp: str, signature: str, body: bytes) -> int | None:
        """Take a delivery and return the status; None closes the connection without an answer."""
        expected = hmac.new(KEY.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
        fresh = abs(time.time() - int(timestamp or 0)) < 300
        if not fresh or not hmac.compare_digest(signature, f"v1={expected}"):
            self.forged += 1
            return 401
        letter = json.loads(body)
        with self._lock:
            self.arrivals.append(letter)
            status = self.answer(letter)
            if status is None or 200 <= status < 300:
                assert letter["key"] == key
                assert self.effects.setdefault(key, letter) == letter, "one key, two letters"
        return status


@contextmanager
def receiving() -> Iterator[Peer]:
    """Run a peer on a free port."""
    peer = Peer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            names = ("Idempotency-Key", "Quxiang-Timestamp", "Quxiang-Signature")
            status = peer.take(*(self.headers.get(name, "") for name in names), body)
            if status is None:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            said = json.dumps(peer.reply).encode() if peer.reply is not None and status < 300 else b""
            self.send_response(200 if said else status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_args: Any) -> None:
            pass  # a killed sender leaves broken connections

    server = Server(("127.0.0.1", 0), Handler)
    peer.url = f"http://127.0.0.1:{server.server_port}/letters"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield peer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
