"""A server that sends fixed bytes to every client."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def raw_server(answer: bytes, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Sends the bytes to each connection, then keeps it open without a word. Yields its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    connections: list[socket.socket] = []

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection = listener.accept()[0]
                connections.append(tls.wrap_socket(connection, server_side=True) if tls else connection)
                connections[-1].sendall(answer)

    thread = threading.Thread(target=serve, name="raw server")
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for connection in connections:
            connection.close()
