"""How entries of the journal become bytes and come back: columns side by side, each as narrow as its values allow.

The first byte is the version of the form; the rest is one zstd frame (with checksum) of a msgpack array.
Distinct texts are written once and rows refer to them by the narrowest unsigned integer; a column that says the
same in every row has no codes at all. Integers are little-endian, whatever the machine.
"""

from __future__ import annotations

import threading
from typing import Annotated, Final

import msgspec
import numpy as np
import zstandard
from numpy.typing import NDArray

from groundswell.core.batch import TEXT_COLUMNS, Batch, Column
from groundswell.core.model import Ruling, Usual
from groundswell.errors import CorruptStoreError
from groundswell.ports import Arrays

VERSION: Final = 1
_LEVEL: Final = 1
_ENTRY_BYTES_MAX: Final = 1 << 30
_WIDTHS: Final = (1, 2, 4, 8)
_FEW_TEXTS: Final = 16
"""Up to here unused texts cost less than looking for them."""


class _Texts(msgspec.Struct, array_like=True, frozen=True):
    """A Column: `codes` are empty when every row reads `values[0]`."""

    values: list[str]
    codes: bytes


class _Rows(msgspec.Struct, array_like=True, frozen=True):
    """A Batch of `rows` rows. Empty bytes stand for the usual case: false, nobody, one."""

    rows: int
    texts: list[_Texts]
    works: bytes
    observed_first: int
    observed_steps: bytes
    reporter: bytes
    count: bytes
    comments: dict[int, str]
    keys: dict[int, str]


class _Usual(msgspec.Struct, array_like=True, frozen=True):
    """A Usual without its bin, which the row around it says."""

    services: list[str]
    expected: bytes
    upper: bytes


class _Array(msgspec.Struct, array_like=True, frozen=True):
    """One array: numpy's word for what its numbers are, its shape, the numbers."""

    kind: Annotated[str, msgspec.Meta(pattern=r"^[<|][biuf][1248]$")]
    shape: list[int]
    data: bytes


class _Zstd(threading.local):
    """zstd's contexts are dear to make and not to be shared between threads: one pair for each."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
        self.decompressor = zstandard.ZstdDecompressor()


_ZSTD: Final = _Zstd()
_ENCODER: Final = msgspec.msgpack.Encoder()
_ROWS: Final = msgspec.msgpack.Decoder(_Rows)
_RULING: Final = msgspec.msgpack.Decoder(Ruling)
_USUAL: Final = msgspec.msgpack.Decoder(_Usual)
_ARRAYS: Final = msgspec.msgpack.Decoder(dict[str, _Array])


def encode_batch(batch: Batch) -> bytes:
    """`batch` as bytes that `decode_batch` reads back."""
    observed = batch.observed_at
    rows = _Rows(
        rows=len(batch),
        texts=[_texts(getattr(batch, name)) for name in TEXT_COLUMNS],
        works=np.packbits(batch.works).tobytes() if batch.works.any() else b"",
        observed_first=int(observed[0]) if len(batch) else 0,
        observed_steps=_planes(_zigzag(np.diff(observed))),
        reporter=batch.reporter.astype("<u8", copy=False).tobytes() if batch.reporter.any() else b"",
        count=b"" if (batch.count == 1).all() else _planes(batch.count.astype(np.uint64)),
        comments=dict(batch.comments),
        keys=dict(batch.keys),
    )
    return _sealed(_ENCODER.encode(rows))


def decode_batch(body: bytes) -> Batch:
    """The batch that `body` holds. Raises CorruptStoreError when it does not read back."""
    try:
        rows = _ROWS.decode(_opened(body))
        count = rows.rows
        columns = [_column(texts, count) for texts in rows.texts]
        # What was written before a column was added does not have it: nobody said anything there.
        columns += [Column.constant("", count) for _ in TEXT_COLUMNS[len(columns) :]]
        texts = dict(zip(TEXT_COLUMNS, columns, strict=True))
        return Batch(
            **texts,
            works=_bits(rows.works, count),
            observed_at=_from_steps(rows.observed_first, rows.observed_steps, count),
            reporter=_reporters(rows.reporter, count),
            count=_unplaned(rows.count, count).astype(np.int64)
            if rows.count
            else np.ones(count, dtype=np.int64),
            comments=rows.comments,
            keys=rows.keys,
        )
    except (msgspec.MsgspecError, ValueError) as fault:
        raise CorruptStoreError(f"a batch does not read back: {fault}") from fault


def encode_ruling(ruling: Ruling) -> bytes:
    """`ruling` as bytes that `decode_ruling` reads back."""
    return _sealed(_ENCODER.encode(ruling))


def decode_ruling(body: bytes) -> Ruling:
    """The ruling that `body` holds. Raises CorruptStoreError when it does not read back."""
    try:
        return _RULING.decode(_opened(body))
    except msgspec.MsgspecError as fault:
        raise CorruptStoreError(f"a ruling does not read back: {fault}") from fault


def encode_usual(usual: Usual) -> bytes:
    """What was usual, as bytes that `decode_usual` reads back."""
    columns = (
        np.ascontiguousarray(column, dtype="<f8").tobytes() for column in (usual.expected, usual.upper)
    )
    return _sealed(_ENCODER.encode(_Usual(list(usual.services), *columns)))


def decode_usual(minute: int, bin_minutes: int, body: bytes) -> Usual:
    """What was usual in this bin, as `body` holds it. Raises CorruptStoreError when it does not read back."""
    try:
        usual = _USUAL.decode(_opened(body))
        expected, upper = (
            np.frombuffer(column, dtype="<f8").astype(np.float64) for column in (usual.expected, usual.upper)
        )
        if not len(usual.services) == len(expected) == len(upper):
            raise ValueError("the columns differ in length")
        return Usual(minute, bin_minutes, tuple(usual.services), expected, upper)
    except (msgspec.MsgspecError, ValueError) as fault:
        raise CorruptStoreError(f"the usual of minute {minute} does not read back: {fault}") from fault


def encode_arrays(arrays: Arrays) -> bytes:
    """Arrays by name, as bytes that `decode_arrays` reads back. The limit is that of an entry."""
    parts = {}
    for name, array in arrays.items():
        array = np.asarray(array)
        little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
        parts[name] = _Array(little.dtype.str, list(array.shape), little.tobytes())
    return _sealed(_ENCODER.encode(parts))


def decode_arrays(body: bytes) -> dict[str, NDArray[np.generic]]:
    """The arrays that `body` holds. Raises CorruptStoreError when they do not read back."""
    try:
        return {
            name: np.frombuffer(part.data, dtype=np.dtype(part.kind)).reshape(part.shape).copy()
            for name, part in _ARRAYS.decode(_opened(body)).items()
        }
    except (msgspec.MsgspecError, ValueError, TypeError) as fault:
        raise CorruptStoreError(f"arrays do not read back: {fault}") from fault


def _sealed(plain: bytes) -> bytes:
    return bytes((VERSION,)) + _ZSTD.compressor.compress(plain)


def _opened(body: bytes) -> bytes:
    if not body or body[0] != VERSION:
        form = f"form {body[0]}" if body else "nothing"
        raise CorruptStoreError(f"it is written in {form}; this version reads form {VERSION}")
    frame = memoryview(body)[1:]
    try:
        size = zstandard.frame_content_size(frame)
        if not 0 <= size <= _ENTRY_BYTES_MAX:
            raise CorruptStoreError(f"it claims to hold {size} bytes")
        return _ZSTD.decompressor.decompress(frame)
    except zstandard.ZstdError as fault:
        raise CorruptStoreError(f"it does not read back: {fault}") from fault


def _texts(column: Column) -> _Texts:
    values, codes = column.values, column.codes
    if len(values) == 1 or len(codes) == 0:
        return _Texts(list(values[:1]), b"")
    if len(values) > _FEW_TEXTS and not (used := np.bincount(codes, minlength=len(values)) > 0).all():
        # rows were taken from a larger batch: leave out the texts of those that were not
        recode = (np.cumsum(used) - 1).astype(np.uint32)
        values = tuple(value for value, wanted in zip(values, used.tolist(), strict=True) if wanted)
        codes = recode[codes]
    if len(values) == 1:
        return _Texts(list(values), b"")
    return _Texts(list(values), codes.astype(_narrowest(len(values) - 1), copy=False).tobytes())


def _column(texts: _Texts, rows: int) -> Column:
    values = tuple(texts.values)
    if not values:
        raise ValueError("a column has no values")
    if not texts.codes:
        return Column(values[:1], np.zeros(rows, dtype=np.uint32))
    codes = np.frombuffer(texts.codes, dtype=_narrowest(len(values) - 1)).astype(np.uint32)
    if len(codes) != rows or int(codes.max()) >= len(values):
        raise ValueError("a column does not fit its rows")
    return Column(values, codes)


def _narrowest(largest: int) -> str:
    width = next(width for width in _WIDTHS if largest < 1 << (8 * width))
    return f"<u{width}"


def _zigzag(steps: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Small numbers for small steps of either sign; exact for all of int64, since both ways wrap alike."""
    return ((steps << np.int64(1)) ^ (steps >> np.int64(63))).view(np.uint64)


