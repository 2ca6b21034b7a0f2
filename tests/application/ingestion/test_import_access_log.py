import re
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.accounts.project import VisitorBasis
from insights.domain.errors import Conflict
from insights.domain.ingestion.page_views import ASSET_EXTENSIONS, SkipReason
from tests.builders.examples import trying
from tests.builders.imports import PROJECT, Imports, agents, chunks, line

SAMPLE = Path(__file__).parents[2] / "fixtures" / "apache_logs"


async def test_a_line_becomes_a_page_view_enriched_as_live_ones_are() -> None:
    imports = Imports()
    await imports.read(
        [line(path="/a?utm_source=letter&secret=1", referrer="https://www.google.com/search?q=x")]
    )
    (event,) = imports.events
    assert (event.name, event.hostname, event.path, event.query) == (
        "pageview", "example.org", "/a", "utm_source=letter"
    )  # fmt: skip
    assert (event.country, event.city, event.browser, event.os) == ("AT", "Vienna", "Firefox", "Linux")
    assert (event.referrer, event.utm_source) == ("https://www.google.com/search", "letter")
    assert event.time == 1_779_012_000_000
    assert event.received == imports.clock.now
    assert event.session_id
    assert "192.0.2.7" not in repr(event)


async def test_the_same_log_again_imports_nothing_however_late() -> None:
    imports = Imports()
    log = [line(), line(), line("10:00:01"), line(path="/b.png")]
    first = await imports.read(log)
    imports.clock.pass_seconds(3 * 365 * 86_400)
    again = await imports.read(log)
    assert (first.imported, first.skipped) == (3, {SkipReason.ASSET: 1})
    assert (again.imported, again.skipped) == (0, {SkipReason.ASSET: 1, SkipReason.DUPLICATE: 3})
    assert len(imports.events) == 3


async def test_a_log_that_has_grown_imports_what_is_new() -> None:
    imports = Imports()
    log = [line("10:00:00"), line("10:00:00")]
    await imports.read(log)
    report = await imports.read([*log, line("10:00:00"), line("10:00:05")])
    assert (report.imported, report.skipped) == (2, {SkipReason.DUPLICATE: 2})


async def test_an_import_broken_off_is_finished_by_the_next() -> None:
    imports = Imports()
    log = "".join(line(f"{hour:02}:{minute:02}:00") + "\n" for hour in range(24) for minute in range(60))
    begun = imports.access_log(PROJECT, chunks(log.encode(), 50_000))
    async for report in begun:
        if report.waiting:
            break
    await begun.aclose()
    assert (await imports.read(log.encode())).imported == 24 * 60
    assert len({event.id for event in imports.events}) == len(imports.events) == 24 * 60


async def test_two_imports_into_one_project_do_not_run_at_once() -> None:
    imports = Imports()
    running = imports.access_log(PROJECT, chunks(line().encode(), 10))
    await anext(running)
    with pytest.raises(Conflict):
        await imports.read([line()])
    await running.aclose()
    assert (await imports.read([line()])).imported == 1


async def test_lines_out_of_order_make_the_visits_of_their_times() -> None:
    imports = Imports()
    await imports.read(
        [line("11:00:00"), line("10:00:00"), line("10:29:59"), line("10:59:58"), line("09:00:00")]
    )
    sessions = [event.session_id for event in imports.events]
    assert sessions[1] == sessions[2] == sessions[3] == sessions[4]
    assert sessions[0] != sessions[1]


async def test_half_an_hour_of_silence_ends_a_visit_and_so_does_the_length_that_a_project_sets() -> None:
    imports, short = Imports(), Imports()
    log = [line("10:00:00"), line("10:29:59"), line("10:59:59")]
    await imports.read(log)
    assert len({event.session_id for event in imports.events}) == 2
    await short.read(log, msgspec.structs.replace(PROJECT, session_minutes=10))
    assert len({event.session_id for event in short.events}) == 3


async def test_a_visit_goes_on_past_midnight_and_the_visitor_is_another_the_next_morning() -> None:
    imports = Imports()
    days = {"17": ["23:50:00"], "18": ["00:10:00", "00:30:00", "09:00:00"]}
    await imports.read([line(time, day=f"{day}/May/2026") for day, times in days.items() for time in times])
    late, after_midnight, later, morning = imports.events
    assert late.session_id == after_midnight.session_id == later.session_id != morning.session_id
    assert late.visitor_id == after_midnight.visitor_id == later.visitor_id != morning.visitor_id


