"""``firmground verify``: chains, roots and signatures, and the first place where one does not hold."""

from __future__ import annotations

import click

from firmground.cli.options import as_json, say
from firmground.cli.owner import ready


@click.command()
@as_json
def verify(is_json: bool) -> None:
    """Check every entry, batch and chain of the ledger against its hashes and the offices' keys.

    Leaves with 0 where everything holds, and with 9 where something is broken; the first broken entry is named.
    """
    from firmground.errors import SealBroken
    from firmground.ledger.verify import verify as verification_of

    office = ready()
    keys = office.public_keys()
    found = verification_of(office.ledger, public_keys=keys)
    if not found.holds:
        raise SealBroken(
            f"Broken: {found.broken}. {found.batches:,} batches with {found.entries:,} entries before it hold. Compare "
            "with a backup.",
            entry=found.broken_entry,
        )
    unknown = "".join(f"\nIntact, but by an unknown key: office {name}." for name in found.unknown_offices)
    answer = {
        "holds": True,
        "batches": found.batches,
        "entries": found.entries,
        "offices": sorted(keys),
        "unknown_offices": list(found.unknown_offices),
    }
    say(answer, f"Everything holds: {found.batches:,} batches, {found.entries:,} entries.{unknown}", is_json=is_json)
