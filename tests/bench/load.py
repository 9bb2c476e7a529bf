"""A load generator for keep-alive HTTP: one thread, many connections, the next request when the last was answered."""

import selectors
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Loaded:
    """Answers, milliseconds each, seconds in all."""

    taken: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    """Until the first byte of each."""
    statuses: dict[int, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def a_second(self) -> float:
        """Answers a second."""
        return len(self.taken) / self.seconds


class _Connection:
    def __init__(self, address: tuple[str, int], requests: Iterator[bytes]) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.requests = requests
        self.buffer = b""
        self.asked = self.first = 0.0

    def ask(self) -> bool:
        request = next(self.requests, None)
        if request is None:
            return False
        self.asked = time.perf_counter()
        self.socket.sendall(request)
        return True

    def read(self) -> int | None:
        """The status once the whole answer is here."""
        received = self.socket.recv(1 << 18)
        if not received:
            raise ConnectionError("the server closed the connection")
        if not self.buffer:
            self.first = time.perf_counter()
        self.buffer += received
        head, parted, body = self.buffer.partition(b"\r\n\r\n")
        if not parted:
            return None
        length = next(
            int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
        )
        if len(body) < length:
            return None
        self.buffer = b""
        return int(head[9:12])


def load(url: str, requests: Callable[[str], Iterator[bytes]], connections: int = 32) -> Loaded:
    """Send all requests over so many connections; `requests(host)` yields them as they go out on the wire."""
    parts = urlsplit(url)
    address = (parts.hostname or "127.0.0.1", parts.port or 80)
    each = requests(parts.netloc)
    done, waiting = Loaded(), selectors.DefaultSelector()
    started = time.perf_counter()
    for _ in range(connections):
        connection = _Connection(address, each)
        if connection.ask():
            waiting.register(connection.socket, selectors.EVENT_READ, connection)
    while waiting.get_map():
        for key, _ in waiting.select(10):
            connection = key.data
            status = connection.read()
            if status is None:
                continue
            done.first.append((connection.first - connection.asked) * 1000)
            done.taken.append((time.perf_counter() - connection.asked) * 1000)
            done.statuses[status] = done.statuses.get(status, 0) + 1
            if not connection.ask():
                waiting.unregister(connection.socket)
                connection.socket.close()
    done.seconds = time.perf_counter() - started
    return done


def request(method: str, path: str, host: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """A request as it goes out on the wire."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body
