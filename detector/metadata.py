"""Copies of pictures without what cameras and editors wrote beside the pixels: places, names, comments.

The pixels stay bit for bit. JPEG, PNG and WebP are understood; needs nothing but the standard library.
"""

from collections.abc import Iterator

JPEG_DROPPED = frozenset({0xE1, 0xED, 0xFE})  # EXIF and XMP, Photoshop's IPTC, comments.
PNG_DROPPED = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
WEBP_DROPPED = frozenset({b"EXIF", b"XMP "})
WEBP_FLAGS = 0x08 | 0x04  # Of the VP8X chunk: "there is EXIF", "there is XMP".
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def without_metadata(content: bytes) -> bytes | None:
    """The same picture without metadata; None for another format, or one that is built in an unusual way."""
    try:
        if content.startswith(b"\xff\xd8"):
            return b"\xff\xd8" + b"".join(_jpeg_parts(content))
        if content.startswith(PNG_SIGNATURE):
            return PNG_SIGNATURE + b"".join(_png_parts(content))
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            body = b"WEBP" + b"".join(_webp_parts(content))
            return b"RIFF" + len(body).to_bytes(4, "little") + body
    except (IndexError, ValueError):
        return None
    return None


def _jpeg_parts(content: bytes) -> Iterator[bytes]:
    """Segments and scans up to the end mark: what phones append behind it is another picture."""
    at = 2
    while True:
        if content[at] != 0xFF:
            raise ValueError("no marker where one must be")
        marker = content[at + 1]
        if marker == 0xD9:
            yield content[at : at + 2]
            return
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if end > len(content) or end < at + 4:
            raise ValueError("a segment beyond the end")
        if marker not in JPEG_DROPPED and content[at + 4 : at + 8] != b"MPF\0":
            yield content[at:end]
        at = _end_of_scan(content, end) if marker == 0xDA else end
        if marker == 0xDA:
            yield content[end:at]


def _end_of_scan(content: bytes, start: int) -> int:
    """Where compressed pixels end: at the first marker that is neither a stuffed 0xFF nor a restart."""
    at = content.index(b"\xff", start)
    while content[at + 1] == 0 or 0xD0 <= content[at + 1] <= 0xD7 or content[at + 1] == 0xFF:
        at = content.index(b"\xff", at + (1 if content[at + 1] == 0xFF else 2))
    return at


def _png_parts(content: bytes) -> Iterator[bytes]:
    at = len(PNG_SIGNATURE)
    while True:
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        name = content[at + 4 : at + 8]
        if end > len(content):
            raise ValueError("a chunk beyond the end")
        if name not in PNG_DROPPED:
            yield content[at:end]
        if name == b"IEND":
            return
        at = end


def _webp_parts(content: bytes) -> Iterator[bytes]:
    at = 12
    while at < len(content):
        name, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        if end > len(content):
            raise ValueError("a chunk beyond the end")
        chunk = content[at:end]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~WEBP_FLAGS]) + chunk[9:]
        if name not in WEBP_DROPPED:
            yield chunk
        at = end
