"""``firmground serve``: the pages, by a server in pure Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from firmground.settings import Settings

_THREADS = 8


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0: every network.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0: any that is free."
)
def serve(host: str, port: int) -> None:
    """Serve the pages until Ctrl-C; a new database is made, an older one brought up to date, before that."""
    from firmground.errors import StorageUnreachable
    from firmground.wiring import prepare, readers_behind

    configured = prepare()
    (configured.data_folder / "static").mkdir(exist_ok=True)
    from django.core.wsgi import get_wsgi_application
    from django.urls import get_resolver
    from waitress import create_server

    application = get_wsgi_application()
    _ = get_resolver().url_patterns  # the pages are loaded before the address is told, not with the first question
    try:
        server = create_server(application, host=host, port=port, threads=_THREADS, ident="firmground")
    except OSError as error:
        raise StorageUnreachable(
            f"Port {port} on {host} cannot be listened on ({error.strerror}). Choose another with --port."
        ) from None
    _say_address(configured, host, server.effective_port)
    _say_views_behind(len(readers_behind()))
    try:
        server.run()
    finally:
        server.close()


def _say_address(configured: Settings, host: str, port: int) -> None:
    from firmground.settings import LOOPBACK

    shown = "127.0.0.1" if host in ("0.0.0.0", "::", "localhost") else host  # noqa: S104 - compared, not listened on
    click.echo(f"Firmground is at http://{shown}:{port}  (Ctrl-C ends it)")
    if host not in LOOPBACK and set(configured.allowed_hosts) == set(LOOPBACK):
        click.echo("Only this machine is answered: name the hosts in FIRMGROUND_ALLOWED_HOSTS for others.", err=True)
    if configured.is_demonstration:
        click.echo(_sign_ins())


def _say_views_behind(count: int) -> None:
    if count:
        click.echo(
            f"Views that other programs read (QGIS, ogrinfo), missing or not of this version: {count}. Make them as "
            "the owner of the database: firmground readers",
            err=True,
        )


def _sign_ins() -> str:
    from firmground.accounts.models import Person

    people = Person.objects.filter(is_active=True).order_by("number")
    rows = [f"  {person.username:<16}{', '.join(held.role.value for held in person.grants())}" for person in people]
    return "\n".join(["A reconstruction, not real records. Sign in with the password `demonstration` as:", *rows])
