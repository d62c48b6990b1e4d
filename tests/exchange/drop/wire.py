"""A cable between a client and a server that can be pulled, put back, left dead, and measured."""

import contextlib
import socket
import threading


class Wire:
    """Forwards `port` of this computer to `target`; `received` counts what came from the server."""

    def __init__(self, target: int) -> None:
        self.received = 0
        self._target = target
        self._open = True
        self._dead = False
        self._pairs: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Break every connection and refuse new ones."""
        self._open = False
        self.snap()

    def mend(self) -> None:
        """Let new connections through again."""
        self._open = True

    def snap(self) -> None:
        """Break the connections there are; new ones are welcome."""
        pairs, self._pairs = self._pairs, []
        for end in pairs:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def silence(self) -> None:
        """Accept connections and never say anything."""
        self._dead = True
        self.snap()

    def close(self) -> None:
        """Put the cable away."""
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                if not self._open:
                    client.close()
                    continue
                self._pairs.append(client)
                if not self._dead:
                    server = socket.create_connection(("127.0.0.1", self._target))
                    self._pairs.append(server)
                    self._pump(client, server, counted=False)
                    self._pump(server, client, counted=True)

    def _pump(self, source: socket.socket, sink: socket.socket, *, counted: bool) -> None:
        def pump() -> None:
            with contextlib.suppress(OSError):
                while data := source.recv(65536):
                    self.received += len(data) if counted else 0
                    sink.sendall(data)
                sink.shutdown(socket.SHUT_WR)

        threading.Thread(target=pump, daemon=True).start()
