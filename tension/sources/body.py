"""Response bodies read within a cap that holds while they are decompressed."""

import zlib
from collections.abc import Iterable

_GZIP_WINDOW = 16 + zlib.MAX_WBITS
_RAW_DEFLATE = -zlib.MAX_WBITS


class TooLargeError(Exception):
    """The body is larger than its cap, compressed or not."""


class BadEncodingError(Exception):
    """The body's compression is one we did not ask for, or is broken."""


class Inflater:
    """gzip or deflate, never producing more than is still allowed (a bomb stops at the cap)."""

    def __init__(self, encoding: str, limit_bytes: int) -> None:
        self._window = _GZIP_WINDOW if "gzip" in encoding else zlib.MAX_WBITS
        self._engine = zlib.decompressobj(self._window)
        self._limit_bytes = limit_bytes
        self._produced = 0
        self._started = False
        self.whole = True

    def feed(self, chunk: bytes) -> bytes:
        """Decompress one chunk.

        Raises:
            TooLargeError: the output would pass the cap.
            BadEncodingError: the data is not what its header says.
        """
        out = bytearray()
        data = chunk
        while data:
            data = self._step(data, out)
        return bytes(out)

    def _step(self, data: bytes, out: bytearray) -> bytes:
        room = self._limit_bytes - self._produced + 1
        try:
            piece = self._engine.decompress(data, room)
        except zlib.error as error:
            if self._started or self._window != zlib.MAX_WBITS:
                raise BadEncodingError(f"broken compression: {error}") from error
            self._window = _RAW_DEFLATE  # some servers send deflate without its zlib header
            self._engine = zlib.decompressobj(self._window)
            self._started = True
            return data
        self._started = True
        self.whole = self._engine.eof
        self._produced += len(piece)
        if self._produced > self._limit_bytes:
            raise TooLargeError
        out += piece
        if self._engine.eof:
            rest = self._engine.unused_data
            self._engine = zlib.decompressobj(self._window)
            return rest if rest.strip(b"\0") else b""
        return self._engine.unconsumed_tail


def read_body(chunks: Iterable[bytes], encoding: str, limit_bytes: int, into: bytearray) -> None:
    """Read a body into a buffer, which holds what came even if the reading fails.

    Args:
        chunks: raw bytes as they arrive.
        encoding: the Content-Encoding header, lower case; only gzip and deflate are asked for.
        limit_bytes: cap on the bytes received and on the bytes after decompression.
        into: the buffer.

    Raises:
        TooLargeError: the cap is passed.
        BadEncodingError: another encoding, or broken data.
    """
    plain = encoding in ("", "identity")
    if not plain and encoding not in ("gzip", "x-gzip", "deflate"):
        raise BadEncodingError(f"content encoding {encoding!r} was not asked for")
    inflater = None if plain else Inflater(encoding, limit_bytes)
    received = 0
    for chunk in chunks:
        received += len(chunk)
        if received > limit_bytes:
            raise TooLargeError
        into += inflater.feed(chunk) if inflater else chunk
    if inflater and not inflater.whole:
        raise BadEncodingError("the compressed body ends too early")
