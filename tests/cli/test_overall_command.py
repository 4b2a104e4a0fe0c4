"""``firmground overall``: all operations together."""

from tests.bulletins.offices import NUMBER, SECOND

DAY = SECOND.isoformat()


def test_one_operation_overall_is_what_its_figures_say(command, ledger_of_two_days):
    figure = command("figures", NUMBER, "area-checked", "--on-day", DAY, "--json").answer["figures"][0]
    said = command("overall", "--on-day", DAY, "--json")

    assert said.code == 0
    assert said.answer["operations"] == [NUMBER]
    told = said.answer["ground_mm2"]["checked"]
    assert told["total"] == figure["total"] > 0
    assert told["parts"] == [{"operations": [NUMBER], "mm2": figure["total"]}]


def test_the_text_ends_each_ground_with_what_counts_once(command, ledger_of_two_days):
    assert "together, once" in command("overall", "--on-day", DAY).out


def test_a_ledger_without_operations_has_no_ground(command, sqlite_database, clock):
    said = command("overall", "--json")

    assert (said.code, said.answer["ground_mm2"]) == (0, {})
