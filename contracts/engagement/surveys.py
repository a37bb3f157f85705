"""Contracts of surveys: designed, opened, closed, published in versions, drawn for, destroyed (ENG-30 to ENG-41)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.engagement.ballots import Pseudonym
from contracts.engagement.juries import Seed
from contracts.engagement.questions import Questions
from contracts.engagement.survey_results import Cells, Month, SurveyResult, Terms
from contracts.messages import Command, Event, Message
from contracts.values import Code, Count, Day, Instant, Name, Role, Sha256, Text, Uuid

OFFICE: Final = frozenset({Role.OPERATOR, Role.OFFICER})
"""The coordinating office, and a department for its own surveys: the service decides."""
TIMER: Final = frozenset({Role.SYSTEM})

People = Annotated[int, Field(ge=1, le=100_000_000)]
Days = Annotated[int, Field(ge=1, le=3_650)]
Won = Annotated[int, Field(ge=1, le=10**12)]
Winners = Annotated[int, Field(ge=1, le=10_000)]


class Audience(StrEnum):
    """Who is asked: a cell of fewer than k is not told, 5 of citizens, 10 of staff (ENG-40)."""

    CITIZENS = "CITIZENS"
    STAFF = "STAFF"


class Access(StrEnum):
    """How one comes to answer."""

    INVITED = "INVITED"
    """By a link of one's own, once."""
    OPEN = "OPEN"
    """By anybody who has the address, once from a browser: no sample of anything."""


class Sampling(StrEnum):
    """확률표본, 비확률표본: a margin of error is told of the first only (ENG-39)."""

    PROBABILITY = "PROBABILITY"
    NON_PROBABILITY = "NON_PROBABILITY"


class Completion(StrEnum):
    """What was done for a citizen or a firm, and makes an invitation (ENG-33)."""

    PETITION = "PETITION"
    """방문민원 처리 (민원사무처리부)."""
    CONTRACT = "CONTRACT"
    """계약 이행."""
    SUBSIDY = "SUBSIDY"
    """보조금 교부."""


class Scoring(StrEnum):
    """What the one score of a survey is: declared before it opens."""

    MEAN_OF_ITEMS = "MEAN_OF_ITEMS"
    """The mean of the means of all questions of five points."""
    OVERALL = "OVERALL"
    """The mean of one question."""


class Stratum(Message):
    """층: a part of those who are asked."""

    code: Code
    name: Name
    population: People | None = None
    """N_h; given for all strata or for none, which then weigh as they answered."""
    quota: People | None = None
    """How many answers are wanted."""
    is_hard: bool = False
    """Whether no more than the quota are taken; else more are, and marked."""


class Consent(Message):
    """What whoever answers agrees to (개인정보 보호법 15조 2항); each change is a new version."""

    purpose: Text
    items: Text
    """What is collected."""
    retention_days: Days
    """From the close; destroyed within five days after (개인정보 보호법 21조)."""
    refusal: Text
    """That one may refuse, and what then."""


class Incentive(Message):
    """경품: contact data for it are kept apart from the answers (ENG-36)."""

    budget: Won
    prize: Won
    """Of each winner, in won."""
    winners: Winners


Strata = Annotated[tuple[Stratum, ...], Field(min_length=1, max_length=40, strict=False)]
Targets = Annotated[tuple[Annotated[Completion, Field(strict=False)], ...], Field(max_length=3, strict=False)]


class Design(Message):
    """What a survey asks, whom and how."""

    title: Name
    purpose: Text
    audience: Audience = Field(default=Audience.CITIZENS, strict=False)
    access: Access = Field(default=Access.INVITED, strict=False)
    sampling: Sampling = Field(default=Sampling.NON_PROBABILITY, strict=False)
    targets: Targets = ()
    """INVITED: whose completion makes an invitation."""
    is_rolling: bool = False
    """연중: told by months (ENG-32)."""
    questions: Questions
    strata: Strata
    scoring: Scoring = Field(default=Scoring.MEAN_OF_ITEMS, strict=False)
    overall: Code | None = None
    """OVERALL: the question of five points."""
    consent: Consent
    incentive: Incentive | None = None
    contract: Uuid | None = None
    """The contract of the study that asks (ENG-31)."""


SMALLEST: Final = {Audience.CITIZENS: 5, Audience.STAFF: 10}
"""k: no count of fewer is told (ENG-40)."""


def read_terms(design: Design) -> Terms:
    """Return by what a survey is told."""
    return Terms(
        questions=design.questions,
        populations={stratum.code: stratum.population for stratum in design.strata},
        is_probability=design.sampling is Sampling.PROBABILITY,
        k=SMALLEST[design.audience],
        overall=design.overall,
    )


class DesignSurvey(Command):
    """Design a survey of the sender's department (ENG-30, ENG-38)."""

    type: Literal["engagement.design_survey.v1"] = "engagement.design_survey.v1"
    roles: ClassVar = OFFICE

    design: Design


class SurveyDesigned(Event):
    """A survey is designed; nobody is asked yet."""

    type: Literal["engagement.survey_designed.v1"] = "engagement.survey_designed.v1"

    design: Design
    department: Code
    """Whose it is."""


class ReviseSurvey(Command):
    """Replace the design until the survey opens."""

    type: Literal["engagement.revise_survey.v1"] = "engagement.revise_survey.v1"
    roles: ClassVar = OFFICE

    design: Design


