"""/v1/flagships, /v1/reviews: which projects are reviewed, each quarter and ad hoc, and how they stand (PRJ-80)."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from contracts.directives.values import Quarter
from contracts.projects.flagships import ApproveFlagships, ListFlagships
from contracts.projects.reviews import (
    NEEDS_REMEDY,
    AgreeRemedy,
    CloseReview,
    CorrectReview,
    OpenReview,
    Rating,
    RecordReview,
    ReviewKind,
)
from contracts.values import Uuid
from gateway.access import Asking, Gated, Meta
from gateway.answers.entries import (
    EntriesWanted,
    Entry,
    Register,
    Told,
    offer,
    tell_row,
)
from gateway.answers.past import PastParameters, looking
from gateway.answers.registers import labelled
from gateway.auth import Principal
from gateway.commands import add_act, add_making, add_naming
from gateway.guard import GuardedRoute
from gateway.labels import Labelled, label
from gateway.labels.projects import RATING_LABELS, REVIEW_KIND_LABELS, REVIEW_STATE_LABELS
from gateway.queries import flagship_list, review, rows
from gateway.reading import add_entry, add_list
from gateway.views.flagship_list import Row as FlagshipRow
from gateway.views.review import PREFIX, Row

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["심사분석"])
PATH: Final = "/v1/reviews/{subject}"
FLAGSHIPS_PATH: Final = "/v1/flagships/{year}"
QUARTERS: Final = range(1, 5)


class Flagships(Entry):
    """The flagship projects of a year, in the order of the list."""

    year: int
    projects: list[str]
    is_approved: bool
    """Frozen: what changed comes into the next year's list."""
    version: int


class Recorded(BaseModel):
    """One time that a review was recorded; planned and actual in basis points of the whole."""

    planned: int
    actual: int
    rating: Annotated[Labelled, labelled(RATING_LABELS)]
    cause: str | None
    remedy: str | None
    recovery: Told | None


class Review(Entry):
    """A performance review of a project; planned and actual in basis points of the whole."""

    id: str = Field(validation_alias="review")
    project: str
    kind: Annotated[Labelled, labelled(REVIEW_KIND_LABELS)]
    quarter: str | None
    milestone: int | None
    """Whose slip opened it."""
    reason: str | None
    """Why an ad-hoc one was opened."""
    state: Annotated[Labelled, labelled(REVIEW_STATE_LABELS)]
    planned: int | None
    actual: int | None
    rating: Annotated[Labelled, labelled(RATING_LABELS)] | None
    """None while nothing is recorded."""
    policy: int | None
    """Version of the rating policy."""
    cause: str | None
    remedy: str | None
    recovery: Told | None
    is_agreed: bool
    """Whether its remedy is agreed."""
    answers_for_it: str | None
    closing_note: str | None
    correction: str | None
    """Why it was put right after it was closed."""
    records: list[Recorded]
    """Each time that it was recorded; the last one counts."""
    version: int


class QuarterOf(BaseModel):
    """The review that a flagship has in a quarter, or has still to have."""

    quarter: str
    review: str | None
    state: Labelled
    """MISSING while it is not recorded."""
    rating: Labelled | None


class FlagshipReviews(BaseModel):
    """A flagship's four reviews of a year, and those that were opened ad hoc in between."""

    project: str
    quarters: list[QuarterOf]
    ad_hoc: list[str]


class YearReviews(BaseModel):
    """The reviews of a year's flagships."""

    year: int
    is_approved: bool
    data: list[FlagshipReviews]
    meta: Meta


class ReviewsWanted(EntriesWanted):
    """Which reviews."""

    project: Annotated[Uuid | None, Field(description="이 사업의 심사분석")] = None
    kind: Annotated[ReviewKind | None, Field(description="분기 또는 수시")] = None
    quarter: Annotated[Quarter | None, Field(description="분기, 2024-Q1")] = None
    state: Annotated[str | None, Field(pattern="^(OPEN|CLOSED)$", description="진행 중이거나 종결된 것")] = None
    rating: Annotated[Rating | None, Field(description="판정")] = None


def show_flagships(row: FlagshipRow, principal: Principal, past: bool) -> Flagships:
    """Return a year's list as the asker sees it; an approved one is frozen."""
    acts = () if row.is_approved else ("list", "approve")
    return tell_row(Flagships, row, allowed=offer(FLAGSHIPS_PATH, acts, principal, is_own=not past))


def show_review(row: Row, principal: Principal, past: bool) -> Review:
    """Return a review as the asker sees it; the lead department records, the coordinating office ends it."""
    acts = ["correct"]
    if row.state == "OPEN":
        acts = ["record", *(["remedy"] if row.rating in NEEDS_REMEDY else [])]
        if row.rating is not None and (row.is_agreed or row.rating not in NEEDS_REMEDY):
            acts.append("close")
    return tell_row(Review, row, allowed=offer(PATH, acts, principal, is_own=not past))


