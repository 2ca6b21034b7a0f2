"""Every struct that the relational store keeps comes back as it was, with every field filled by chance."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from types import NoneType
from typing import Any, Final, get_args, get_origin, get_type_hints
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import BigInteger, String, Table

from insights.adapters.sqlalchemy import tables
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.dead_letters import SqlAlchemyDeadLetters
from insights.adapters.sqlalchemy.mails import SqlAlchemyMailBox
from insights.adapters.sqlalchemy.recordings import SqlAlchemyRecordings
from insights.adapters.sqlalchemy.rollup_marks import SqlAlchemyRollupMarks
from insights.adapters.sqlalchemy.rollups import SqlAlchemyRollups
from insights.adapters.sqlalchemy.unit_of_work import SqlAlchemyUnitOfWork
from insights.application.ports.accounts import Credential
from insights.application.ports.mail import Mail
from insights.application.ports.recordings import RecordedPart
from insights.application.ports.records import DeadLetter
from insights.application.ports.unit_of_work import Repositories, Work
from insights.domain.accounts.api_key import ApiKey
from insights.domain.accounts.invitation import Invitation, PasswordReset
from insights.domain.accounts.project import Goal, Project
from insights.domain.accounts.session import Family, RefreshToken, Session
from insights.domain.accounts.user import User
from insights.domain.analytics.rollup_bucket import buckets_of, rows_of
from insights.domain.analytics.rollups import RollupRow
from tests.builders.examples import trying
from tests.builders.rollups import MIDNIGHT, stretch_of
from tests.builders.stored import SESSION, TOKEN, fill

Keep = Callable[[Database, Any], Awaitable[Any]]
"""Store it, and give what is read back."""


@dataclass(frozen=True)
class Stored:
    table: Table
    keep: Keep
    fixed: dict[str, Any] = field(default_factory=dict)
    """Not left to chance: owners have to be there."""
    unique: tuple[str, ...] = ("id",)


def in_a_unit(
    save: Callable[[Work, Any], Awaitable[Any]], load: Callable[[Repositories, Any], Awaitable[Any]]
) -> Keep:
    async def keep(database: Database, struct: Any) -> Any:
        work = SqlAlchemyUnitOfWork(database)
        async with work.begin() as w:
            await save(w, struct)
            await w.commit()
        async with work.read() as view:
            return await load(view, struct)

    return keep


async def a_letter(database: Database, letter: DeadLetter) -> DeadLetter:
    letters = SqlAlchemyDeadLetters(database)
    await letters.keep([letter])
    (kept,) = await letters.take(letter.project, [letter.id], 1)
    return kept


async def a_row(database: Database, row: RollupRow) -> RollupRow:
    await SqlAlchemyRollupMarks(database).claim("c")
    store = SqlAlchemyRollups(database)
    await store.replace("c", stretch_of("p"), buckets_of([row]))
    await store.completed("c", "p", "UTC")
    found = await store.read([stretch_of("p")])
    (kept,) = rows_of(found.buckets[0] if found else ())
    return kept


async def first(found: Awaitable[Any]) -> Any:
    both = await found
    return None if both is None else both[0]


async def family(view: Repositories, hash_: str) -> Family:
    found = await view.sessions.find(hash_)
    assert found is not None
    return found


async def a_session(database: Database, session: Session) -> Session:
    token = msgspec.structs.replace(TOKEN, hash=uuid4().hex, session_id=session.id)
    keep = in_a_unit(lambda w, s: w.sessions.open(s, token), lambda view, _: family(view, token.hash))
    # A session was last used when it began.
    kept: Session = (await keep(database, session)).session
    assert kept.last_used_at == session.created_at
    return msgspec.structs.replace(kept, last_used_at=session.last_used_at)


async def a_token(database: Database, token: RefreshToken) -> RefreshToken:
    keep = in_a_unit(
        lambda w, t: w.sessions.open(msgspec.structs.replace(SESSION, id=t.session_id), t),
        lambda view, t: family(view, t.hash),
    )
    kept: RefreshToken = (await keep(database, token)).token
    return kept


async def a_mail(database: Database, mail: Mail) -> Mail:
    box = SqlAlchemyMailBox(database)
    await box.send(mail)
    kept = {one.id: one for one in (await box.page(mail.organization_id, 500, 0))[0]}
    return msgspec.structs.replace(mail, **msgspec.structs.asdict(kept[mail.id]))


async def a_part(database: Database, part: RecordedPart) -> RecordedPart:
    recordings = SqlAlchemyRecordings(database)
    assert await recordings.keep([part], 10**9)
    (kept,) = [one for one in await recordings.of_session("p", part.session) if one.id == part.id]
    return kept


STORED: Final[dict[type, Stored]] = {
    RecordedPart: Stored(tables.recordings, a_part, {"project": "p"}, ("id",)),
    User: Stored(
        tables.users,
        in_a_unit(
            lambda w, u: w.users.add(Credential(user=u, password_hash="$")), lambda v, u: v.users.find(u.id)
        ),
        {"organization_id": "org"},
        ("id", "email"),
    ),
    Session: Stored(tables.sessions, a_session, {"user_id": "user"}),
    RefreshToken: Stored(tables.refresh_tokens, a_token, {}, ("hash", "session_id")),
    Project: Stored(
        tables.projects,
        in_a_unit(lambda w, p: w.projects.add(p), lambda v, p: v.projects.find("org", p.id)),
        {"organization_id": "org"},
        ("id", "public_key", "aliases"),
    ),
    ApiKey: Stored(
        tables.api_keys,
        in_a_unit(lambda w, k: w.api_keys.add(k), lambda v, k: first(v.api_keys.by_prefix(k.prefix))),
        {"project_id": "project"},
        ("id", "prefix"),
    ),
    Goal: Stored(
        tables.goals,
        in_a_unit(lambda w, g: w.goals.add(g), lambda v, g: v.goals.find("project", g.id)),
        {"project_id": "project"},
        ("id", "name"),
    ),
    Invitation: Stored(
        tables.invitations,
        in_a_unit(lambda w, i: w.invitations.add(i), lambda v, i: v.invitations.find("org", i.id)),
        {"organization_id": "org"},
        ("id", "email", "token_hash"),
    ),
    PasswordReset: Stored(
        tables.password_resets,
        in_a_unit(lambda w, r: w.password_resets.add(r), lambda v, r: v.password_resets.find(r.id)),
        {"user_id": "user"},
        ("id", "token_hash"),
    ),
    Mail: Stored(tables.mails, a_mail, {"organization_id": "org"}),
    DeadLetter: Stored(tables.dead_letters, a_letter),
    RollupRow: Stored(tables.rollups, a_row, {"start": MIDNIGHT}, ()),
}

NO_STRUCTS: Final = {
    "organizations": "its struct is only written: users are read by their own",
    "project_keys": "the keys of Project",
    "drops": "sums of Drop, in DropCounts' suite",
    "quality_notes": "sums of Note, in QualityNotes' suite",
    "counted_messages": "ids",
    "salts": "bytes, in SaltStore's suite",
    "erasures": "ids and times, in Erasures' suite",
    "rollup_marks": "hours, in RollupMarks' suite",
    "rollup_zones": "names of zones, in RollupStore's suite",
    "rollup_claims": "one id",
    "messages": "envelopes, in Outbox' suite",
    "handled_messages": "names of subscribers, in Outbox' suite",
}

TEXT = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
PLAIN: Final[dict[Any, st.SearchStrategy[Any]]] = {
    bool: st.booleans(),
    int: st.integers(0, 2**31 - 1),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bytes: st.binary(),
    Decimal: st.decimals(-(10**14), 10**14, allow_nan=False, places=4),
    str: st.text(TEXT, min_size=1, max_size=20),
}


def filled(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type; what may be absent is there."""
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return structs(hint)
    if hint in PLAIN:
        return PLAIN[hint]
    inner = [filled(one) for one in get_args(hint) if one not in (NoneType, Ellipsis)]
    if get_origin(hint) is dict:
        return st.dictionaries(*inner, min_size=1, max_size=3)
    if get_origin(hint) in (tuple, frozenset, list):
        return st.lists(inner[0], min_size=1, max_size=3, unique=True).map(get_origin(hint))
    return st.one_of(inner)


