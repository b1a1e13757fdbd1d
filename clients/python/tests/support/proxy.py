"""A TCP proxy that cuts, stops or refuses connections."""

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


class Proxy:
    """silent: connections stay open, and nothing passes any more."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._target = (parts.hostname or "", parts.port or 80)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self.silent = False
        self.refusing = False
        self.accepted = 0
        self.cut_after_bytes: int | None = None
        """Cuts each connection once it has carried so many bytes from the hub."""
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        with self._lock:
            ended = [*self._open]
        for one in ended:
            self._close(one)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.refusing:
                client.close()
                continue
            self.accepted += 1
            try:
                hub = socket.create_connection(self._target)
            except OSError:
                client.close()
                continue
            with self._lock:
                self._open |= {client, hub}
            threading.Thread(target=self._pass, args=(client, hub, False), daemon=True).start()
            threading.Thread(target=self._pass, args=(hub, client, True), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, from_hub: bool) -> None:
        passed = 0
        try:
            while data := source.recv(16_384):
                passed += len(data)
                if not self.silent:
                    target.sendall(data)
                if from_hub and self.cut_after_bytes is not None and passed >= self.cut_after_bytes:
                    break
        except OSError:
            pass
        finally:
            self._close(source)
            self._close(target)

    def _close(self, one: socket.socket) -> None:
        with self._lock:
            self._open.discard(one)
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
