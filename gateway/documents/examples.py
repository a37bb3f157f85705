"""Examples of every operation, in an order in which they run; examples.json is their one place."""

import json
import shlex
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter

FILE: Final = Path(__file__).with_name("examples.json")


class Example(BaseModel):
    """One request as somebody sends it and what it is answered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    operation: Annotated[str, Field(pattern="^(GET|POST|DELETE) /v1/")]
    """Method and path of the route."""
    title: str
    """Korean; what is done."""
    sender: Literal["mayor", "executive", "operator", "officer", "auditor", "administrator"] | None = None
    """Account of the sample; None where nobody is asked who they are."""
    path: str
    """The route's path, filled in."""
    query: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}
    body: JsonValue = None
    form: Mapping[str, str] = {}
    """Parts of a multipart body as curl writes them: name to content, `;filename=` and `;type=`."""
    status: int = 200
    media: str = "application/json"
    answer: JsonValue = None
    """Of the type `media`; text where that is not JSON."""
    is_stream: bool = False
    """True: it goes on until its reader leaves."""

    @property
    def method(self) -> str:
        """Return the HTTP method."""
        return self.operation.partition(" ")[0]

    def write_curl(self) -> str:
        """Return the command line of the request; BASE and TOKEN come from the environment."""
        query = f"?{urlencode(self.query)}" if self.query else ""
        words = ["curl", "-sS", *(["-N", "--max-time", "5"] if self.is_stream else []), "-X", self.method]
        line = [shlex.join(words), f'"$BASE{self.path}{query}"']
        if self.sender is not None:
            line.append('-H "Authorization: Bearer $TOKEN"')
        line += [shlex.join(["-H", f"{name}: {value}"]) for name, value in self.headers.items()]
        if self.body is not None:
            line.append(shlex.join(["-H", "Content-Type: application/json"]))
            line.append(shlex.join(["-d", json.dumps(self.body, ensure_ascii=False)]))
        line += [shlex.join(["-F", f"{name}={part}"]) for name, part in self.form.items()]
        return " ".join(line)


@cache
def read_examples() -> tuple[Example, ...]:
    """Return the examples in the order in which they run."""
    return TypeAdapter(tuple[Example, ...]).validate_json(FILE.read_bytes())
