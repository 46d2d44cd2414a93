"""What has left for other systems, in order: for those that ask instead of being told.

The writers of letters hold a name together until they commit; whoever reads waits for them, so that no letter with a
lower number appears behind one that was read."""

from sqlalchemy import Select, select

from app.errors import Invalid
from app.graduates.letters import CHANNEL
from app.graduates.machines import may_hear_of
from app.graduates.tables import Graduate, School
from app.inbox.desk import Desk
from app.inbox.paging import CAP, Page, count
from app.store.queue import Outbox
from app.store.session import one_at_a_time

DESTINATIONS = "destination."  # the topics that tell of destinations


def changes(desk: Desk, *, after: str | None, limit: int) -> Page[Outbox]:
    """Return letters after the one whose key is `after`. Raises Invalid for a key that was never given out."""
    one_at_a_time(desk.session, CHANNEL)
    query = _heard(desk)
    if after:
        seq = desk.session.scalar(query.with_only_columns(Outbox.seq).where(Outbox.key == after))
        if seq is None:
            raise Invalid.of({"after": "没有这个键，请使用上一次得到的最后一条的 key。"})
        query = query.where(Outbox.seq > seq)
    total = count(desk.session, query.with_only_columns(Outbox.seq))
    rows = desk.session.scalars(query.order_by(Outbox.seq).limit(limit + 1)).all()
    more, rows = len(rows) > limit, rows[:limit]
    return Page(rows, min(total, CAP), total > CAP, rows[-1].key if more else None)


def _heard(desk: Desk) -> Select[Outbox]:
    query = select(Outbox).where(Outbox.channel == CHANNEL)
    province = may_hear_of(desk.person)
    if province is None:
        return query
    own = select(Graduate.id).join(School, School.id == Graduate.school_id)
    about_own = Outbox.subject.in_(own.where(School.province_id == province))
    return query.where(
        about_own, Outbox.topic.startswith(DESTINATIONS)
    )  # how to reach people is not for provinces