def _planes(numbers: NDArray[np.uint64]) -> bytes:
    """The width, then first bytes, second bytes and so on: high bytes are mostly zero and pack to nothing."""
    if len(numbers) == 0:
        return b""
    dtype = _narrowest(int(numbers.max()))
    narrow = numbers.astype(dtype)
    planes = narrow.view(np.uint8).reshape(len(narrow), narrow.itemsize).T
    return bytes((narrow.itemsize,)) + planes.tobytes()


def _unplaned(data: bytes, rows: int) -> NDArray[np.uint64]:
    width = data[0] if data else 0
    if width not in _WIDTHS or len(data) != 1 + rows * width:
        raise ValueError("a column of numbers does not fit its rows")
    planes = np.frombuffer(data, dtype=np.uint8, offset=1).reshape(width, rows)
    return np.ascontiguousarray(planes.T).view(f"<u{width}").reshape(rows).astype(np.uint64)


def _from_steps(first: int, data: bytes, rows: int) -> NDArray[np.int64]:
    if rows == 0:
        return np.zeros(0, dtype=np.int64)
    folded = _unplaned(data, rows - 1) if rows > 1 else np.zeros(0, dtype=np.uint64)
    steps = (folded >> np.uint64(1)).view(np.int64) ^ -(folded & np.uint64(1)).view(np.int64)
    observed = np.empty(rows, dtype=np.int64)
    observed[0] = first
    np.cumsum(steps, out=observed[1:])
    observed[1:] += np.int64(first)
    return observed


def _bits(data: bytes, rows: int) -> NDArray[np.bool_]:
    if not data:
        return np.zeros(rows, dtype=np.bool_)
    packed = np.frombuffer(data, dtype=np.uint8)
    if len(packed) != (rows + 7) // 8:
        raise ValueError("the column of answers does not fit its rows")
    return np.unpackbits(packed, count=rows).astype(np.bool_)


def _reporters(data: bytes, rows: int) -> NDArray[np.uint64]:
    if not data:
        return np.zeros(rows, dtype=np.uint64)
    reporters = np.frombuffer(data, dtype="<u8").astype(np.uint64)
    if len(reporters) != rows:
        raise ValueError("the column of reporters does not fit its rows")
    return reporters
