"""CSV files: text in some encoding, parted by some mark. The first row names the columns."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence

from firmground.errors import ReportUnreadable
from firmground.intake.grid import table_of_grid
from firmground.intake.mapping import ReportMapping
from firmground.intake.rows import Table

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 20


def read_csv(content: bytes, filename: str, mapping: ReportMapping) -> Table:
    """Return the rows of a CSV file, every cell as text, empty cells as None.

    Raises:
        ReportUnreadable: The encoding is not known, a quote is not closed, or the header is unsound.
    """
    text, encoding = decode(content, filename, mapping.encoding)
    delimiter = mapping.delimiter or _delimiter(text)
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise ReportUnreadable(f"{filename}: {delimiter!r} cannot part cells: say delimiter as one mark, as ; or ,.")
    return table_of_grid(_records(text, delimiter, filename), filename, mapping, encoding=encoding)


def decode(content: bytes, filename: str, declared: str) -> tuple[str, str]:
    """Return text and the encoding it was in: by its mark, as declared, else UTF-8 and nothing else.

    Raises:
        ReportUnreadable: It is none of these; a person says the encoding in the mapping.
    """
    marked = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "")
    encoding = marked or declared or "utf-8"
    try:
        text = content.decode(encoding)
    except LookupError as error:
        raise ReportUnreadable(
            f"{filename}: there is no encoding {encoding!r}; known are utf-8, cp1252, cp1251, cp1256.",
            wanted="encoding",
        ) from error
    except UnicodeError as error:
        raise ReportUnreadable(
            f"{filename} is not text in {encoding}: say encoding in the mapping, as cp1252 (western), "
            "cp1251 (Cyrillic) or cp1256 (Arabic), or save the file as CSV UTF-8.",
            wanted="encoding",
        ) from error
    if "\x00" in text:
        raise ReportUnreadable(
            f"{filename} is not text in {encoding}: save it as CSV UTF-8, or say encoding in the mapping, as utf-16le.",
            wanted="encoding",
        )
    return text, encoding


def _records(text: str, delimiter: str, filename: str) -> list[Sequence[str]]:
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        raise ReportUnreadable(
            f"{filename}, line {reader.line_num}: {error}. A quote inside a cell is written twice; a cell that begins "
            "with a quote ends with one."
        ) from error


def _delimiter(text: str) -> str:
    """Return the mark that parts the first rows into the same number of cells, the most cells first."""

    def fit(mark: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        try:
            widths = [len(row) for row, _ in zip(reader, range(_SAMPLE_ROWS), strict=False) if row]
        except csv.Error:
            return 0, 0
        first = widths[0] if widths else 0
        return (sum(width == first for width in widths), first) if first > 1 else (0, first)

    return max(_DELIMITERS, key=fit)
