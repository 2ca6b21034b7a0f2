"""Decoded buckets in memory."""

from insights.adapters.sqlalchemy.bucket_cache import BucketCache
from insights.domain.analytics.rollup_bucket import buckets_of
from tests.builders.rollups import a_row

(BUCKET,) = buckets_of([a_row()])


def test_a_bucket_is_known_by_its_version_until_another_is_kept() -> None:
    cache = BucketCache()
    cache.put(("p", "", "day", 0), "a", BUCKET, 10, whole=False)
    assert cache.get(("p", "", "day", 0), "a", whole=False) is BUCKET
    assert cache.get(("p", "", "day", 0), "a", whole=True) is None
    cache.put(("p", "", "day", 0), "b", BUCKET, 10, whole=True)
    assert cache.get(("p", "", "day", 0), "a", whole=False) is None
    assert cache.get(("p", "", "day", 0), "b", whole=False) is BUCKET


def test_what_was_not_asked_for_the_longest_makes_room() -> None:
    cache = BucketCache(most_bytes=100)
    for start in (1, 2):
        cache.put(("p", "", "day", start), "a", BUCKET, 50, whole=True)
    assert cache.get(("p", "", "day", 1), "a", whole=True)
    cache.put(("p", "", "day", 3), "a", BUCKET, 50, whole=True)
    assert [n for n in (1, 2, 3) if cache.get(("p", "", "day", n), "a", whole=True)] == [1, 3]
    cache.put(("p", "", "day", 4), "a", BUCKET, 101, whole=True)
    assert not any(cache.get(("p", "", "day", n), "a", whole=True) for n in (1, 2, 3, 4))
