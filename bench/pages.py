"""Every page of an officer at a ledger of Bosnia's size, through the real server: cold, then warm.

    python -m bench.pages          imports the three files of ../shared/data/bih_mines first; about three minutes

Cold is the first question to a server just started, which has worked out nothing yet; each page gets a server of its
own. Warm is the same question once more. Also told: how long the imports take, the demonstration, and a start.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data" / "bih_mines"
MAPPINGS = ROOT / "tests" / "intake" / "mappings"
FILES = {
    "suspect_areas_simplyfied.geojson": "bosnia_suspected.yaml",
    "cleared_areas_simplyfied.geojson": "bosnia_cleared.yaml",
    "lifted_minefields.geojson": "bosnia_lifted.yaml",
}
FIGURE = "figures/area-remaining"
PAGES = (
    *("", "map", "figures", FIGURE, f"{FIGURE}/history", f"{FIGURE}.csv"),
    *("timeline", "inbox", "import", "bulletins", "bulletins/2024-12-31"),
    *("map/tiles/ground/8/140/92.mvt", "map/tiles/ground/10/562/370.mvt", "map/tiles/ground/12/2250/1481.mvt"),
)
"""Addresses below the operation; those that a page asks for by itself, and the entry that it names, come to them."""

_BESIDE = re.compile(r'"/bosnia/(map/layers/[\w./-]+|entries/[\w-]+)["?]')


class Office:
    """A data folder and the real program upon it."""

    def __init__(self, folder: str) -> None:
        self.environment = {**os.environ, "FIRMGROUND_DATA": folder}  # noqa: TID251 - a ledger of its own
        self.password = secrets.token_urlsafe(12)

    def run(self, *typed: object) -> str:
        """Run a command of firmground and return what it said."""
        command = [Path(sys.executable).with_name("firmground"), *map(str, typed)]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"firmground {' '.join(map(str, typed[:2]))}: {done.stderr}")
        return done.stdout

    @contextmanager
    def served(self) -> Iterator[tuple[str, float]]:
        """Serve on a free port; gives the address, and the seconds from the start until a page was answered."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [Path(sys.executable).with_name("firmground"), "serve", "--port", str(port)]
        started = time.perf_counter()
        with subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL) as server:
            try:
                _await(f"http://127.0.0.1:{port}")
                yield f"http://127.0.0.1:{port}", time.perf_counter() - started
            finally:
                server.terminate()


def main() -> int:
    """Import, ask, print the tables; 1 where the files are not there."""
    missing = [name for name in FILES if not (DATA / name).exists()]
    if missing:
        print(f"Not there: {', '.join(missing)} (looked in {DATA}). Nothing was timed.")
        return 1
    print(f"{os.cpu_count()} cores; {os.getloadavg()[0]:.1f} processes busy beside this one: best at 0")
    with tempfile.TemporaryDirectory() as folder:
        _time_demonstration(folder)
    with tempfile.TemporaryDirectory() as folder:
        office = Office(folder)
        _import(office)
        _time_pages(office)
    return 0


def _time_demonstration(folder: str) -> None:
    office = Office(folder)
    print(f"demonstration made: {_demonstration_s(office):.1f} s")
    found_s = _demonstration_s(office)
    with office.served() as (_base, start_s):
        print(f"second start: {found_s + start_s:.1f} s until a page is answered")


def _demonstration_s(office: Office) -> float:
    """Make the demonstration, or find it made, as `make run` does; return the seconds."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "examples.deir_ez_zor"]
    subprocess.run(command, env=office.environment, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - started


def _import(office: Office) -> None:
    office.run("operation", "open", "bosnia", "--name", "Bosnia", "--box", 15.5, 42.4, 19.8, 45.4)
    office.run("people", "add", "officer", "--password", office.password)
    office.run("people", "grant", "officer", "information_officer", "--operation", "bosnia")
    for name, mapping in FILES.items():
        started = time.perf_counter()
        said = office.run("import", DATA / name, "--operation", "bosnia", "--mapping", MAPPINGS / mapping, "--json")
        answer = json.loads(said)
        office.run("decide", "bosnia", "approved", "--batch", answer["batch"])
        print(f"{name}: {answer['rows']:,} rows imported and approved in {time.perf_counter() - started:.1f} s")


def _time_pages(office: Office) -> None:
    jar = CookieJar()
    with office.served() as (base, _start_s):
        opener = build_opener(HTTPCookieProcessor(jar))
        _sign_in(opener, base, office.password)
        named = _BESIDE.findall(_ask(opener, f"{base}/bosnia/map")[0] + _ask(opener, f"{base}/bosnia/{FIGURE}")[0])
    print(f"\n{'page':<44}{'cold, s':>9}{'warm, s':>9}{'kB':>8}")
    for page in [*PAGES, *dict.fromkeys([*_first(named, "map/"), *_first(named, "entries/")[:1]])]:
        with office.served() as (base, _start_s):
            opener = build_opener(HTTPCookieProcessor(jar))
            text, cold_s = _ask(opener, f"{base}/bosnia/{page}")
            warm_s = min(_ask(opener, f"{base}/bosnia/{page}")[1] for _ in range(2))
        print(f"/bosnia/{page:<36}{cold_s:>9.2f}{warm_s:>9.2f}{len(text) / 1000:>8,.0f}")


def _first(named: list[str], begins: str) -> list[str]:
    return [address for address in named if address.startswith(begins)]


def _sign_in(opener: OpenerDirector, base: str, password: str) -> None:
    form, _ = _ask(opener, f"{base}/sign-in")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    if not token:
        raise SystemExit("The sign-in page has no form.")
    words = {"username": "officer", "password": password, "csrfmiddlewaretoken": token[1]}
    with opener.open(f"{base}/sign-in", urlencode(words).encode()) as answer:
        if answer.url.endswith("/sign-in"):
            raise SystemExit("Nobody was signed in.")


def _ask(opener: OpenerDirector, address: str) -> tuple[str, float]:
    """Return a page and the seconds until its last byte was there."""
    started = time.perf_counter()
    try:
        with opener.open(address) as answer:
            text = answer.read().decode("latin-1")
    except HTTPError as error:
        raise SystemExit(f"{address} answered {error.code}") from None
    return text, time.perf_counter() - started


def _await(base: str) -> None:
    opener = build_opener()
    for _ in range(3_000):
        try:
            opener.open(f"{base}/sign-in").close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise SystemExit("The server did not answer within a minute.")


if __name__ == "__main__":
    raise SystemExit(main())
