"""The sample as requests to the gateway, each at its moment: pure, so that the same files always give the same ones."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from operator import attrgetter
from typing import Final

from contracts.evaluations.pledges import name_pledge
from infra.sample import pledges
from infra.sample.data import list_departments, list_holidays, name_officer
from infra.sample.integrity import list_entries as list_integrity
from infra.sample.province import list_entries as list_province
from infra.sample.scorecards import list_entries as list_scorecards
from infra.sample.story import ENDS_AT, STARTS_AT, YEAR, Act, Directive, Entry, Meeting, Story, read_moment, read_story

OPERATOR: Final = "operator"
AUDITOR: Final = "auditor"
"""In the coordinating office's place where only the audit may know of a directive (DIR-22)."""
INSPECTOR: Final = "inspector"
"""The officer of the audit team, which leads those."""
ABSENT: Final = ">"
"""In a user's name, before the account that is acted for."""
DEPUTY: Final = "officer-planning-audit"
LATE_HOLIDAY: Final = date(2024, 10, 1)
"""Declared in September: entered then, so that the deadlines it moves can be seen (domain.md, finding 7)."""
CHECKS: Final = {
    "2024-Q1": (date(2024, 1, 1), date(2024, 3, 31), read_moment("04-12 17:00"), read_moment("04-15 17:00")),
    "2024-Q2": (date(2024, 4, 1), date(2024, 6, 30), read_moment("07-11 17:00"), read_moment("07-12 17:00")),
    "2024-Q3": (date(2024, 7, 1), date(2024, 9, 30), read_moment("10-16 17:00"), read_moment("10-17 17:00")),
}
"""First and last day of each quarter that is over, when its directives are checked, when its report is published."""
PARTNERS: Final = "/v1/partners"
IMPORTS: Final = "/v1/imports"
DOCUMENTS: Final = {
    "2018.yaml": read_moment("01-02 14:00"),
    "2024.yaml": read_moment("01-16 15:00"),
}
"""When each source document is imported; what it says takes effect on its own day (소급)."""
ANSWERS: Final = 60
"""Of the survey that anybody may answer."""
ANSWERED_AT: Final = read_moment("11-04 18:00")
PLEDGED_AT: Final = read_moment("01-17 10:00")
PUBLISHED_AT: Final = read_moment("01-18 10:00")
KEEPER: Final = "planning-audit"
"""Leads the pledges that are kept: its officer reports them, and the office confirms."""
TOWN: Final = "town-yeonmu"
ITEMS: Final = ("kindness", "speed", "fairness")
PLACES: Final = ("city-hall", "town-office", "online")
"""Where somebody was; who was online has not waited."""
ENDS: Final = frozenset({"accept", "continue", "cancel", "merge"})
PLACED: Final = "-at"
"""Ends a name that stands for where the event of a request is in its context's log."""
_NAME: Final = re.compile(r"\{([a-z0-9-]+)\}")
Body = dict[str, object]


@dataclass(frozen=True, slots=True)
class Request:
    """One command of an account; `{name}` in path and body stands for the id of what a request before it made."""

    at: datetime
    user: str
    """An account, or `ACCOUNT>ABSENT` for one that acts for another."""
    path: str
    body: Body
    key: str
    """Its Idempotency-Key: sent again, it is the same request."""
    makes: Sequence[str] = field(default=())
    """Names for what it makes; of several, in the order of the answer."""
    crowd: str | None = None
    """Requests of one moment and one crowd do not rest on each other: they may be sent at once, in any order."""


def plan_sample(until: datetime = ENDS_AT, *, documents: bool = True) -> list[Request]:
    """Return the requests up to a moment, in their order; with the source documents, unless told otherwise."""
    story = read_story()
    planned = [
        *_plan_base(),
        *(_plan_entry(entry) for entry in (*story.entries, *list_province(), *list_scorecards(), *list_integrity())),
        *_plan_meetings(story),
        *(request for directive in story.directives for request in _plan_directive(directive, story)),
        *_plan_quarters(story.directives),
        *_plan_answers(),
        *_plan_pledges(),
        *(_plan_documents() if documents else ()),
    ]
    return [request for request in sorted(planned, key=attrgetter("at")) if request.at <= until]


