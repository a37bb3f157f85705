"""Where the boxes of the flow stand: side by side on a desk, below each other on a phone. Pure."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gateway.console.operations.picture import Step, name_lane

WIDE_BOX: Final = (178, 84)
TALL_BOX: Final = (320, 56)
GAP: Final = 30
"""Between two boxes: room for an arrow."""
HEAD: Final = 26
"""Height of a lane's heading."""


@dataclass(frozen=True, slots=True)
class Box:
    """One step, where it stands."""

    step: Step
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one box to the next, as an SVG path."""

    path: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a lane."""

    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture of the flow."""

    name: str
    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    headings: tuple[Heading, ...]


def draw(steps: Sequence[Step], lanes: Sequence[str], *, wide: bool) -> Drawing:
    """Return the picture of steps: the first and the last are shared, those of each lane stand in between."""
    return _draw_wide(steps, lanes) if wide else _draw_tall(steps, lanes)


def _draw_wide(steps: Sequence[Step], lanes: Sequence[str]) -> Drawing:
    width, height = WIDE_BOX
    lane_height = HEAD + height + 14
    total = lane_height * len(lanes)
    middle = (total - height + HEAD) // 2
    boxes, arrows, headings = [Box(steps[0], 1, middle, width, height)], [], []
    longest = max(len([step for step in steps if step.lane == lane]) for lane in lanes)
    end = Box(steps[-1], 1 + (longest + 1) * (width + GAP), middle, width, height)
    for row, lane in enumerate(lanes):
        top = row * lane_height + HEAD
        headings.append(Heading(name_lane(lane), 1 + width + GAP, top - 9))
        own = [
            Box(step, 1 + (column + 1) * (width + GAP), top, width, height)
            for column, step in enumerate(step for step in steps if step.lane == lane)
        ]
        arrows += [_point_right(one, other) for one, other in zip([boxes[0], *own], [*own, end], strict=True)]
        boxes += own
    return Drawing("wide", end.x + width + 1, total, (*boxes, end), tuple(arrows), tuple(headings))


def _draw_tall(steps: Sequence[Step], lanes: Sequence[str]) -> Drawing:
    width, height = TALL_BOX
    y, boxes, arrows, headings = 1, [Box(steps[0], 1, 1, width, height)], [], []
    for lane in lanes:
        y = boxes[-1].y + height + HEAD + 12
        headings.append(Heading(name_lane(lane), 1, y - 9))
        own = [step for step in steps if step.lane == lane]
        placed = [Box(step, 1, y + n * (height + GAP), width, height) for n, step in enumerate(own)]
        arrows += [_point_down(one, other) for one, other in itertools.pairwise(placed)]
        boxes += placed
    end = Box(steps[-1], 1, boxes[-1].y + height + GAP, width, height)
    arrows.append(_point_down(boxes[-1], end))
    return Drawing("tall", width + 2, end.y + height + 1, (*boxes, end), tuple(arrows), tuple(headings))


def _point_right(one: Box, other: Box) -> Arrow:
    x1, y1 = one.x + one.width + 3, one.y + one.height // 2
    x2, y2 = other.x - 4, other.y + other.height // 2
    middle = (x1 + x2) // 2
    return Arrow(f"M{x1} {y1}H{middle}V{y2}H{x2}m-6 -5l6 5l-6 5")


def _point_down(one: Box, other: Box) -> Arrow:
    x = one.x + one.width // 2
    return Arrow(f"M{x} {one.y + one.height + 3}V{other.y - 4}m-5 -6l5 6l5 -6")