class SurveyRevised(Event):
    """A survey that is not open yet asks something else."""

    type: Literal["engagement.survey_revised.v1"] = "engagement.survey_revised.v1"

    design: Design


class OpenSurvey(Command):
    """Begin to take answers; questions, strata and scoring are fixed from now on."""

    type: Literal["engagement.open_survey.v1"] = "engagement.open_survey.v1"
    roles: ClassVar = OFFICE

    closes_at: Instant | None = None
    """Absent where it is closed by hand."""


class SurveyOpened(Event):
    """Answers are taken."""

    type: Literal["engagement.survey_opened.v1"] = "engagement.survey_opened.v1"

    closes_at: Instant | None
    targets: Targets
    """Whose completion makes an invitation from now on, until the close."""


class ReviseConsent(Command):
    """Ask for another consent from now on; each response keeps the version that it was given under (ENG-41)."""

    type: Literal["engagement.revise_consent.v1"] = "engagement.revise_consent.v1"
    roles: ClassVar = OFFICE

    consent: Consent
    reason: Text


class ConsentRevised(Event):
    """Whoever answers from now on agrees to this."""

    type: Literal["engagement.consent_revised.v1"] = "engagement.consent_revised.v1"

    consent: Consent
    reason: Text
    number: Annotated[int, Field(ge=2, le=10_000)]
    """Of this version; the design's is the first."""


class CloseSurvey(Command):
    """Take no more answers."""

    type: Literal["engagement.close_survey.v1"] = "engagement.close_survey.v1"
    roles: ClassVar = OFFICE


class CloseSurveyInTime(Command):
    """Close at the moment that was said: a timer's."""

    type: Literal["engagement.close_survey_in_time.v1"] = "engagement.close_survey_in_time.v1"
    roles: ClassVar = TIMER

    survey: Uuid
    closes_at: Instant


class SurveyClosed(Event):
    """No more answers are taken; the key by which somebody's answer could be found is destroyed."""

    type: Literal["engagement.survey_closed.v1"] = "engagement.survey_closed.v1"

    is_in_time: bool
    retained_until: Day
    """The last day on which contact data and texts are kept."""


class Quote(Message):
    """A text answer as it is told: without whatever would tell whose it is."""

    question: Code
    stratum: Code | None = None
    words: Text


Quotes = Annotated[tuple[Quote, ...], Field(max_length=500, strict=False)]


class PublishSurvey(Command):
    """Publish what a survey, or one month of it, has come to; again only with a reason, as a new version (XS-06).

    The cells are those of the view; the service computes the result from them.
    """

    type: Literal["engagement.publish_survey.v1"] = "engagement.publish_survey.v1"
    roles: ClassVar = OFFICE

    wave: Month | None = None
    """A rolling survey: the month; it must be over."""
    cells: Cells
    quotes: Quotes = ()
    reason: Text | None = None
    """Why it is published again."""


class SurveyPublished(Event):
    """A survey has a result, which everybody can read; an earlier version stays readable."""

    type: Literal["engagement.survey_published.v1"] = "engagement.survey_published.v1"

    department: Code
    """Whose survey it is: of its score the evaluation takes note (ENG-37)."""
    wave: Month | None
    number: Annotated[int, Field(ge=1, le=10_000)]
    """Of this version, from 1, for each wave."""
    result: SurveyResult
    quotes: Quotes
    reason: Text | None


class DrawPrizes(Command):
    """Draw who gets a prize, so that anybody can draw again: sha256 over a seed that was said aloud (ENG-36)."""

    type: Literal["engagement.draw_prizes.v1"] = "engagement.draw_prizes.v1"
    roles: ClassVar = OFFICE

    seed: Seed
    entries: Annotated[tuple[Pseudonym, ...], Field(max_length=20_000, strict=False)]
    """Names of all entries that have not won yet, as the view has them."""


class PrizesDrawn(Event):
    """It is known which entries get a prize."""

    type: Literal["engagement.prizes_drawn.v1"] = "engagement.prizes_drawn.v1"

    seed: Seed
    frame_sha256: Sha256
    """Of the entries' names, sorted, each ended by one LF."""
    entries: Count
    winners: Annotated[tuple[Pseudonym, ...], Field(max_length=10_000, strict=False)]
    """In the order of the draw."""
    cost: Count
    """In won; never beyond the budget."""


class DestroySurveyData(Command):
    """Destroy contact data and texts: a timer's, when the retention is over (ENG-41)."""

    type: Literal["engagement.destroy_survey_data.v1"] = "engagement.destroy_survey_data.v1"
    roles: ClassVar = TIMER

    survey: Uuid


class PersonalDataDestroyed(Event):
    """The keys of a survey's contact data and texts are destroyed; counts stay (개인정보 보호법 21조)."""

    type: Literal["engagement.personal_data_destroyed.v1"] = "engagement.personal_data_destroyed.v1"

    retained_until: Day


SurveyAct = (
    DesignSurvey | ReviseSurvey | OpenSurvey | ReviseConsent | CloseSurvey | CloseSurveyInTime | DestroySurveyData
)
"""What moves a survey on."""
SurveyCommand = SurveyAct | PublishSurvey | DrawPrizes
SurveyEvent = (
    SurveyDesigned
    | SurveyRevised
    | SurveyOpened
    | ConsentRevised
    | SurveyClosed
    | SurveyPublished
    | PrizesDrawn
    | PersonalDataDestroyed
)
