"""Why a file is not taken as a picture: codes for programs, sentences and hints for people."""

from dataclasses import dataclass
from typing import Self

FORMATS = ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP")
OUR_MAGIC = (b"\xff\xd8", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"RIFF")
FOREIGN_MAGIC = (
    (4, b"ftyp", "a HEIC, AVIF or MP4 file"),
    (0, b"\0\0\0\x0cjP", "a JPEG 2000 file"),
    (0, b"<svg", "an SVG drawing"),
    (0, b"<?xml", "an XML or SVG file"),
    (0, b"%PDF", "a PDF document"),
    (0, b"%!PS", "a PostScript file"),
    (0, b"8BPS", "a Photoshop file"),
    (0, b"\0\0\1\0", "an icon file"),
    (0, b"SIMPLE", "a FITS file"),
    (0, b"PK\3\4", "a zip archive"),
)


class ImageRefused(Exception):
    """A file that is not taken.

    code: image_empty, image_not_readable, image_damaged, image_too_large or image_format_unsupported.
    """

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[Self], tuple[str, str, str]]:
        """It has to cross from one process to another."""
        return type(self), (self.code, self.message, self.hint)


@dataclass(frozen=True, kw_only=True)
class ImageLimits:
    max_pixels: int = 250_000_000
    max_side: int = 30_000


def unidentified(start: bytes) -> ImageRefused:
    if start.startswith(OUR_MAGIC):
        return damaged()
    hint = f"Boxloop reads {', '.join(FORMATS[:-1])} and {FORMATS[-1]}."
    for offset, magic, name in FOREIGN_MAGIC:
        if start[offset:].startswith(magic):
            return ImageRefused("image_format_unsupported", f"This is {name}, which is not supported.", hint)
    return ImageRefused("image_not_readable", "This is not an image that we can read.", hint)


def damaged() -> ImageRefused:
    return ImageRefused(
        "image_damaged", "The image is damaged or cut off.", "Copy the file again from where it came and retry."
    )


def too_large(message: str, limits: ImageLimits) -> ImageRefused:
    return ImageRefused(
        "image_too_large",
        f"{message} The limit is {limits.max_pixels:,} pixels and {limits.max_side:,} a side.",
        "Scale the image down or cut it into tiles.",
    )


def too_large_for_its_kind(message: str, most_pixels: int) -> ImageRefused:
    return ImageRefused(
        "image_too_large",
        f"{message} Over {most_pixels:,} pixels, only JPEG, PNG and TIFF with eight bits a channel are read.",
        "Save it as JPEG, or cut it into tiles.",
    )
