"""A way to a server on which answers get lost: what was asked is done, and the client hears nothing."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

CHUNK = 1 << 16


@dataclass
class Way:
    """Requests that hold `marker` get no answer, as often as `losses` says."""

    server: tuple[str, int]
    marker: bytes
    losses: int = 0
    lost: int = 0
    port: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def loses(self, request: bytes) -> bool:
        with self.lock:
            if self.lost >= self.losses or self.marker not in request:
                return False
            self.lost += 1
            return True


@contextmanager
def way_to(server: tuple[str, int], marker: bytes) -> Iterator[Way]:
    way = Way(server, marker)

    class Connection(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            relay(self.request, way)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Connection) as listening:
        listening.daemon_threads = True
        way.port = listening.server_address[1]
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield way
        listening.shutdown()


def relay(client: socket.socket, way: Way) -> None:
    with socket.create_connection(way.server) as server:
        state = {"lose": False}

        def back() -> None:
            while answer := server.recv(CHUNK):
                if state["lose"]:
                    break
                client.sendall(answer)
            with suppress(OSError):  # the client was faster
                client.shutdown(socket.SHUT_RDWR)

        answering = threading.Thread(target=back, daemon=True)
        answering.start()
        while request := client.recv(CHUNK):
            state["lose"] = state["lose"] or way.loses(request)
            server.sendall(request)
        server.shutdown(socket.SHUT_WR)
        answering.join()