def fill(value: object, made: Mapping[str, str]) -> object:
    """Return a path or a body with the ids of what was made; `{NAME-at}` alone is a number, the event's position."""
    match value:
        case str() if (whole := _NAME.fullmatch(value)) and whole[1].endswith(PLACED):
            return int(made[whole[1]])
        case str():
            return _NAME.sub(lambda found: made[found[1]], value)
        case dict():
            return {name: fill(each, made) for name, each in value.items()}
        case list() | tuple():
            return [fill(each, made) for each in value]
        case _:
            return value


def _plan_base() -> Iterator[Request]:
    for department in list_departments():
        key = f"department-{department['code']}"
        yield Request(STARTS_AT, OPERATOR, "/v1/org/departments", department, key, crowd="departments")
    days: list[Body] = [{"day": str(day), "name": name} for day, name in list_holidays() if day != LATE_HOLIDAY]
    yield Request(STARTS_AT, OPERATOR, "/v1/holidays/bulk", {"holidays": days}, "holidays")


def _plan_entry(entry: Entry) -> Request:
    at = entry.at or STARTS_AT
    if entry.path == PARTNERS:  # they have codes of their own
        return Request(at, entry.user, entry.path, entry.body, entry.name, crowd="partners")
    return Request(at, entry.user, entry.path, entry.body, entry.name, (entry.name,))


def _plan_answers() -> Iterator[Request]:
    """Sixty browsers answer the survey that anybody may answer, each by the digits of a hash of its number."""
    for number in range(ANSWERS):
        drawn = sha256(f"sample-{number}".encode()).digest()
        place = PLACES[drawn[0] % len(PLACES)]
        points = [{"question": each, "number": 2 + drawn[at] % 4} for at, each in enumerate(ITEMS, 1)]
        answers: list[Body] = [*points, {"question": "place", "options": [place]}]
        if place != PLACES[-1]:
            answers.append({"question": "waiting", "number": 3 + drawn[4] % 8})
        browser = urlsafe_b64encode(drawn).decode().rstrip("=")
        stratum = ("eup", "dong")[drawn[5] % 2]
        body: Body = {"browser": browser, "stratum": stratum, "consent": 1, "answers": answers}
        path = "/v1/open/surveys/{survey-open}/responses"
        yield Request(ANSWERED_AT, OPERATOR, path, body, f"survey-open-{number:02d}", crowd="answers")


def _plan_pledges() -> Iterator[Request]:
    """The 62 pledges of the sources: registered, confirmed, checked at their term's end, published (EVL-60 to 68)."""
    path = f"/v1/pledge-sets/{pledges.TERM}"
    others = list_addressees("headquarters")
    yield Request(PLEDGED_AT, OPERATOR, "/v1/pledge-sets", pledges.open_set(), "pledges")
    yield Request(PLEDGED_AT, OPERATOR, f"{path}/register", pledges.register(KEEPER, TOWN, others), "pledges-register")
    yield Request(PLEDGED_AT, OPERATOR, f"{path}/confirm", {"term": pledges.TERM}, "pledges-confirm")
    open_ones = range(pledges.KEPT.stop, pledges.OF_TOWN.stop)
    yield Request(PLEDGED_AT, DEPUTY, f"{path}/checks", pledges.check(pledges.KEPT), "pledges-kept")
    yield Request(PLEDGED_AT, OPERATOR, f"{path}/checks", pledges.check(open_ones), "pledges-checked")
    for number in pledges.KEPT:
        key = f"pledge-{number}-done"
        yield Request(PLEDGED_AT, OPERATOR, _name_pledge(number, "confirm-done"), {}, key, crowd="pledges")
    for number in pledges.CONTINUED:
        going_on: Body = {"note": "표본: 이행한 뒤에도 이어 감"}
        path_on, key = _name_pledge(number, "continue"), f"pledge-{number}-on"
        yield Request(PLEDGED_AT, OPERATOR, path_on, going_on, key, crowd="pledges-on")
    quarter: Body = {"term": pledges.TERM, "quarter": pledges.QUARTER}
    yield Request(PUBLISHED_AT, OPERATOR, f"{path}/publish", quarter, "pledges-published")


def _name_pledge(number: int, act: str) -> str:
    return f"/v1/pledges/{name_pledge(pledges.TERM, number)}/{act}"


def _plan_documents() -> Iterator[Request]:
    for name, at in DOCUMENTS.items():
        yield Request(at, OPERATOR, IMPORTS, {"file": name}, f"document-{name}")


