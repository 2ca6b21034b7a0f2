"""Reading what one can: a field of another kind than expected costs itself, never the event around it."""

from typing import Any, Final, TypeVar, get_args

import msgspec

S = TypeVar("S", bound=msgspec.Struct)
_MEMBERS: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])


def lenient(kind: type[S], sent: msgspec.Raw | bytes) -> S:
    """The struct with every field that can be read; structs within it likewise. All fields must have
    defaults. Raises ValidationError for what is no object."""
    members = _MEMBERS.decode(sent)
    read = kind()
    for field in msgspec.structs.fields(kind):
        raw = members.get(field.encode_name)
        if raw is not None:
            setattr(read, field.name, _read(field.type, raw, getattr(read, field.name)))
    return read


def _read(kind: Any, raw: msgspec.Raw, default: Any) -> Any:
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError:
        inner = next((one for one in get_args(kind) if _is_struct(one)), None)
        if inner is None:
            return default
    try:
        return lenient(inner, raw)
    except msgspec.ValidationError:
        return default


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)
