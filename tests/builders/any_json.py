"""Whatever JSON can say, for doors that must stand anything."""

from typing import Any

from hypothesis import strategies as st

NAMES = st.text(max_size=4)


def any_json(*words: str, keys: st.SearchStrategy[str] = NAMES) -> st.SearchStrategy[Any]:
    """Small values, some of them the given words, alone and nested under the keys."""
    plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    return st.recursive(
        plain | st.sampled_from(words) if words else plain,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
        max_leaves=5,
    )
