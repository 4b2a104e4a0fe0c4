"""The cluster: pieces handed to the workers of a Dask scheduler, and what happens when one of them is lost.

Dask gives the piece of a lost worker to another one; one that was answered but not yet fetched is worked out anew; each
answer is added once. Before its first piece every worker process, a restarted one too, shows that it runs this very
program and measures the sample ground to the same bits; one that does not is given no say.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import closing
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from distributed import Client, Future, KilledWorker

from firmground.batch.files import Written
from firmground.batch.questions import Answer, Question
from firmground.batch.run import answer_of
from firmground.batch.sample import standing
from firmground.errors import SettingsUnsound, StorageUnreachable

RETRIES = 2
"""How often a piece is tried again after an error, as of a disk that is away; lost workers do not count."""

PATIENCE_S = 60
"""Seconds without any worker, after which a run ends."""

CONNECT_S = 10
LOOK_S = 2


def answers(pieces: Written, question: Question[Answer], scheduler: str) -> Iterator[Answer]:
    """Yield what each piece contributes to the answer, as they are done.

    Args:
        pieces: The pieces; their folder is seen by every worker under this path.
        question: What is asked.
        scheduler: Address of a Dask scheduler, as ``tcp://127.0.0.1:8786``.

    Raises:
        ReportUnreadable: A file is no piece of that list.
        StorageUnreachable: The cluster or the folder is away, no worker is left, or workers die of a piece.
        SettingsUnsound: A worker runs another program, or has none.
    """
    with closing(_client(scheduler)) as client:
        asked = standing()
        done: SimpleQueue[Future[Answer]] = SimpleQueue()
        work = [
            client.submit(
                _measured,
                pieces.folder.resolve() / name,
                pieces.made_from,
                question,
                asked,
                pure=False,
                retries=RETRIES,
            )
            for name in pieces.names
        ]
        for future in work:
            future.add_done_callback(done.put)
        fetched = 0
        while fetched < len(work):
            ready = _ready(client, done)
            yield from _answers(client, ready)
            fetched += len(ready)


def _measured(path: Path, made_from: str, question: Question[Answer], asked: str) -> Answer:
    """Return what a piece contributes; this runs on a worker."""
    if standing() != asked:
        raise SettingsUnsound(
            "A worker of the cluster runs another version of Firmground than this machine, or measures to other bits. "
            "Install the same version on both, then start the workers again."
        )
    return answer_of(path, made_from, question)


def _client(scheduler: str) -> Any:  # noqa: ANN401 - Dask carries no types
    try:
        client = Client(scheduler, timeout=CONNECT_S, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise StorageUnreachable(f"No Dask scheduler answers at {scheduler}. Start it, or mend the address.") from error
    return client


def _ready(client: Any, done: SimpleQueue[Any]) -> list[Any]:  # noqa: ANN401 - Dask carries no types
    """Return the futures that are done by now, at least one; looks now and then whether anybody is left to do it."""
    alone_s = 0
    while done.empty():
        try:
            ready = [done.get(timeout=LOOK_S)]
            break
        except Empty:
            alone_s = 0 if _has_workers(client) else alone_s + LOOK_S
            if alone_s >= PATIENCE_S:
                raise StorageUnreachable(
                    f"No worker of the cluster is left since {PATIENCE_S} s. Start workers, then ask again."
                ) from None
    else:
        ready = []
    while not done.empty():
        ready.append(done.get())
    return ready


def _has_workers(client: Any) -> bool:  # noqa: ANN401 - Dask carries no types
    return bool(client.scheduler_info(n_workers=-1)["workers"])


def _answers(client: Any, ready: list[Any]) -> list[Any]:  # noqa: ANN401 - Dask carries no types
    """Return the answers of futures that are done, fetched together: each by itself would wait for its own way."""
    try:
        answers: list[Any] = client.gather(ready)
    except KilledWorker as error:
        raise StorageUnreachable(
            "Several workers died of the same piece. Give them more memory, or write smaller pieces."
        ) from error
    except (CancelledError, asyncio.CancelledError, OSError) as error:
        raise StorageUnreachable("The scheduler of the cluster went away. Start it again, then ask again.") from error
    except ModuleNotFoundError as error:
        raise SettingsUnsound(
            f"A worker of the cluster lacks {error.name}: install firmground[cluster] there."
        ) from error
    for future in ready:
        future.release()
    return answers
