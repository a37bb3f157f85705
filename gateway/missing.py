"""Addresses that there are not, and methods that an address does not take."""

from typing import Final

from fastapi import Request, Response
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.routing import Route

from contracts.errors import CODES, Status
from gateway.console.rendering import show_error
from gateway.problems import make_problem

METHODS: Final = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
"""What `answer_missing` is asked with; any other method leads to `answer_wrong_method` by itself."""


async def answer_missing(request: Request) -> None:
    """Answer any other address of the API. Raises: HTTPException 404, or 405 where another method is taken."""
    raise HTTPException(Status.METHOD if list_methods(request) else Status.UNKNOWN)


async def answer_wrong_method(request: Request, error: Exception) -> Response:
    """Answer what an address does not take with the methods that it does; to OPTIONS that is the whole answer."""
    assert isinstance(error, HTTPException)
    is_api = request.url.path.startswith("/v1/")
    told = {} if is_api else dict(error.headers or {})  # those of files and pages beside the routes
    methods = list_methods(request)
    allow = {"Allow": ", ".join(methods)} if methods else told
    if request.method == "OPTIONS" and allow:
        return Response(status_code=204, headers=allow)
    code, status = ("METHOD_NOT_ALLOWED", Status.METHOD) if allow else ("NOT_FOUND", Status.UNKNOWN)
    answer = make_problem(request, code, CODES[code].remedy) if is_api else await show_error(request, status, code)
    answer.headers.update(allow)
    return answer


def list_methods(request: Request) -> list[str]:
    """Return the methods that the address takes; one that stands there literally goes before a pattern."""
    routes = [each for each in iter_route_contexts(request.app.routes) if isinstance(each.original_route, Route)]
    path = request.url.path
    fitting = [each for each in routes if each.endpoint is not answer_missing and each.path_regex.match(path)]
    exact = [each for each in fitting if each.path == path] or fitting
    return sorted({method for each in exact for method in each.methods or ()})
