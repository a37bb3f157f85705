"""What every download and upload of the console shares: where files are made, and how one is sent."""

from typing import Final
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response

from gateway.exports.making import Maker

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
"""A file is saved, never shown within the console."""


def find_maker(request: Request) -> Maker:
    """Return the gateway's one maker of files."""
    app = request.app
    if not hasattr(app.state, "maker"):
        app.state.maker = Maker()
    maker: Maker = app.state.maker
    return maker


def send_file(content: bytes, media_type: str, name: str) -> Response:
    """Return a file to be saved under a Korean name."""
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=media_type, headers={**HEADERS, "Content-Disposition": disposition})
