"""A process that speaks the packets of textual-serve and nothing more: it says its size and echoes what is typed.

It starts in no time. What concerns Textual is tested with `standin.py`.
"""

import json
import os
import sys


def _write(kind: bytes, payload: bytes) -> None:
    os.write(1, kind + len(payload).to_bytes(4, "big") + payload)


def main(folder: str) -> None:
    """Answer packets until there are no more, or until it is asked to leave."""
    with open(f"{folder}/{os.getpid()}.json", "w") as noted:  # noqa: PTH123 - pathlib takes longer than all the rest
        noted.write("{}")
    os.write(1, b"__GANGLION__\n")
    _write(b"D", f"size {os.environ['COLUMNS']}x{os.environ['ROWS']}".encode())
    _write(b"M", b'{"type": "page", "keyboard": true}')
    while head := sys.stdin.buffer.read(5):
        payload = sys.stdin.buffer.read(int.from_bytes(head[1:], "big"))
        if head[:1] == b"M" and json.loads(payload)["type"] == "quit":
            break
        if head[:1] == b"D":
            if payload == b"\r":
                break
            _write(b"D", b"<" + payload + b">")
    _write(b"M", b'{"type": "exit"}')
    open(f"{folder}/{os.getpid()}.ended", "w").close()  # noqa: PTH123 - as above


main(sys.argv[1])
