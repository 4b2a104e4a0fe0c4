import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from firmground.errors import SettingsUnsound
from firmground.settings import SETTINGS, load, table

REPOSITORY = Path(__file__).parents[1]


def test_an_empty_environment_says_a_ledger_on_sqlite_for_this_machine_only():
    settings = load({})

    assert settings.data_folder == Path("data").absolute()
    assert settings.database["ENGINE"] == "django.db.backends.sqlite3"
    assert settings.database["NAME"] == str(Path("data/ledger.sqlite3").absolute())
    assert settings.office == "centre"
    assert settings.allowed_hosts == ("127.0.0.1", "localhost", "[::1]")
    assert not any((settings.is_debug, settings.is_https, settings.is_demonstration, settings.is_postgres))


def test_what_is_set_holds():
    settings = load(
        {
            "FIRMGROUND_DATA": "/kept",
            "FIRMGROUND_OFFICE": "Centre du Nord",
            "FIRMGROUND_ALLOWED_HOSTS": "ledger.example, other.example",
            "FIRMGROUND_HTTPS": "true",
            "FIRMGROUND_DEMONSTRATION": "true",
            "FIRMGROUND_SECRET_FILE": "/kept/elsewhere",
        }
    )

    assert settings.data_folder == Path("/kept")
    assert settings.database["NAME"] == "/kept/ledger.sqlite3"
    assert settings.office == "Centre du Nord"
    assert settings.allowed_hosts == ("ledger.example", "other.example")
    assert (settings.is_https, settings.is_demonstration) == (True, True)
    assert settings.secret_file == Path("/kept/elsewhere")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_postgres_address_is_taken_apart(scheme):
    settings = load({"DATABASE_URL": f"{scheme}://fi%40rm:p%2Fw@db.example:5433/ground"})

    assert settings.is_postgres
    described = settings.database
    assert described["ENGINE"] == "django.db.backends.postgresql"
    parts = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    assert [described[part] for part in parts] == ["ground", "fi@rm", "p/w", "db.example", "5433"]


def test_a_sqlite_address_names_its_file():
    assert load({"DATABASE_URL": "sqlite:////kept/other.sqlite3"}).database["NAME"] == "/kept/other.sqlite3"


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"FIRMGROUND_DEBUG": "yes"}, "FIRMGROUND_DEBUG is 'yes'. Write true or false"),
        ({"FIRMGROUND_HTTPS": "1"}, "FIRMGROUND_HTTPS is '1'"),
        ({"FIRMGROUND_DEMONSTRATION": "True"}, "FIRMGROUND_DEMONSTRATION is 'True'"),
        ({"DATABASE_URL": "mysql://db/ground"}, "begins with 'mysql'"),
        ({"DATABASE_URL": "postgresql://db"}, "names no database"),
        ({"DATABASE_URL": "sqlite:///"}, "names no database"),
        ({"FIRMGROUND_OFFICE": " centre"}, "FIRMGROUND_OFFICE is ' centre'"),
        ({"FIRMGROUND_OFFICE": "a\nb"}, "FIRMGROUND_OFFICE is"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused(environment, said):
    with pytest.raises(SettingsUnsound, match=re.escape(said)):
        load(environment)


@pytest.mark.parametrize(
    ("environment", "values"),
    [
        (
            {"FIRMGROUND_DEBUG": "true", "FIRMGROUND_ALLOWED_HOSTS": "ledger.example"},
            ("FIRMGROUND_DEBUG=true", "FIRMGROUND_ALLOWED_HOSTS=ledger.example"),
        ),
        (
            {"FIRMGROUND_DEBUG": "true", "FIRMGROUND_HTTPS": "true"},
            ("FIRMGROUND_DEBUG=true", "FIRMGROUND_HTTPS=true"),
        ),
        ({"FIRMGROUND_SECRET_FILE": "/tmp"}, ("FIRMGROUND_SECRET_FILE=/tmp", "is a folder")),  # noqa: S108
    ],
)
def test_a_contradiction_is_refused_and_names_both_values(environment, values):
    with pytest.raises(SettingsUnsound) as refused:
        load(environment)

    assert all(value in refused.value.message for value in values)


def test_the_secret_is_made_once_and_for_its_owner_only(tmp_path):
    settings = load({"FIRMGROUND_DATA": str(tmp_path / "data")})

    secret = settings.secret()

    assert len(secret) >= 50
    assert settings.secret() == secret
    assert stat.S_IMODE(settings.secret_file.stat().st_mode) == 0o600
    assert [path.name for path in settings.secret_file.parent.iterdir()] == ["session.key"]


def test_a_secret_that_can_be_guessed_is_refused(tmp_path):
    (tmp_path / "secret").write_text("short")

    with pytest.raises(SettingsUnsound, match="has 5 characters"):
        load({"FIRMGROUND_SECRET_FILE": str(tmp_path / "secret")}).secret()


def test_the_page_of_settings_is_up_to_date():
    assert (REPOSITORY / "docs" / "settings.md").read_text(encoding="utf-8") == table()


def test_every_variable_that_is_read_stands_in_the_table():
    source = (REPOSITORY / "src" / "firmground" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'(?:environment\.get\(|_flag\(environment, )"(\w+)"', source))

    assert read == {row.name for row in SETTINGS}


_CORE = "firmground.accounts.permission, firmground.ledger.verify, firmground.settings"


@pytest.mark.parametrize(
    ("modules", "after"),
    [
        (f"{_CORE}, firmground.storage.ledger, firmground.storage.keys, firmground.storage.views", "True"),
        (_CORE, "not any(name == 'django' or name.startswith('django.') for name in sys.modules)"),
    ],
)
def test_the_package_is_importable_without_a_database(modules, after, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, {modules}; assert {after}"],
        cwd=tmp_path,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []
