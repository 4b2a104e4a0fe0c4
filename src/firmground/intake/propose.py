"""A first mapping for a file, proposed from its column names and first rows. A person looks at it before it is used."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from firmground.intake.aliases import ALIASES, UNIT_WORDS
from firmground.intake.days import read_day
from firmground.intake.mapping import ENTRY_FIELDS, DateRule, ReportMapping
from firmground.intake.numerals import read_number
from firmground.intake.ready import ready_mapping
from firmground.intake.rows import Cell, Row
from firmground.intake.said import Unread, is_blank, plain, text_of, western_digits
from firmground.intake.units import factor
from firmground.records.fields import FieldSpec

DATE_FORMATS = (
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d/%m/%y",
    "%d %b %Y",
    "%d %B %Y",
)
SAMPLE_ROWS = 200
LAST_RANK = 1_000
LONGEST_NAME = 200
NOTHING_SAID = ReportMapping()

_UNIT_END = re.compile(r"^(?P<name>.+?)[\s_]*[(\[](?P<unit>[^)\]]+)[)\]]$|^(?P<name2>.+)[\s_-](?P<unit2>[^\s_-]+)$")
_UNITS = {plain(word): unit for unit, words in UNIT_WORDS.items() for word in words}
_YEARS = frozenset(map(plain, ("year", "année", "año", "anio", "السنة", "سنة")))
_MONTHS = frozenset(map(plain, ("month", "mois", "mes", "الشهر", "شهر")))
_DAYS = frozenset(map(plain, ("day of month", "jour", "día", "dia", "اليوم")))
_DENIALS = frozenset(map(plain, ("not", "no", "non", "pas", "never", "sin", "sans", "without", "لا", "غير", "ليس")))
_ENTRY_TYPES = {"true_from": "date", "true_until": "date", "lon": "number", "lat": "number"}


@dataclass(frozen=True, slots=True)
class Because:
    """Why a column was proposed for a field, or left out.

    Attributes:
        column: Name of the column.
        field: The field proposed, or empty.
        why: An English sentence.
    """

    column: str
    field: str
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping to look at, and why it is so, column by column in the order of the file."""

    mapping: ReportMapping
    because: tuple[Because, ...]

    @property
    def fit(self) -> int:
        """Return how many columns found a field; more is a better fit."""
        return sum(bool(one.field) for one in self.because)


def propose_best(
    columns: Sequence[str],
    rows: Sequence[Row],
    kinds: Mapping[str, Sequence[FieldSpec]],
    settings: ReportMapping = NOTHING_SAID,
) -> Proposal:
    """Return the proposal for the kind to which most of the columns fit, required ones first; ties by order.

    A file of a form that is known by its columns gets that form's ready mapping.

    Args:
        columns: Column names of the file.
        rows: First rows; ``SAMPLE_ROWS`` of them are looked at.
        kinds: Fields of the kinds that may be meant, at least one kind, in the order of preference.
        settings: What was said already to open the file: encoding, sheet, layer, frame, header row.
    """
    ready = ready_mapping(columns)
    if ready is not None and ready.kind in kinds:
        return _ready(columns, ready, settings)

    def merit(kind: str) -> tuple[int, int]:
        proposed = proposals[kind]
        found = set(proposed.mapping.columns.values())
        missing = sum(spec.required and spec.name not in found for spec in kinds[kind])
        own = sum(field not in ENTRY_FIELDS for field in found)
        return own - missing, proposed.fit

    proposals = {kind: propose(columns, rows, kind, fields, settings) for kind, fields in kinds.items()}
    return proposals[max(proposals, key=merit)]


def _ready(columns: Sequence[str], ready: ReportMapping, settings: ReportMapping) -> Proposal:
    opened = {
        name: getattr(settings, name) for name in ("encoding", "delimiter", "crs", "sheet", "layer", "header_row")
    }
    mapping = msgspec.structs.replace(ready, **opened, decimal=settings.decimal or ready.decimal)
    because = (Because(column, ready.columns.get(column, ""), _why_ready(column, ready)) for column in columns)
    return Proposal(mapping, tuple(because))


def _why_ready(column: str, ready: ReportMapping) -> str:
    return "its name is that of the field" if column in ready.columns else "no field has this name"


def propose(
    columns: Sequence[str],
    rows: Sequence[Row],
    kind: str,
    fields: Sequence[FieldSpec],
    settings: ReportMapping = NOTHING_SAID,
) -> Proposal:
    """Return a mapping of a file to one kind. Nothing is proposed that the samples contradict.

    A single word in a column of numbers, as "unknown", contradicts nothing: were the column left out, its numbers would
    be lost from every row without a question, while a value that cannot be read holds its own row only and is asked.
    The same holds for dates; but since their form is chosen from the samples, it has to read all that any form reads.

    Args:
        columns: Column names of the file.
        rows: First rows; ``SAMPLE_ROWS`` of them are looked at.
        kind: The kind of record.
        fields: The fields of its body.
        settings: What was said already to open the file: encoding, sheet, layer, frame, header row.
    """
    specs = [*fields, *(FieldSpec(name, _ENTRY_TYPES.get(name, "text"), "", (), name, False) for name in ENTRY_FIELDS)]
    samples = {column: _sample(rows, column) for column in columns}
    decimal = settings.decimal or _decimal_mark(samples)
    proposer = _Proposer(specs, samples, decimal)
    for column in sorted(columns, key=proposer.rank):
        proposer.look_at(column)
    mapping = msgspec.structs.replace(
        settings,
        kind=kind,
        columns={column: proposer.columns[column] for column in columns if column in proposer.columns},
        codes=proposer.codes,
        units=proposer.units,
        dates=proposer.dates,
        decimal=decimal,
    )
    return Proposal(mapping, tuple(proposer.because[column] for column in columns))


def _sample(rows: Sequence[Row], column: str) -> list[Cell]:
    return [row.fields.get(column) for row in rows[:SAMPLE_ROWS] if not is_blank(row.fields.get(column))]


def _decimal_mark(samples: Mapping[str, Sequence[Cell]]) -> Literal["", ".", ","]:
    """Return the mark of decimals that numbers which can be read only one way show; empty: none or both do."""
    texts = [western_digits(cell).strip() for cells in samples.values() for cell in cells if isinstance(cell, str)]
    comma, dot = (any(mark in text and _only_by(text, mark) for text in texts) for mark in ",.")
    if comma == dot:
        return ""
    return "," if comma else "."


def _only_by(text: str, mark: str) -> bool:
    other = "," if mark == "." else "."
    return not isinstance(read_number(text, mark), Unread) and isinstance(read_number(text, other), Unread)


class _Proposer:
    """Looks at one column after the other; a field is given away once."""

    def __init__(self, specs: Sequence[FieldSpec], samples: Mapping[str, list[Cell]], decimal: str) -> None:
        self.specs = specs
        self.samples = samples
        self.decimal = decimal
        self.columns: dict[str, str] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.units: dict[str, str] = {}
        self.dates: dict[str, DateRule] = {}
        self.because: dict[str, Because] = {}

    def rank(self, column: str) -> int:
        """Return how well a column is named: 0 as a field, then as its aliases in their order, last as none."""
        keys = {plain(column), plain(_name_and_unit(column)[0])}
        if any(keys & {plain(spec.name), plain(spec.label)} for spec in self.specs):
            return 0
        ranks = [
            number
            for spec in self.specs
            for number, alias in enumerate(ALIASES.get(spec.name, ()), 1)
            if plain(alias) in keys
        ]
        return min(ranks, default=LAST_RANK)

    def look_at(self, column: str) -> None:
        """Propose a field for a column, or say why there is none."""
        if self._part_of_date(column):
            return
        name, unit = _name_and_unit(column)
        named = self._named(column, "") or self._named(name, unit)
        if named is None:
            self._because(column, "", "no field has this name")
            return
        spec, why = named
        refused = self._refused(spec, column, unit)
        if refused:
            self._because(column, "", refused)
            return
        self._take(spec, column, unit, why)

    def _named(self, name: str, unit: str) -> tuple[FieldSpec, str] | None:
        key = plain(name)
        free = [spec for spec in self.specs if not self._is_taken(spec.name)]
        for spec in free:
            if key in {plain(spec.name), plain(spec.label)}:
                return spec, "its name is that of the field"
        for spec in free:
            if key in map(plain, ALIASES.get(spec.name, ())) or (unit and key == plain(_name_and_unit(spec.name)[0])):
                return spec, "its name is another name of the field"
        return None

    def _is_taken(self, field: str) -> bool:
        return field in self.columns.values() or bool(self.dates.get(field, DateRule()).year)

    def _refused(self, spec: FieldSpec, column: str, unit: str) -> str:
        """Return why the samples of a column contradict a field; empty: they do not."""
        cells = self.samples[column]
        if spec.type in {"number", "integer"}:
            numbers = self._numbers(column)
            if len(numbers) * 2 < len(cells):
                return f"named like {spec.name}, but most of its values are no numbers"
            if spec.name in {"lon", "lat"} and not _in_range(spec.name, numbers):
                return f"named like {spec.name}, but its values are no degrees: say crs and columns"
        if spec.type == "date" and cells and not _formats(cells)[0]:
            return f"named like {spec.name}, but no date format reads all of its values"
        if spec.type == "code" and cells and not any(_code_of(text_of(cell), spec.codes) for cell in cells):
            return f"named like {spec.name}, but none of its values is one of {', '.join(spec.codes)}"
        if unit and spec.unit and factor(unit, spec.unit) is None:
            return f"named like {spec.name}, but {unit} is no unit of it"
        return ""

    def _numbers(self, column: str) -> list[Decimal]:
        """Return the samples of a column that can be read as numbers."""
        read = (read_number(cell, self.decimal or ".") for cell in self.samples[column])
        return [number for number in read if not isinstance(number, Unread)]

    def _take(self, spec: FieldSpec, column: str, unit: str, why: str) -> None:
        self.columns[column] = spec.name
        if unit and spec.unit and unit != spec.unit:
            self.units[spec.name] = unit
            why += f"; its unit is {unit}"
        if spec.type in {"number", "integer"}:
            why += _asked(len(self.samples[column]) - len(self._numbers(column)), self.samples[column], "numbers")
        if spec.type == "date":
            _, formats, unread = _formats(self.samples[column])
            if formats:
                self.dates[spec.name] = DateRule(formats=formats)
                why += f"; its dates read as {' or '.join(formats)}"
            why += _asked(unread, self.samples[column], "dates")
        if spec.type == "code":
            why += self._take_codes(spec, column)
        self._because(column, spec.name, why)

    def _take_codes(self, spec: FieldSpec, column: str) -> str:
        said = dict.fromkeys(text_of(cell) for cell in self.samples[column])
        found = {text: _code_of(text, spec.codes) for text in said}
        likely = {text: code for text, code in found.items() if code and plain(text) != plain(code)}
        if likely:
            self.codes[spec.name] = likely
        return "" if all(found.values()) else "; some of its values still need a code"

    def _because(self, column: str, field: str, why: str) -> None:
        self.because[column] = Because(column, field, why)

    def _part_of_date(self, column: str) -> bool:
        part = _date_part(column)
        if not part:
            return False
        rule = self.dates.get("true_from", DateRule())
        if "true_from" in self.columns.values() or getattr(rule, part):
            return False
        said = {"year": rule.year, "month": rule.month, "day": rule.day, part: column}
        if part != "year" and not any(_date_part(other) == "year" for other in self.samples):
            return False
        self.dates["true_from"] = DateRule(
            year=said["year"], month=said["month"], day=said["day"], chosen="" if said["day"] else "first"
        )
        self._because(column, "true_from", f"the {part} of the date stands in it")
        return True


def _asked(unread: int, cells: Sequence[Cell], what: str) -> str:
    return f"; {unread} of its first {len(cells)} values are no {what}: those rows will be asked" if unread else ""


def _date_part(column: str) -> str:
    key = plain(column)
    return next((part for part, words in (("year", _YEARS), ("month", _MONTHS), ("day", _DAYS)) if key in words), "")


def _name_and_unit(column: str) -> tuple[str, str]:
    match = _UNIT_END.match(column.strip()[:LONGEST_NAME])
    if not match:
        return column, ""
    unit = _UNITS.get(plain(match["unit"] or match["unit2"]), "")
    return (match["name"] or match["name2"], unit) if unit else (column, "")


def _in_range(field: str, numbers: Sequence[Decimal]) -> bool:
    most = 180 if field == "lon" else 90
    return all(abs(number) <= most for number in numbers)


def _formats(cells: Sequence[Cell]) -> tuple[bool, tuple[str, ...], int]:
    """Return whether cells are dates, the formats of those that are not ISO 8601, and how many none can read.

    A cell that no format reads, as "soon" or "31.02.2017", says nothing about the format, where most of the others are
    dates. Where two formats read every other cell, both are proposed, so that what they read differently goes to a
    person; where each reads some that the other does not, none.
    """
    left = [cell for cell in cells if not _is_day(cell, DateRule())]
    read = {
        form: {n for n, cell in enumerate(left) if _is_day(cell, DateRule(formats=(form,)))} for form in DATE_FORMATS
    }
    dates = set().union(*read.values())
    unread = len(left) - len(dates)
    if not cells or 2 * unread > len(cells):
        return False, (), unread
    fitting = tuple(form for form in DATE_FORMATS if read[form] == dates) if dates else ()
    return bool(fitting) or not dates, fitting, unread


def _is_day(cell: Cell, rule: DateRule) -> bool:
    return isinstance(read_day(cell, rule), date)


def _code_of(said: str, codes: Sequence[str]) -> str:
    """Return the one code that is said, or whose words all stand in it, as ``suspected`` in "Suspected minefield".

    Where something is denied, as in "not cleared", there is none: a person says what is meant.
    """
    words = {plain(word) for word in re.split(r"[\W_]+", said) if word}
    found = [code for code in codes if plain(code) == plain(said)]
    if not found and not words & _DENIALS:
        found = [code for code in codes if {plain(word) for word in code.split("_")} <= words]
    return found[0] if len(found) == 1 else ""
