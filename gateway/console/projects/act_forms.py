"""A form on a project on its way: its choices, what was typed, the command of it, and where a refusal is told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError
from starlette.datastructures import FormData

from contracts.errors import Rejected
from contracts.messages import Command
from gateway.console.forms import read_count, read_field
from gateway.console.org.fields import Field, Options, Source, check, explain, make_payload, read_values, show_value
from gateway.console.projects.act_table import PLACES
from gateway.console.projects.acts import Act, Ground, Misread, name_key
from gateway.console.projects.one import Reading
from gateway.console.projects.schedule import show_period
from gateway.console.words import _
from gateway.labels.projects import PROCEDURE_LABELS, PROPERTY_LABELS


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was filled in, with the version of the project that its writer saw."""

    key: str
    version: int
    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)


def read_form(fields: Sequence[Field], form: FormData) -> Filled:
    """Return what a form has sent."""
    return Filled(read_field(form, "key")[:200], read_count(form, "version"), read_values(fields, form))


def list_choices(reading: Reading) -> dict[Source, dict[str, str]]:
    """Return what a project itself gives to choose from."""
    row = reading.row
    steps = [each for each in row.milestones if each["reached"] is None and each["dropped_for"] is None]
    return {
        Source.MILESTONES: {
            str(each["number"]): f"{each['number']}. {each['title']} ({show_period(each['planned'])})" for each in steps
        },
        Source.ITEMS: {each["item"]: each["item"] for each in row.lines},
        Source.PROCEDURES: {
            name_key(each): each["name"] or _(PROCEDURE_LABELS[each["kind"]])
            for each in row.procedures
            if each["result"] != "PASSED"
        },
        Source.FACILITIES: {each["name"]: each["name"] for each in row.facilities},
        Source.RIGHTS: {
            name_key(each): f"{_(PROPERTY_LABELS[each['kind']])} {each['name']}"
            for each in row.rights
            if not each["registered_on"]
        },
        Source.CONTRACTS: {each.contract: each.name for each in reading.contracts if each.state == "SIGNED"},
    }


def make_command(act: Act, filled: Filled, ground: Ground) -> Command | dict[str, str]:
    """Return the command of a form, or what is wrong with it by field."""
    wrong = check(act.fields, filled.values, ground.options)
    if wrong:
        return wrong
    try:
        payload = act.shape(make_payload(act.fields, filled.values), filled.values, ground)
        return act.command.model_validate({**payload, **dict(act.adds)})
    except Misread as misread:
        return {misread.name: misread.message}
    except ValidationError as error:
        return explain(act.fields, error)


def place_refusal(fields: Iterable[Field], rejected: Rejected) -> dict[str, str]:
    """Return a refusal at the field that it is about; nothing where it is of the whole."""
    names = {each.name for each in fields}
    name = next((each for each in PLACES.get(rejected.code, ()) if each in names), None)
    return {name: _(rejected.message)} if name else {}


def list_shown(act: Act, filled: Filled, options: Options) -> list[tuple[str, str]]:
    """Return what was typed as a person reads it: label and words, without what was left empty."""
    return [
        (_(each.label), show_value(each, filled.values[each.name], options))
        for each in act.fields
        if filled.values.get(each.name)
    ]
