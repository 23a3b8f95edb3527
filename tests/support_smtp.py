"""A mail server on the loopback that takes what it is sent: real sockets, real SMTP (RFC 5321), nothing leaves the machine."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Box:
    """What came; ``refuses``: addresses that are not known there."""

    port: int = 0
    came: list[EmailMessage] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)


def _serve(handler: socketserver.StreamRequestHandler, box: Box) -> None:
    def say(line: str) -> None:
        handler.wfile.write(f"{line}\r\n".encode())

    say("220 here")
    while line := handler.rfile.readline().decode().strip():
        word = line.split()[0].upper()
        if word == "RCPT" and any(f"<{one}>" in line for one in box.refuses):
            say("550 no such box")
        elif word == "DATA":
            say("354 go on")
            taken = b""
            while (part := handler.rfile.readline()) != b".\r\n":
                taken += part.removeprefix(b".")
            box.came.append(message_from_bytes(taken, policy=policy.default))  # type: ignore[arg-type]
            say("250 taken")
        elif word == "QUIT":
            say("221 bye")
            return
        else:
            say("250 well")


@contextmanager
def running() -> Iterator[Box]:
    """The server while the block runs."""
    box = Box()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            _serve(self, box)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        box.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield box
        server.shutdown()
