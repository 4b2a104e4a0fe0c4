"""``firmground decide``: one decision over a whole batch."""

from __future__ import annotations

import click

from firmground.cli.options import as_json, say
from firmground.cli.owner import owner, ready


@click.command()
@click.argument("operation")
@click.argument("verdict", type=click.Choice(["verified", "approved", "returned", "rejected"]))
@click.option("--batch", type=click.IntRange(min=1), required=True, help="Number of the batch, as `import` says it.")
@click.option("--reason", default="", help="Needed to return or reject.")
@as_json
def decide(operation: str, verdict: str, batch: int, reason: str, is_json: bool) -> None:
    """Decide over a whole batch of OPERATION; entries count officially once they are approved."""
    from firmground.actions.decide import decide as decide_over
    from firmground.records.deeds import DecisionVerdict

    office = ready()
    record = office.operation(operation)
    entered = decide_over(office, owner(), record, verdict=DecisionVerdict(verdict), batch=batch, reason=reason)
    answer = {
        "operation": record.number,
        "batch": batch,
        "verdict": verdict,
        "decided_in_batch": entered.number if entered else 0,
    }
    say(answer, f"Batch {batch} is {verdict}. The decision can be taken back by another one.", is_json=is_json)
