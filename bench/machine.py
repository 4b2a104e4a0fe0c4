"""The machine that measures, in words."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from firmground.clock import system_clock


def described() -> dict[str, str]:
    """Return processor, cores, memory, system, Python and day, and how busy the machine is with other work."""
    processor = _value(Path("/proc/cpuinfo"), "model name") or platform.processor()
    memory = _value(Path("/proc/meminfo"), "MemTotal")
    return {
        "processor": f"{processor}, {os.cpu_count()} cores",
        "memory": f"{int(memory.split()[0]) / 2**20:.0f} GiB" if memory else "not known",
        "system": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "day": system_clock().date().isoformat(),
        "busy with": f"{os.getloadavg()[0]:.1f} other processes before the last run began (best at 0)",
    }


def _value(path: Path, name: str) -> str:
    """Return the first value of a name in a file of lines ``name : value``, or empty."""
    if not path.exists():
        return ""
    lines = (line.partition(":") for line in path.read_text().splitlines())
    return next((value.strip() for key, _, value in lines if key.strip() == name), "")