async def test_a_month_has_one_visitor_where_the_project_counts_by_month() -> None:
    imports = Imports()
    monthly = msgspec.structs.replace(PROJECT, visitor_basis=VisitorBasis.MONTHLY)
    days = ["02/May/2026", "30/May/2026", "02/Jun/2026"]
    await imports.read([line(day=day) for day in days], monthly)
    first, second, third = (event.visitor_id for event in imports.events)
    assert first == second != third


async def test_bots_spam_and_the_own_site_are_told_as_live_recording_does() -> None:
    imports = Imports()
    report = await imports.read(
        [
            line(agent="Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
            line(referrer="http://semalt.com/crawler"),
            line(referrer="https://example.org/before"),
        ]
    )
    assert report.skipped == {SkipReason.BOT: 1, SkipReason.REFERRER_SPAM: 1}
    assert [event.referrer for event in imports.events] == [""]


async def test_what_cannot_be_a_page_view_is_counted_by_its_reason() -> None:
    imports = Imports()
    report = await imports.read(
        [
            "nonsense", "", line(method="POST"), line(status=404), line(path="/a.css"),
            line(path="/" + "x" * 2_001), line(path="/" + "x" * 20_000), line(path="http://[x"),
        ]
    )  # fmt: skip
    assert report.imported == 0
    assert report.read == 8
    assert report.skipped == {
        SkipReason.MALFORMED: 3,
        SkipReason.NOT_GET: 1,
        SkipReason.STATUS: 1,
        SkipReason.ASSET: 1,
        SkipReason.TOO_LONG: 2,
    }


async def test_a_time_in_the_future_becomes_the_time_of_the_import() -> None:
    imports = Imports()
    await imports.read([line(day="17/May/2126")])
    assert [event.time for event in imports.events] == [imports.clock.now]


@trying(30)
@given(
    log=st.lists(
        st.sampled_from(
            [
                line("10:00:00"),
                line("10:00:00", "/b"),
                line("10:20:00"),
                line("11:00:00"),
                "broken",
                line(path="/a.js"),
            ]
        ),
        max_size=30,
    ),
    known=st.integers(0, 30),
    cut=st.integers(1, 500),
)
async def test_any_log_adds_up_and_a_longer_one_imports_only_the_rest(
    log: list[str], known: int, cut: int
) -> None:
    imports = Imports()
    before = await imports.read(log[:known], cut=cut)
    after = await imports.read(log, cut=cut)
    views = Counter(entry for entry in log if entry.startswith("192") and "/a.js" not in entry)
    assert before.imported + after.imported == views.total() == len(imports.events)
    assert after.read == len(log) == after.imported + sum(after.skipped.values())


FILE = re.compile(r"^[^?#]*/[^/?#]*\.([^./?#]*)(?:[?#]|$)")
SIMPLE = re.compile(r'(\S+) \S+ \S+ \[\S+ \S+\] "(\S+) (\S*)[^"]*" (\d+) \S+ "[^"]*" "(.*)"$')


async def test_a_real_log_of_ten_thousand_lines_gives_what_a_plain_count_gives() -> None:
    imports = Imports()
    report = await imports.read(SAMPLE.read_bytes())
    count: Counter[str] = Counter()
    for entry in SAMPLE.read_text().splitlines():
        found = SIMPLE.match(entry)
        if not found:
            count["malformed"] += 1
        elif found[2] != "GET":
            count["not_get"] += 1
        elif found[4][0] != "2" and found[4] != "304":
            count["status"] += 1
        elif (file := FILE.search(found[3])) and file[1].lower() in ASSET_EXTENSIONS:
            count["asset"] += 1
        elif agents().parse(found[5]).bot:
            count["bot"] += 1
        else:
            count["page views"] += 1
    skipped = {reason.value: number for reason, number in report.skipped.items()}
    spam = skipped.pop("referrer_spam", 0)
    assert report.read == 10_000
    assert report.imported + spam == count.pop("page views")
    assert skipped == dict(count)
    assert len(imports.events) == report.imported > 2_000
    assert all(1_431_820_800_000 <= event.time < 1_432_166_400_000 for event in imports.events)
