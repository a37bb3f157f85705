"""Draws an address as a QR code that a phone reads from paper: SVG, without colours or styles."""

from html import escape
from typing import Final

BORDER: Final = 4
"""Modules of white around it (ISO/IEC 18004)."""


def draw_qr(address: str, label: str) -> str:
    """Return an `<svg>` of the address with error correction M; `label` is read aloud."""
    import segno

    matrix = segno.make_qr(address, error="m").matrix
    side = len(matrix) + 2 * BORDER
    runs = "".join(_draw_row(row, y) for y, row in enumerate(matrix, BORDER))
    title = escape(label)
    return (
        f'<svg class="qr" role="img" aria-label="{title}" viewBox="0 0 {side} {side}" width="90" height="90" '
        f'xmlns="http://www.w3.org/2000/svg"><rect width="{side}" height="{side}" fill="#fff"/>'
        f'<path d="{runs}" fill="#000" shape-rendering="crispEdges"/></svg>'
    )


def _draw_row(row: "bytearray | tuple[int, ...]", y: int) -> str:
    """Return the dark runs of one row as rectangles."""
    drawn, start = "", None
    for x, dark in enumerate((*row, 0)):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            drawn += f"M{start + BORDER} {y}h{x - start}v1H{start + BORDER}z"
            start = None
    return drawn