def _plan_meetings(story: Story) -> Iterator[Request]:
    """Each meeting is entered at the one before it, and recorded when it is held."""
    entered_at = STARTS_AT
    for meeting in story.meetings:
        said = [each for each in story.directives if each.meeting == meeting.key]
        when: Body = {"title": meeting.title, "kind": "EXECUTIVE", "when": str(meeting.at.date()), "place": "상황실"}
        yield Request(entered_at, OPERATOR, "/v1/meetings", when, meeting.key, (meeting.key,))
        decisions = [_tidy(line) for line in (meeting.memo or "").splitlines()[1:]] or [each.text for each in said]
        held: Body = {"held_on": str(meeting.at.date()), "departments": ["planning-audit"], "decisions": decisions}
        path = f"/v1/meetings/{{{meeting.key}}}/record"
        yield Request(meeting.at, OPERATOR, path, held, f"{meeting.key}-held")
        if meeting.memo and meeting.tidied:
            yield from _plan_memo(meeting, meeting.tidied, said)
        entered_at = meeting.at


def _plan_memo(meeting: Meeting, tidied: datetime, said: list[Directive]) -> Iterator[Request]:
    """The memo is taken at the meeting and split when it is tidied up (DIR-03)."""
    note = f"{meeting.key}-note"
    origin: Body = {"kind": "MEETING", "id": f"{{{meeting.key}}}"}
    taken: Body = {"text": meeting.memo, "meeting": meeting.title, "origin": origin}
    yield Request(meeting.at, OPERATOR, "/v1/notes", taken, note, (note,))
    drafts = [_draft(each) for each in said]
    makes = [_name(each.ref) for each in said]
    yield Request(tidied, OPERATOR, f"/v1/notes/{{{note}}}/split", {"drafts": drafts}, f"{note}-split", makes)


def _tidy(line: str) -> str:
    return line.strip().removeprefix("❍").removeprefix("-").strip()


def _draft(directive: Directive) -> Body:
    draft: Body = {"text": directive.text, "kind": directive.kind, "line": directive.line}
    if directive.is_shared_at_once:
        lead, *supporting = directive.acts[0].rest.split()
        draft |= {"lead": lead, "supporting": supporting}
    return draft


def _plan_directive(directive: Directive, story: Story) -> Iterator[Request]:
    acts, name = list(directive.acts), _name(directive.ref)
    if directive.line is None:
        yield Request(directive.issued_at, directive.by, "/v1/directives", _issue(directive, story), name, (name,))
    elif directive.is_shared_at_once:
        acts = acts[1:]
    lead = directive.acts[0].rest.split()[0] if directive.acts else ""
    for number, act in enumerate(acts, 1):
        key = f"{name}-{number}-{act.name}"
        if act.name == "replies":
            yield from _plan_replies(act, name, story.replies[act.rest])
            continue
        if act.name == "report":
            yield _act(act.at, _find_officer(directive, lead), name, "acknowledge", {}, f"{key}-seen")
        yield _plan_act(directive, act, lead, key)
        if act.name in {"transfer", "reassign"}:
            lead = act.rest.split()[0]


def _find_officer(directive: Directive, lead: str) -> str:
    return INSPECTOR if directive.is_confidential else name_officer(lead)


def _name(ref: int) -> str:
    return f"d{ref:03d}"


def _act(at: datetime, user: str, name: str, act: str, body: Body, key: str, *, crowd: str | None = None) -> Request:
    return Request(at, user, f"/v1/directives/{{{name}}}/{act}", body, key, crowd=crowd)


def _issue(directive: Directive, story: Story) -> Body:
    body: Body = {"text": directive.text, "kind": directive.kind, "meeting": directive.venue}
    if directive.is_text_hidden or directive.is_confidential:
        body["visibility"] = "TEXT_HIDDEN" if directive.is_text_hidden else "AUDIT_ONLY"
    if directive.origin is not None:
        body["origin"] = dict(zip(("kind", "id"), directive.origin, strict=True))
    elif directive.meeting is not None:
        said = [each.ref for each in story.directives if each.meeting == directive.meeting]
        item = said.index(directive.ref) + 1
        body["origin"] = {"kind": "MEETING", "id": f"{{{directive.meeting}}}", "item": item}
    return body