def structs(kind: type, table: Table | None = None) -> st.SearchStrategy[Any]:
    """Of a table: texts as long and numbers as large as its columns take."""
    hints = get_type_hints(kind)
    given_by = {name: filled(hint) for name, hint in hints.items()}
    for column in () if table is None else table.columns:
        hint = hints.get(column.name)
        if isinstance(column.type, String) and hint in (str, str | None):
            given_by[column.name] = st.text(TEXT, min_size=1, max_size=column.type.length)
        elif isinstance(column.type, BigInteger) and hint in (int, int | None):
            given_by[column.name] = st.integers(-(2**63), 2**63 - 1)
    return st.builds(kind, **given_by)


def made_unique(value: Any) -> Any:
    """Examples share a database."""
    if isinstance(value, tuple):
        return tuple(map(made_unique, value))
    return f"{uuid4().hex[:12]}{value}"[: max(12, len(value))]


@pytest.mark.parametrize("kind", STORED, ids=lambda kind: kind.__name__)
@trying(15)
@given(data=st.data())
async def test_what_is_stored_comes_back_as_it_was(
    database: Database, kind: type, data: st.DataObject
) -> None:
    stored = STORED[kind]
    drawn = data.draw(structs(kind, stored.table))
    unique = {name: made_unique(getattr(drawn, name)) for name in stored.unique}
    struct = msgspec.structs.replace(drawn, **stored.fixed, **unique)
    work = SqlAlchemyUnitOfWork(database)
    async with work.read() as view:
        empty = not await view.organizations.any()
    if empty:
        await fill(work)
    assert await stored.keep(database, struct) == struct


def test_no_table_is_left_out() -> None:
    held = {stored.table.name for stored in STORED.values()}
    assert held | NO_STRUCTS.keys() == set(tables.metadata.tables)
    assert held & NO_STRUCTS.keys() == set()