FLAGSHIPS: Final = Register(
    flagship_list.VIEW, "flagships-", (flagship_list.TABLE.c.year,), Flagships, show_flagships, is_falling=True
)
REVIEWS: Final = Register(review.VIEW, PREFIX, review.ORDER, Review, show_review, is_falling=True)

add_list(
    router,
    "/flagships",
    FLAGSHIPS,
    EntriesWanted,
    list,
    ("역점사업 목록", "해마다의 역점사업을 새것부터 답한다 (PRJ-80)."),
)
add_entry(router, "/flagships/{year}", FLAGSHIPS, ("한 해의 역점사업", "역점사업과 확정 여부를 답한다 (PRJ-80)."))
add_act(
    router,
    "/flagships/{year}/list",
    ListFlagships,
    "list_flagships",
    ("역점사업 선별", "심사분석할 사업을 목록으로 만든다; 확정하기 전에는 다시 만들 수 있다 (PRJ-80)."),
)
add_act(
    router,
    "/flagships/{year}/approve",
    ApproveFlagships,
    "approve_flagships",
    ("역점사업 확정", "목록을 확정한다; 그 뒤에는 바뀌지 않고 분기마다 심사분석한다 (PRJ-80, PRJ-81)."),
)


@router.get("/flagships/{year}/reviews", summary="역점사업의 분기 심사분석")
async def read_year_reviews(
    gate: Gated, _: Asking, year: Annotated[int, Field(ge=1900, le=2199)], asked: Annotated[PastParameters, Query()]
) -> YearReviews:
    """역점사업마다 한 해 네 번의 심사분석과 수시 심사분석을 답한다 (PRJ-81)."""
    async with looking(gate, asked, review.VIEW, flagship_list.VIEW) as look:
        listed = await rows.find_row(look.snapshot, flagship_list.VIEW, year)
        projects = listed.projects if listed else []
        chosen = [review.TABLE.c.project.in_(projects)]
        found = await rows.list_all(look.snapshot, review.VIEW, chosen, review.ORDER)
        meta = await look.tell()
    told = [show_flagship(project, year, [each for each in found if each.project == project]) for project in projects]
    return YearReviews(year=year, is_approved=listed is not None and listed.is_approved, data=told, meta=meta)


def show_flagship(project: str, year: int, found: list[Row]) -> FlagshipReviews:
    """Return the four reviews of a year, one a quarter, whether they are there or not (PRJ-81)."""
    named = {each.quarter: each for each in found if each.quarter is not None}
    quarters = [_show_quarter(f"{year}-Q{n}", named.get(f"{year}-Q{n}")) for n in QUARTERS]
    return FlagshipReviews(
        project=project, quarters=quarters, ad_hoc=[each.review for each in found if each.kind == ReviewKind.AD_HOC]
    )


def _show_quarter(quarter: str, row: Row | None) -> QuarterOf:
    if row is None:
        missing = Labelled(code="MISSING", label="미실시")
        return QuarterOf(quarter=quarter, review=None, state=missing, rating=None)
    rating = label(row.rating, RATING_LABELS) if row.rating else None
    return QuarterOf(quarter=quarter, review=row.review, state=label(row.state, REVIEW_STATE_LABELS), rating=rating)


add_list(
    router,
    "/reviews",
    REVIEWS,
    ReviewsWanted,
    review.choose,
    ("심사분석 목록", "분기와 수시 심사분석을 나중에 바뀐 것부터 답한다 (PRJ-81, PRJ-82)."),
)
add_entry(router, "/reviews/{review}", REVIEWS, ("심사분석 하나", "기록한 때마다의 실적을 답한다 (PRJ-82)."))
add_making(
    router,
    "/reviews",
    OpenReview,
    "open_review",
    ("수시 심사분석 열기", "언제든 사유를 적어 수시 심사분석을 연다 (PRJ-81)."),
)
add_naming(
    router,
    "/reviews/quarterly",
    RecordReview,
    "record_quarterly_review",
    (
        "분기 심사분석 기록",
        "역점사업의 분기 실적을 적는다; 부진하면 사유·대안·만회 시기가 있어야 한다 (PRJ-82).",
    ),
)
add_act(
    router,
    "/reviews/{subject}/record",
    RecordReview,
    "record_review",
    ("심사분석 기록", "열린 심사분석의 실적을 적는다; 다시 적으면 마지막 것을 따른다 (PRJ-82)."),
)
add_act(
    router,
    "/reviews/{subject}/remedy",
    AgreeRemedy,
    "agree_remedy",
    ("대안 확정", "부진한 사업의 대안과 책임 부서를 정한다 (PRJ-82)."),
)
add_act(
    router,
    "/reviews/{subject}/close",
    CloseReview,
    "close_review",
    ("심사분석 종결", "심사분석을 끝낸다; 부진이면 대안을 먼저 정한다 (PRJ-82)."),
)
add_act(
    router,
    "/reviews/{subject}/correct",
    CorrectReview,
    "correct_review",
    ("종결한 심사분석 바로잡기", "사유를 적어 실적을 바로잡는다; 부서평가의 감점도 따라 바뀐다 (XS-04)."),
)
