"""Take the pictures of docs/looks.md: every screen of the demonstration, wide and narrow, in English and Arabic."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
OPERATION = "/deir-ez-zor-2017"
SCREENS = {
    # name: (who is signed in, address, what it shows)
    "sign-in": ("", "/sign-in", "Sign-in, with the demonstration's accounts"),
    "map": ("officer", f"{OPERATION}/map", "Map: the legend is the account; the slider moves the day"),
    "map-viewer": (
        "viewer",
        f"{OPERATION}/map",
        "The same map for a viewer: released ground, and cells to keep out of",
    ),
    "operation": ("officer", f"{OPERATION}/", "Operation: every number is a door"),
    "figure": ("officer", f"{OPERATION}/figures/area-checked", "Figure: definition, evidence, map, as known over time"),
    "figures": ("officer", f"{OPERATION}/figures", "All figures"),
    "as-known": (
        "officer",
        f"{OPERATION}/?on_day=2017-10-20&as_known_on=2017-10-20",
        "The same page on another day, as known then",
    ),
    "timeline": ("officer", f"{OPERATION}/timeline", "Timeline"),
    "import": ("officer", f"{OPERATION}/import", "Import"),
    "forms": ("officer", f"{OPERATION}/forms", "Forms that teams carry"),
    "export": ("officer", f"{OPERATION}/export", "Export: formats and layers"),
    "inbox": ("officer", f"{OPERATION}/inbox", "Inbox"),
    "bulletin": ("officer", f"{OPERATION}/bulletins/2017-11-14", "Bulletin of a day"),
}
SIZES = {"1440": (1440, 900), "390": (390, 844)}
LANGUAGES = ("en", "ar")
CHROMIUM = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]


def main() -> int:
    """Serve the demonstration and take every picture."""
    chromium = shutil.which("chromium")
    if not chromium:
        print("Chromium is not there (Debian: apt install chromium). No picture was taken.")
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, served(Path(data)) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        for name in SCREENS:
            take(browser, base, name)
        browser.close()
    write_page()
    return 0


@contextmanager
def served(data: Path) -> Iterator[str]:
    """Make the demonstration in a folder and serve it on a free port of this machine."""
    environment = {**os.environ, "FIRMGROUND_DATA": str(data), "FIRMGROUND_DEMONSTRATION": "true"}  # noqa: TID251
    subprocess.run([sys.executable, "-m", "examples.deir_ez_zor"], check=True, env=environment, cwd=ROOT)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [Path(sys.executable).with_name("firmground"), "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL) as server:
        base = f"http://127.0.0.1:{port}"
        wait_for(base)
        try:
            yield base
        finally:
            server.terminate()


def wait_for(base: str) -> None:
    """Wait until the server answers, half a minute at most."""
    for _ in range(150):
        try:
            urlopen(f"{base}/sign-in").close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The server did not answer within half a minute.")


def take(browser: Browser, base: str, name: str) -> None:
    """Take one screen in both sizes and languages."""
    who, address, _ = SCREENS[name]
    for size, (width, height) in SIZES.items():
        for language in LANGUAGES:
            context = browser.new_context(viewport={"width": width, "height": height})
            context.add_cookies([{"name": "django_language", "value": language, "url": base}])
            page = context.new_page()
            if who:
                sign_in(page, base, who)
            page.goto(base + address)
            page.wait_for_load_state("networkidle")  # parts that a page asks for by itself have come
            page.wait_for_timeout(5000 if "map" in address else 1500)
            keep(page.screenshot(full_page="map" not in address), PICTURES / f"{name}-{language}-{size}.png")
            context.close()
    print(f"{name}: taken")


def keep(png: bytes, path: Path) -> None:
    """Keep a picture in 255 colours: a quarter of the size, and nobody sees it."""
    Image.open(BytesIO(png)).convert("RGB").quantize(255).save(path, optimize=True)


def sign_in(page: Page, base: str, who: str) -> None:
    """Sign in with an account of the demonstration."""
    page.goto(f"{base}/sign-in")
    page.fill("input[name=username]", who)
    page.fill("input[name=password]", "demonstration")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write_page() -> None:
    """Write docs/looks.md."""
    lines = ["# What it looks like", "", "Made by `make looks` from the demonstration, a reconstruction.", ""]
    for name, (_, address, words) in SCREENS.items():
        lines += [f"## {words}", "", f"`{address}`", ""]
        lines += [f"![{words}](pictures/{name}-{language}-1440.png)" for language in LANGUAGES]
        lines += [" ".join(f"![{words}](pictures/{name}-{language}-390.png)" for language in LANGUAGES), ""]
    (ROOT / "docs" / "looks.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
