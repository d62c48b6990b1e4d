"""Whether the process of a session has ended."""

import asyncio
import os
from pathlib import Path


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process}/stat").read_text().split(")")[1].split()[0] != "Z"


async def gone(process: int, seconds: float = 8.0) -> bool:
    for _try in range(int(seconds / 0.05)):
        if not alive(process):
            return True
        await asyncio.sleep(0.05)
    return False
