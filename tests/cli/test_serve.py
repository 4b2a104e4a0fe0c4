"""``firmground serve`` in a process of its own: it makes the database, says its address and answers there."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from contextlib import closing, contextmanager
from http.client import HTTPConnection


@contextmanager
def _served(folder, **settings):
    """Serve on a free port; gives the process and its first line."""
    environment = {"PATH": os.environ["PATH"], "FIRMGROUND_DATA": str(folder), "PYTHONUNBUFFERED": "1", **settings}
    command = [sys.executable, "-c", "from firmground.cli.main import main; main()", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment) as run:
        try:
            yield run, run.stdout.readline()
        finally:
            run.terminate()
            run.wait(timeout=20)


def _status(line, path):
    port = re.search(r"http://127\.0\.0\.1:(\d+)", line)
    assert port, line
    with closing(HTTPConnection("127.0.0.1", int(port[1]), timeout=20)) as asked:
        asked.request("GET", path)
        return asked.getresponse().status


def test_a_new_folder_is_made_ready_and_the_sign_in_page_answers(tmp_path):
    folder = tmp_path / "new" / "data"

    with _served(folder) as (_run, line):
        assert _status(line, "/sign-in") == 200

    assert (folder / "ledger.sqlite3").exists()


def test_the_second_start_answers_within_three_seconds_of_processor_time(tmp_path):
    with _served(tmp_path) as (_run, line):
        assert _status(line, "/sign-in") == 200

    begun = os.times()
    with _served(tmp_path) as (_run, line):
        assert _status(line, "/sign-in") == 200
    ended = os.times()

    used_s = (ended.children_user + ended.children_system) - (begun.children_user + begun.children_system)
    assert used_s < 3


def test_a_demonstration_prints_its_sign_ins(tmp_path):
    with _served(tmp_path, FIRMGROUND_DEMONSTRATION="true") as (run, _line):
        assert "Sign in with the password `demonstration` as:" in run.stdout.readline()


def test_a_port_that_is_taken_is_said_with_what_to_do(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = "from firmground.cli.main import main; main()"
        said = subprocess.run(
            [sys.executable, "-c", command, "serve", "--port", str(taken.getsockname()[1])],
            capture_output=True,
            text=True,
            env={"PATH": os.environ["PATH"], "FIRMGROUND_DATA": str(tmp_path)},
            timeout=60,
            check=False,
        )

    assert said.returncode == 7
    assert "Choose another with --port." in said.stderr


def test_serving_other_machines_without_naming_hosts_is_warned_of(tmp_path):
    environment = {"PATH": os.environ["PATH"], "FIRMGROUND_DATA": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", "from firmground.cli.main import main; main()"]
    command += ["serve", "--host", "0.0.0.0", "--port", "0"]  # noqa: S104 - the warning is what is tested
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment) as run:
        try:
            lines = [run.stdout.readline(), run.stdout.readline()]
        finally:
            run.terminate()

    assert any("FIRMGROUND_ALLOWED_HOSTS" in line for line in lines)
