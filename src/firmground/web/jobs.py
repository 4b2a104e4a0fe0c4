"""Work that takes longer than an answer may: it goes on in a thread, and pages ask how far it is.

A job is lost with its process, and nothing else with it: what it works on is a submission, whose state says how far it
is, and doing it again goes on where it stopped.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Thread

from django.db import connections

from firmground.actions.import_file import Progress
from firmground.errors import FirmgroundError, PromiseBroken

_log = logging.getLogger(__name__)


@dataclass
class Job:
    """A piece of work.

    Attributes:
        what: ``judge`` or ``enter``.
        done: Steps that are done.
        total: Steps that there are; 0: not known.
        is_finished: Whether it has ended, well or not.
        error: Why it ended badly, None: it did not.
    """

    what: str
    done: int = 0
    total: int = 0
    is_finished: bool = False
    error: FirmgroundError | None = None


_jobs: dict[str, Job] = {}
_lock = Lock()


def start(key: str, what: str, work: Callable[[Progress], object]) -> Job:
    """Start a job in a thread and return it; where one of this key is going on, return that one.

    Args:
        key: What it works on: the id of a submission.
        what: ``judge`` or ``enter``.
        work: Is given what to tell its progress to.
    """
    with _lock:
        going_on = _jobs.get(key)
        if going_on and not going_on.is_finished:
            return going_on
        job = _jobs[key] = Job(what)
    Thread(target=_run, args=(job, work), daemon=True, name=f"{what} {key}").start()
    return job


def job_of(key: str) -> Job | None:
    """Return the job of a key that goes on, or that ended badly and was not told yet; None: there is none."""
    with _lock:
        job = _jobs.get(key)
        if job and job.is_finished:
            del _jobs[key]
            return job if job.error else None
        return job


def is_going_on(key: str) -> bool:
    """Return whether a job of this key goes on."""
    with _lock:
        job = _jobs.get(key)
        return bool(job and not job.is_finished)


def _run(job: Job, work: Callable[[Progress], object]) -> None:
    def progress(done: int, total: int) -> None:
        job.done, job.total = done, total

    error: FirmgroundError | None = PromiseBroken("The work stopped half way. Nothing of it counts; start it again.")
    try:
        work(progress)
        error = None
    except FirmgroundError as known:
        error = known
    except Exception:
        _log.exception("%s stopped", job.what)
        raise
    finally:
        connections.close_all()
        job.error = error
        job.is_finished = True
