"""A worksheet whose plain cells are written a row at a time: the library asks anew for each cell what it might be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

if TYPE_CHECKING:
    from xlsxwriter.format import Format


class Grid(Worksheet):  # type: ignore[misc]  # The library has no types.
    """A worksheet of texts, numbers and booleans, each with a format.

    Only how the finished cells become XML is its own; what they hold, links, widths and all other parts are the
    library's. A row with anything else in it is refused, not guessed at.
    """

    def plain_string(self, row: int, column: int, text: str, look: Format) -> None:
        """A text in a cell given by numbers; ``write_string`` asks each time in which way it is given."""
        self._write_string(row, column, text, look)

    def plain_number(self, row: int, column: int, number: float, look: Format) -> None:
        """A number in a cell, likewise."""
        self._write_number(row, column, number, look)

    def _write_rows(self) -> None:
        names = [xl_col_to_name(i) for i in range(self.dim_colmax + 1)]
        # A text is the number of its place in the table of texts.
        writes = {
            "String": ' t="s"><v>{}</v></c>'.format,
            "Number": "><v>{:.16G}</v></c>".format,
            "Boolean": ' t="b"><v>{:d}</v></c>'.format,
        }
        styles: dict[int, str] = {}
        for row in sorted(self.table):
            number = row + 1
            parts = [f'<row r="{number}">']
            for column, cell in self.table[row].items():
                value, look = cell
                style = styles.get(id(look))
                if style is None:
                    style = styles[id(look)] = f'" s="{look._get_xf_index()}"'
                parts.append(f'<c r="{names[column]}{number}{style}{writes[type(cell).__name__](value)}')
            parts.append("</row>")
            self.fh.write("".join(parts))
