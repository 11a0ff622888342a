"""JSON from strangers: of bounded size and depth, with real numbers and without doubled keys."""

import json
from collections import Counter
from typing import Any, NoReturn

import orjson

from annotator.errors import ImportTooLarge, InvalidImport

MAX_BYTES = 200 * 2**20
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def load(content: bytes, *, rare_keys: tuple[str, ...] = ()) -> Any:
    """The document. NaN and Infinity come through as floats, for the caller to name the place.

    rare_keys: keys for which a second one in the same object is looked for; each costs a search of the file
    Raises InvalidImport, with line and column.
    """
    refuse_too_large(len(content))
    content = content.removeprefix(BYTE_ORDER_MARK)
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        if b"NaN" in content or b"Infinity" in content or "infinity" in error.msg:
            return _load_slowly(content)
        _refuse(error, content)
    if any(content.count(f'"{key}"'.encode()) > _keys(document)[key] for key in rare_keys):
        return _load_slowly(content)
    return document


def refuse_too_large(byte_size: int) -> None:
    """To be asked before a file is read. Raises ImportTooLarge."""
    if byte_size > MAX_BYTES:
        raise ImportTooLarge(f"The file has {byte_size / 2**20:,.0f} MB; the limit is {MAX_BYTES // 2**20} MB.")


def _load_slowly(content: bytes) -> Any:
    """The standard library's parser, which shows doubled keys and reads NaN."""
    try:
        return json.loads(content, object_pairs_hook=_refuse_doubled)
    except json.JSONDecodeError as error:
        _refuse(error, content)
    except (RecursionError, ValueError) as error:  # Too deep, a number of thousands of digits, or not UTF-8.
        raise InvalidImport(f"The file is not valid JSON: {error}.") from error


def _refuse_doubled(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        [(key, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise InvalidImport(f"An object in the file has the key “{key[:50]}” twice.")
    return record


def _keys(document: Any) -> Counter[str]:
    """How often each key occurs in the objects one and two levels down, where COCO has its records."""
    counts: Counter[str] = Counter()
    lists = [document] if isinstance(document, list) else []
    if isinstance(document, dict):
        counts.update(document.keys())
        lists = [value for value in document.values() if isinstance(value, list)]
    for records in lists:
        for record in records:
            if isinstance(record, dict):
                counts.update(record.keys())
    return counts


def _refuse(error: json.JSONDecodeError, content: bytes) -> NoReturn:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or "UTF-8" in error.msg:
        raise InvalidImport(
            "The file is not written in UTF-8.", hint="Save it as UTF-8 and import it again."
        ) from error
    raise InvalidImport(
        f"The file is not valid JSON, line {error.lineno}, column {error.colno}: {error.msg}."
    ) from error
