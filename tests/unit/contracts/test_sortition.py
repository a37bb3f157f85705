"""The lot of a jury: the same for any order of the frame, in proportion to it, and repeatable by a page of code."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.engagement.sortition import (
    ALGORITHM,
    Cell,
    Subject,
    apportion,
    count_cells,
    draw,
    find_replacement,
    hash_frame,
    order_frame,
    write_frame,
)

CELLS: tuple[Cell, ...] = (
    ("F", "20-39", "chwiam"),
    ("F", "40-59", "chwiam"),
    ("M", "20-39", "ganggyeong"),
    ("M", "40-59", "ganggyeong"),
)
FRAMES = st.dictionaries(st.integers(0, 9_999), st.sampled_from(CELLS), min_size=1, max_size=60).map(
    lambda found: [Subject(f"s{number}", cell) for number, cell in found.items()]
)
SEEDS = st.text(st.characters(min_codepoint=33, max_codepoint=123), min_size=2, max_size=20)


@given(FRAMES, SEEDS, st.data())
def test_the_draw_does_not_depend_on_the_order(frame: list[Subject], seed: str, data: st.DataObject) -> None:
    """ENG-60."""
    seats = data.draw(st.integers(1, len(frame)))
    shuffled = data.draw(st.permutations(frame))
    assert draw(shuffled, seats, seed) == draw(frame, seats, seed)
    assert hash_frame(shuffled) == hash_frame(frame)


@given(FRAMES, SEEDS, st.data())
def test_quotas_fill_the_seats_and_no_cell_too_far(frame: list[Subject], seed: str, data: st.DataObject) -> None:
    """ENG-60: and each cell gets the floor of its share, or one more."""
    seats = data.draw(st.integers(1, len(frame)))
    people = count_cells(frame)
    quotas = apportion(people, seats)
    assert sum(quotas.values()) == seats
    for cell, count in people.items():
        assert quotas[cell] <= count
        assert quotas[cell] - seats * count // len(frame) in {0, 1}
    drawn = draw(frame, seats, seed)
    assert {cell: sum(each.cell == cell for each in drawn) for cell in people} == quotas


@given(FRAMES, SEEDS, st.data())
def test_a_replacement_is_the_next_of_the_cell(frame: list[Subject], seed: str, data: st.DataObject) -> None:
    """ENG-60: nobody twice, and the seat stays empty only where the cell has nobody left."""
    seats = data.draw(st.integers(1, len(frame)))
    order, drawn = order_frame(frame, seed), draw(frame, seats, seed)
    out = data.draw(st.sampled_from(drawn))
    taken = {each.id for each in drawn}
    waiting = [each for each in order if each.cell == out.cell and each.id not in taken]
    assert find_replacement(order, out.cell, taken) == (waiting[0] if waiting else None)


def test_seats_go_by_largest_remainder_and_ties_by_the_order_of_cells() -> None:
    """ENG-60: 10 people, 4 seats. 5 of 10: 2.0; 3 of 10: 1.2; 1 of 10 twice: 0.4 each, of which the first has it."""
    people = {CELLS[3]: 1, CELLS[0]: 5, CELLS[2]: 1, CELLS[1]: 3}
    assert apportion(people, 4) == {CELLS[0]: 2, CELLS[1]: 1, CELLS[2]: 1, CELLS[3]: 0}


def test_the_order_is_that_of_sha256_over_seed_and_id() -> None:
    """ENG-60: as `printf 'seed|a' | sha256sum` tells."""
    frame = [Subject(each, CELLS[0]) for each in "abc"]
    by_hand = sorted("abc", key=lambda each: sha256(b"seed|" + each.encode()).hexdigest())
    assert [each.id for each in order_frame(frame, "seed")] == by_hand


def test_the_frame_is_hashed_as_the_file_that_is_published() -> None:
    """ENG-60: a header, then the subjects by id, each line ended by LF."""
    frame = [Subject("s2", CELLS[2]), Subject("s10", CELLS[0])]
    text = "id,sex,age_band,region\ns10,F,20-39,chwiam\ns2,M,20-39,ganggyeong\n"
    assert write_frame(frame) == text
    assert hash_frame(frame) == sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("seats", [0, 3])
def test_seats_are_at_least_one_and_at_most_the_people(seats: int) -> None:
    with pytest.raises(ValueError, match="seats for 2 people"):
        apportion({CELLS[0]: 2}, seats)


def find_program() -> str:
    """Return the program that the decision shows."""
    (decision,) = Path("infra/decisions").glob("*-jury-by-lot.md")
    return decision.read_text().partition("```python\n")[2].partition("```")[0]


def check(folder: Path, frame: str, told: object) -> subprocess.CompletedProcess[str]:
    """Run the program on two files, with the standard library alone."""
    (folder / "frame.csv").write_text(frame)
    (folder / "draw.json").write_text(json.dumps(told))
    command = [sys.executable, "-I", "-S", "-c", find_program(), "frame.csv", "draw.json"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=30)


def test_anybody_repeats_the_draw_with_a_page_of_code(tmp_path: Path) -> None:
    """ENG-60: the program of the decision agrees, and disagrees once a seat, a name or the frame is another."""
    frame = [Subject(f"s{number}", CELLS[number % 3]) for number in range(60)]
    drawn, order = [each.id for each in draw(frame, 10, "seed")], order_frame(frame, "seed")
    out = next(each for each in order if each.id == drawn[3])
    new = find_replacement(order, out.cell, set(drawn))
    assert new is not None
    quotas = apportion(count_cells(frame), 10)
    told = {
        "algorithm": ALGORITHM,
        "seats": 10,
        "frame_sha256": hash_frame(frame),
        "seed": "seed",
        "quotas": [dict(zip(("sex", "age_band", "region"), cell, strict=True), seats=n) for cell, n in quotas.items()],
        "drawn": drawn,
        "replacements": [{"subject": out.id, "replacement": new.id}],
    }
    agreed = check(tmp_path, write_frame(frame), told)
    assert (agreed.returncode, agreed.stdout) == (0, "10 of 60 drawn as published, 1 replaced\n"), agreed.stderr
    other = next(each.id for each in reversed(order) if each.id not in drawn)
    replaced = [{"subject": out.id, "replacement": other}]
    for wrong in ({"drawn": [*drawn[:-1], other]}, {"seed": "other"}, {"replacements": replaced}):
        assert check(tmp_path, write_frame(frame), told | wrong).returncode == 1
    assert check(tmp_path, write_frame(frame[1:]), told).returncode == 1
