"""``firmground``: the list of commands, and the door at which errors become one sentence and an exit code."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from firmground.cli.exits import EXIT_OF, STOPPED, USAGE
from firmground.errors import FirmgroundError, PromiseBroken, StorageUnreachable

COMMANDS = {
    "serve": ("firmground.cli.serve:serve", "Serve the pages; a new database is made first."),
    "operation": ("firmground.cli.operation:operation", "Open an operation, or list them."),
    "people": ("firmground.cli.people:people", "Make accounts and give roles."),
    "import": ("firmground.cli.importing:import_", "Import a file of reports, or propose its mapping."),
    "decide": ("firmground.cli.decide:decide", "Approve, return or reject a batch."),
    "figures": ("firmground.cli.figures:figures", "Say the figures of an operation, or one with its evidence."),
    "overall": ("firmground.cli.overall:overall", "Say the ground of all operations together, counted once."),
    "state": ("firmground.cli.state:state", "Say what a place is, or the totals of ground, roads and ordnance."),
    "bulletin": ("firmground.cli.bulletin:bulletin", "Write the bulletin of a day, or publish it."),
    "export": ("firmground.cli.export:export", "Write what is known as files for other programs."),
    "publish-data": ("firmground.cli.publish_data:publish_data", "Write the public view as open files with metadata."),
    "readers": ("firmground.cli.readers:readers", "Make what QGIS and others read on PostgreSQL: roles and views."),
    "recompute": ("firmground.cli.recompute:recompute", "Cut the ground into cells anew, or compare what is kept."),
    "verify": ("firmground.cli.verify:verify", "Check chains, roots and signatures of the whole ledger."),
}
"""Each command: where it is, and its line in the list. A command is loaded only when it is asked for."""


class LazyGroup(click.Group):
    """A group whose commands are loaded when they are asked for, so that ``--help`` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order in which people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading one."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_where, line) in COMMANDS.items()])


@click.group(cls=LazyGroup)
def firmground() -> None:
    """The open ledger of mine clearance and recovery.

    Every command acts as the machine's owner, account P-0000. Settings are environment variables: docs/settings.md.
    Exit codes say what kind of error it was: docs/commands.md.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code."""
    typed = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(run(typed))


def run(typed: Sequence[str]) -> int:
    """Run a command and return its exit code; errors are written to stderr, as JSON where JSON was asked for."""
    is_json = "--json" in typed
    try:
        firmground.main(args=list(typed), prog_name="firmground", standalone_mode=False)
    except FirmgroundError as error:
        return refused(error, is_json=is_json)
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return USAGE
    except click.ClickException as error:
        _write({"code": "usage", "message": error.format_message()}) if is_json else error.show()
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. What was not acknowledged was not entered.", err=True)
        return STOPPED
    except OSError as error:
        return refused(_disk_away(error), is_json=is_json)
    except Exception as error:  # the door: whatever else happens is a bug of ours, and is said to be one
        logging.getLogger(__name__).exception("A command failed in a way that it must not.")
        broken = PromiseBroken(f"The program failed inside ({type(error).__name__}). Report it with the lines above.")
        return refused(broken, is_json=is_json)
    return 0


def _disk_away(error: OSError) -> StorageUnreachable:
    return StorageUnreachable(
        f"The disk refused {error.filename or 'a file'} ({error.strerror or type(error).__name__}). See that its "
        "folder is there, may be written and is not full (FIRMGROUND_DATA names the data folder), then try again."
    )


def refused(error: FirmgroundError, *, is_json: bool) -> int:
    """Write an error as one sentence, or as JSON with its stable code, and return its exit code."""
    if is_json:
        _write({"code": error.code, "message": error.message})
    else:
        click.echo(error.message, err=True)
    return EXIT_OF[type(error)]


def _write(said: dict[str, str]) -> None:
    click.echo(json.dumps(said, ensure_ascii=False), err=True)