def _plan_replies(act: Act, name: str, replies: Mapping[str, str]) -> Iterator[Request]:
    for department, text in replies.items():
        user, key = name_officer(department), f"{name}-reply-{department}"
        yield _act(act.at, user, name, "reply", {"text": text}, key)


def _plan_act(directive: Directive, act: Act, lead: str, key: str) -> Request:
    name = _name(directive.ref)
    user, path, body = _find_officer(directive, lead), act.name, _read_lead_act(act)
    if body is None:
        user, path, body = AUDITOR if directive.is_confidential else OPERATOR, *_read_office_act(act)
    if act.name == "cancel":
        user = directive.by
    if act.name == "share" and directive.is_shared_by_deputy:
        user = f"{DEPUTY}{ABSENT}{OPERATOR}"
    return _act(act.at, user, name, path, body, key)


def _read_lead_act(act: Act) -> Body | None:
    """Return the body of what the lead department does; None for what it does not."""
    match act.name:
        case "report":
            return dict(zip(("text", "plan", "problem"), act.rest.split(" | "), strict=False))
        case "team":
            return {"team": act.rest}
        case "progress":
            percent, note = act.rest.split(" ", 1)
            return {"percent": int(percent), "note": note}
        case "outcome":
            return {"text": act.rest}
        case "transfer":
            new, reason = act.rest.split(" ", 1)
            return {"lead": new, "reason": reason}
        case _:
            return None


def _read_office_act(act: Act) -> tuple[str, Body]:
    """Return path and body of what the coordinating office or the issuer does. Raises: ValueError."""
    match act.name:
        case "share":
            return "share", _share(act.rest)
        case "accept":
            return "accept", {"note": act.rest} if act.rest else {}
        case "return" | "cancel":
            return act.name, {"reason": act.rest}
        case "continue":
            return "continue", {"mayor_report": act.rest}
        case "merge":
            return "merge", {"into": f"{{{_name(int(act.rest))}}}"}
        case "reassign":
            new, due, reason = act.rest.split(" ", 2)
            return "transfer", {"lead": new, "reason": reason, "report_due": f"{YEAR}-{due}"}
        case _:
            raise ValueError(f"there is no act {act.name}")


def _share(rest: str) -> Body:
    named = [word for word in rest.split() if "=" not in word]
    given = dict(word.split("=") for word in rest.split() if "=" in word)
    body: Body = {"lead": named[0], "supporting": named[1:]}
    if "days" in given:
        body["report_days"] = int(given["days"])
    if "to" in given:
        body["addressees"] = [each for each in list_addressees(given["to"]) if each != named[0]]
    return body


def list_addressees(which: str) -> list[str]:
    """Return the departments of 2024, `all` of them, the `towns` or the `headquarters`."""
    today = str(STARTS_AT.date())
    found = [each for each in list_departments() if not each["valid_until"] or str(each["valid_until"]) >= today]
    kinds = {"towns": "TOWN_OFFICE", "headquarters": "HEADQUARTERS"}
    return [str(each["code"]) for each in found if which == "all" or each["kind"] == kinds[which]]


def _plan_quarters(directives: Sequence[Directive]) -> Iterator[Request]:
    """Every directive that was live in a quarter is checked, then its report is published (DIR-09, DIR-10)."""
    for quarter, (first, last, checked_at, published_at) in CHECKS.items():
        for directive in directives:
            if directive.is_confidential:
                continue  # it is counted nowhere else
            shared = next((act.at.date() for act in directive.acts if act.name == "share"), None)
            ended = next((act.at.date() for act in directive.acts if act.name in ENDS), None)
            if shared is not None and shared <= last and (ended is None or ended >= first):
                name = _name(directive.ref)
                found = _assess(directive, quarter, is_done=ended is not None and ended <= last)
                yield _act(checked_at, OPERATOR, name, "check", found, f"{name}-check-{quarter}", crowd="checks")
        yield Request(published_at, OPERATOR, "/v1/reports", {"quarter": quarter}, f"report-{quarter}")


def _assess(directive: Directive, quarter: str, *, is_done: bool) -> Body:
    lagging = directive.lagging
    if lagging is not None and lagging.quarter == quarter:
        return {"quarter": quarter, "assessment": "LAGGING", "cause": lagging.cause, "remedy": lagging.remedy}
    return {"quarter": quarter, "assessment": "DONE" if is_done else "ON_TRACK"}
