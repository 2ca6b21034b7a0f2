"""Properties as Arrow arrays. Those of all events lie in two lists, so that loops in C go over them."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, compress, pairwise

import pyarrow as pa

from insights.adapters.clickhouse.arrays import text_lists, text_maps
from insights.domain.analytics.properties import property_text
from insights.domain.ingestion.event import PropertyValue

Properties = dict[str, PropertyValue]


def text_maps_of(each: Sequence[Properties]) -> pa.Array:
    """Every value as its text."""
    texts = [value if type(value) is str else property_text(value) for value in _values(each)]
    return text_maps(map(len, each), list(chain.from_iterable(each)), texts)


def typed_keys(each: Sequence[Properties]) -> pa.Array:
    """Of each event the keys whose value is a number or a boolean."""
    is_typed = [type(value) is not str for value in _values(each)]
    if True not in is_typed:
        return text_lists([0] * len(each), [])
    typed_before = list(accumulate(is_typed, initial=0))
    ends = [typed_before[end] for end in accumulate(map(len, each), initial=0)]
    lengths = (end - begin for begin, end in pairwise(ends))
    return text_lists(lengths, list(compress(chain.from_iterable(each), is_typed)))


def _values(each: Sequence[Properties]) -> Iterator[PropertyValue]:
    return chain.from_iterable(map(dict.values, each))
