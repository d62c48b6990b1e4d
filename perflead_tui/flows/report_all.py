"""The reports of all closed reviews, each in a file of its own."""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from perflead_tui.errors import PerfleadError
from perflead_tui.files import private_dir, shown
from perflead_tui.flows.records import Status, Step, all_statuses
from perflead_tui.flows.reporting import (
    AGE,
    FORMATS,
    Look,
    Subject,
    export_name,
    render,
    require_language,
    require_new,
    subject_of_review,
    write_export,
)
from perflead_tui.i18n import _, language, set_language
from perflead_tui.review.state import CLOSED
from perflead_tui.sealing.agekeys import Recipient
from perflead_tui.vault.vault import Vault

_WORTH_WORKERS = 8  # reports; below, processes take longer to start than they save
_MOST_WORKERS = 4
_AHEAD = 3  # reports a worker that wait for it: all at once would fill the memory


@dataclass(frozen=True)
class Wanted:
    """What all reports are to be, and where. `named_language` says that the language was asked for."""

    kind: str
    look: Look
    folder: Path
    force: bool = False
    recipients: tuple[Recipient, ...] = ()
    named_language: bool = False


@dataclass(frozen=True)
class Written:
    """What became of all reports: the files, why others were not made, and how many of these were there already."""

    files: list[Path]
    refused: list[str]
    there: list[Path] = field(default_factory=list)


def _ignore(_step: Step) -> None:
    """No one watches."""


def write_all(vault: Vault, wanted: Wanted, on_step: Callable[[Step], None] = _ignore) -> Written:
    """Write the report of every closed review into the folder, which is made if it is missing.

    What goes wrong with one is told and stops no other. Formats that take long are made by several processes, which
    are handed reports and never a key. Raises PerfleadError if the folder cannot be made or no review is closed.
    """
    done = Written([], [])
    statuses = [each for each in all_statuses(vault, partial(_problem, done)) if each.state == CLOSED]
    if not statuses and not done.refused:
        raise PerfleadError(_("No review is closed yet, so there is no report."))
    private_dir(wanted.folder)
    places = _places(statuses, wanted, done)
    with _maker(wanted, len(places)) as make:
        for at, (path, data) in enumerate(make(_subjects(vault, places, wanted)), start=1):
            on_step((_("Writing reports"), at, len(places)))
            _keep(path, data, wanted, done)
    return done


def _problem(done: Written, review: str, error: PerfleadError) -> None:
    done.refused.append(f"{review}: {error.message}")


def _places(statuses: Sequence[Status], wanted: Wanted, done: Written) -> list[tuple[str, Path]]:
    """Each review with the file of its report; those whose file exists are refused here, before any work."""
    found, used = [], set[str]()
    ending = AGE if wanted.recipients else ""
    for each in sorted(statuses, key=lambda status: status.review):
        day = each.closed_on.isoformat() if each.closed_on else ""
        name = partial(export_name, each.leader, day, wanted.kind, plan_only=wanted.look.plan_only)
        first = name().lower()
        path = wanted.folder / ((name(extra=each.review) if first in used else name()) + ending)
        used.add(first)
        try:
            require_new(path, force=wanted.force)
        except PerfleadError as error:
            done.refused.append(error.message)
            if path.is_file():
                done.there.append(path)
        else:
            found.append((each.review, path))
    return found


_Task = tuple[Path, Subject | str]
"""A file and what its report tells of, or why that could not be read."""
_Made = tuple[Path, bytes | str]
"""A file and its content, or why there is none."""


def _subjects(vault: Vault, places: Sequence[tuple[str, Path]], wanted: Wanted) -> Iterator[_Task]:
    for review, path in places:
        try:
            subject = subject_of_review(vault, review)
            if wanted.named_language:
                require_language(subject, wanted.look.language)
        except PerfleadError as error:
            yield path, error.message
        else:
            yield path, subject


def _keep(path: Path, data: bytes | str, wanted: Wanted, done: Written) -> None:
    if isinstance(data, str):
        done.refused.append(f"{shown(path)}: {data}")
        return
    try:
        write_export(path, data, force=wanted.force, recipients=wanted.recipients)
    except PerfleadError as error:
        done.refused.append(error.message)
    else:
        done.files.append(path)


_Make = Callable[[Iterator[_Task]], Iterator[_Made]]


@contextmanager
def _maker(wanted: Wanted, count: int) -> Iterator[_Make]:
    """What makes reports of subjects, in their order: this process, or several others where that is quicker."""
    workers = min(os.cpu_count() or 1, _MOST_WORKERS)
    if workers == 1 or count < _WORTH_WORKERS or not FORMATS[wanted.kind].heavy:
        yield partial(map, partial(_made, wanted.kind, wanted.look))
        return
    # Started afresh, not forked: a copy of this process would have the vault's key in its memory.
    begin = (workers, get_context("spawn"), _begin, (language(),))
    with ProcessPoolExecutor(*begin) as pool:
        try:
            yield partial(_by_workers, pool, wanted, workers)
        except BrokenProcessPool:
            raise PerfleadError(
                _("A process that makes reports was ended by the system."),
                _("Run it again; reports that are written already are left as they are."),
            ) from None
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _begin(code: str) -> None:
    """A worker's start: the language of refusals; Ctrl+C is for the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    set_language(code)


def _by_workers(pool: ProcessPoolExecutor, wanted: Wanted, workers: int, tasks: Iterator[_Task]) -> Iterator[_Made]:
    waiting: deque[Future[_Made]] = deque()
    for task in tasks:
        waiting.append(pool.submit(_made, wanted.kind, wanted.look, task))
        if len(waiting) >= workers * _AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _made(kind: str, look: Look, task: _Task) -> _Made:
    path, subject = task
    if isinstance(subject, str):
        return path, subject
    try:
        return path, render(subject, kind, look)
    except PerfleadError as error:
        return path, error.message
