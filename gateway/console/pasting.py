"""Sheets that are copied into a spreadsheet and pasted back: a row of heads, then rows of cells with tabs between."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gateway.console.forms import read_number
from gateway.console.meetings.forms import Misread
from gateway.console.words import _


def find_code(names: Mapping[str, str], name: str) -> str | None:
    """Return the code of a name, or what is a code itself."""
    return name if name in names else {each: code for code, each in names.items()}.get(name)


def put_last(known: Mapping[str, str], of_day: Mapping[str, str]) -> dict[str, str]:
    """Return names by code with those of the day last: of two codes that share a name, it is found to be theirs."""
    return {**{code: name for code, name in known.items() if code not in of_day}, **of_day}


def split_cell(text: str) -> list[str]:
    """Return what stands between the commas of a cell."""
    return [part for each in text.split(",") if (part := each.strip())]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet: its number, and its cells by their heads."""

    number: int
    cells: Mapping[str, str]
    field: str
    """The field of the form that the sheet is pasted into."""

    def require(self, head: str) -> str:
        """Return what a cell says. Raises: Misread where it is empty."""
        if not self.cells[head]:
            raise self.refuse(_("%(label)s 칸이 비었습니다.", label=_(head)))
        return self.cells[head]

    def choose(self, head: str, words: Mapping[str, str]) -> list[str]:
        """Return the codes of the names in a cell. Raises: Misread for one that is unknown."""
        return [self._find(head, each, words) for each in split_cell(self.cells[head])]

    def choose_one(self, head: str, words: Mapping[str, str]) -> str:
        """Return the code of the one name in a cell. Raises: Misread."""
        return self._find(head, self.require(head), words)

    def measure(self, head: str) -> str | None:
        """Return the number in a cell as text; None of an empty one. Raises: Misread."""
        text = self.cells[head].replace(",", "")
        return self._measure(head, text) if text else None

    def measure_each(self, head: str) -> list[str]:
        """Return the numbers in a cell as text. Raises: Misread."""
        return [self._measure(head, each.removesuffix("%")) for each in split_cell(self.cells[head])]

    def _find(self, head: str, word: str, words: Mapping[str, str]) -> str:
        found = find_code(words, word)
        if found is None:
            said = _("%(label)s 칸의 “%(word)s”은(는) 없는 이름입니다.", label=_(head), word=word[:40])
            raise self.refuse(said)
        return found

    def _measure(self, head: str, text: str) -> str:
        number = read_number(text)
        if number is None:
            raise self.refuse(_("%(label)s 칸에 숫자를 적으세요.", label=_(head)))
        return f"{number:f}"

    def refuse(self, message: str) -> Misread:
        """Return that a row cannot be read, and why."""
        return Misread(self.field, _("%(n)s째 줄: %(message)s", n=self.number, message=message))


def write_rows(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows of cells with tabs between, below a row of heads."""
    return "\n".join("\t".join(cells) for cells in (heads, *rows))


def read_rows(lines: Sequence[str], heads: Sequence[str], field: str) -> Iterator[Line]:
    """Yield the rows of a sheet, without that of its heads. Raises: Misread, which names the row."""
    for number, line in enumerate(lines, 1):
        cells = [cell.strip() for cell in line.split("\t" if "\t" in line else "|")]
        if cells[0] == heads[0]:
            continue
        filled = [*cells, *[""] * (len(heads) - len(cells))]
        told = Line(number, dict(zip(heads, filled, strict=False)), field)
        if len(cells) > len(heads):
            raise told.refuse(_("칸이 %(n)s개입니다. %(of)s개까지 적으세요.", n=len(cells), of=len(heads)))
        yield told
