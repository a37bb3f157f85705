"""What 받아적기 sends: memo, directives and shares in one append, all or nothing (DIR-03, DIR-04)."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from contracts.directives import Origin, OriginKind, SplitNote, TakeNote
from contracts.errors import Rejected
from contracts.messages import Done, Result
from gateway.auth import Principal
from gateway.console.memo.laying import MemoEntry, Planned
from gateway.console.visits import Visit
from gateway.ordering import Order, order_by_key


def take_order(principal: Principal, entry: MemoEntry) -> Order:
    """Return the order that keeps the memo. Raises: ValidationError for a text that cannot be stored."""
    origin = Origin(kind=OriginKind.MEETING, id=entry.meeting_id) if entry.meeting_id else None
    command = TakeNote(text=entry.text, meeting=entry.meeting or None, origin=origin)
    return order_by_key(principal, command, entry.key)


def find_note_id(principal: Principal, entry: MemoEntry) -> UUID:
    """Return the id of the memo that the form is about: the key gives that of a new one. Raises: Rejected."""
    try:
        return UUID(entry.note) if entry.note else order_by_key(principal, TakeNote(text="-"), entry.key).id
    except ValueError as error:
        raise Rejected("BAD_SHAPE", "메모의 번호가 올바르지 않습니다. 화면을 새로 여세요.") from error


async def carry_out(visit: Visit, entry: MemoEntry, planned: Sequence[Planned], *, dry_run: bool) -> Done:
    """Return the outcome of keeping the memo, splitting it and sharing all of it; a dry run stores nothing.

    A split shares with a lead and those that support it. Where each of several departments must reply the share is a
    command of its own, on a directive whose id a dry run of the split tells.
    Raises: Rejected, with `draft` or `part` in its details where one row led to it; ValidationError.
    """
    principal = visit.session.principal
    orders = list(_list_orders(principal, entry, planned))
    if any(one.share for one in planned):
        tried = await visit.gate.carry_out(principal, *orders, dry_run=True)
        orders += _share_children(principal, entry, planned, _list_children(tried, entry))
    return await visit.gate.carry_out(principal, *orders, dry_run=dry_run)


def find_row(rejected: Rejected, planned: Sequence[Planned], *, is_new: bool) -> int | None:
    """Return the row of the form that led to a refusal; None where it is of the whole."""
    draft = rejected.details.get("draft")
    if draft is not None:
        return planned[int(draft)].row
    part = int(rejected.details.get("part", "0")) - (2 if is_new else 1)
    shares = [one.row for one in planned if one.share]
    return shares[part] if 0 <= part < len(shares) else None


def _list_orders(principal: Principal, entry: MemoEntry, planned: Sequence[Planned]) -> Iterator[Order]:
    if not entry.note:
        yield take_order(principal, entry)
    command, note = SplitNote(drafts=tuple(one.draft for one in planned)), find_note_id(principal, entry)
    if_match = entry.version if entry.note else None
    yield order_by_key(principal, command, f"{entry.key}/split", subject=note, if_match=if_match)


def _list_children(tried: Done, entry: MemoEntry) -> Sequence[Result]:
    return tried.result.parts if entry.note else tried.result.parts[0].parts


def _share_children(
    principal: Principal, entry: MemoEntry, planned: Sequence[Planned], children: Sequence[Result]
) -> Iterator[Order]:
    for one, child in zip(planned, children, strict=True):
        if one.share is not None:
            key = f"{entry.key}/share/{one.row}"
            yield order_by_key(principal, one.share, key, subject=UUID(child.id))
