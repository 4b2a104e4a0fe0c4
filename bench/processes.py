"""What other processes that work for us have used, as Linux tells it."""

from __future__ import annotations

from pathlib import Path


def ran_s(pid: int) -> float:
    """Return the seconds of CPU that a process has had with its threads (schedstat, nanoseconds)."""
    return sum(int((task / "schedstat").read_text().split()[0]) for task in Path(f"/proc/{pid}/task").iterdir()) / 1e9


def peak_mb(pid: int) -> float:
    """Return the largest memory that a process has held."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
