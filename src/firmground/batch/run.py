"""Run a question over the pieces of a folder: on the threads of this machine, or on a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from tempfile import TemporaryDirectory

from firmground.batch.files import Progress, Written, listed, read_piece, silent, write
from firmground.batch.questions import Answer, Question, WholeCells
from firmground.errors import SettingsUnsound
from firmground.geometry.cells.cells import Cells


def run(
    folder: Path,
    question: Question[Answer],
    *,
    scheduler: str | None = None,
    threads: int = 2,
    progress: Progress = silent,
) -> Answer:
    """Return the answer to a question about the whole ground; it is the same wherever it is worked out.

    Args:
        folder: Holds the pieces (``files.write``). Every worker of a cluster must see it under the same path.
        question: What is asked.
        scheduler: Address of a Dask scheduler, as ``tcp://127.0.0.1:8786``; None: threads of this process.
        threads: How many; a cluster has as many as its workers have.
        progress: Told after each piece.

    Raises:
        ReportUnreadable: The folder holds no pieces, or not those that the question needs.
        StorageUnreachable: The cluster or the folder is away, or no worker is left.
        SettingsUnsound: The cluster cannot be spoken to from here, or a worker runs another program.
    """
    pieces = listed(folder)
    work = _on_threads(pieces, question, threads) if scheduler is None else _on_cluster(pieces, question, scheduler)
    answers: list[Answer] = []
    for answer in work:
        answers.append(answer)
        progress(len(answers), len(pieces.names))
    return question.added(answers)


def cells_on_cluster(polygons: Sequence[bytes], scheduler: str, *, shared: Path, progress: Progress = silent) -> Cells:
    """Return the cells of polygons, worked out on a cluster: the very ones of ``geometry.cells.cells``.

    The pieces are written into a folder of their own in the shared one, and removed afterwards.

    Args:
        polygons: WKB, WGS 84, any order.
        scheduler: Address of a Dask scheduler.
        shared: A folder that every worker sees under the same path.
        progress: Told after each piece.

    Raises:
        GeometryUnsound: A shape is no polygon or crosses itself; ``details["index"]`` says which.
        StorageUnreachable: The cluster or the folder is away, or no worker is left.
        SettingsUnsound: The cluster cannot be spoken to from here, or a worker runs another program.
    """
    shared.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="recompute-", dir=shared) as folder:
        write(Path(folder), polygons)
        return run(Path(folder), WholeCells(), scheduler=scheduler, progress=progress)


def answer_of(path: Path, made_from: str, question: Question[Answer]) -> Answer:
    """Return what one piece contributes to the answer.

    Args:
        path: Its file.
        made_from: The digest that the list of the folder has.
        question: What is asked.
    """
    return question.of_piece(read_piece(path, made_from))


def _on_threads(pieces: Written, question: Question[Answer], threads: int) -> Iterator[Answer]:
    with ThreadPoolExecutor(threads) as pool:
        work = [pool.submit(answer_of, pieces.folder / name, pieces.made_from, question) for name in pieces.names]
        try:
            for done in as_completed(work):
                yield done.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _on_cluster(pieces: Written, question: Question[Answer], scheduler: str) -> Iterator[Answer]:
    try:
        from firmground.batch.cluster import answers
    except ImportError as error:
        raise SettingsUnsound(
            f"A cluster is named, {scheduler}, but Dask is not installed here: install firmground[cluster]."
        ) from error
    return answers(pieces, question, scheduler)
