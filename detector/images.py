"""The one loader of pictures: bytes in, upright RGB pixels out, with limits.

Six formats are read: JPEG, PNG, GIF, BMP, TIFF, WebP. Whether a picture is too large is decided
from its header, before a single pixel is decoded. Every picture comes out the same way for people
and for the detector: turned upright by its EXIF orientation, transparency over white, CMYK and
palettes as RGB, more than eight bits a channel scaled to eight.

Needs Pillow and numpy only: a web process may import this module without loading torch.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageFile, UnidentifiedImageError

from detector import decoding, large, refusals
from detector.header import ImageHeader, header_of, orientation_of
from detector.large import BAND_ROWS, LARGE_PIXELS
from detector.refusals import FORMATS, ImageLimits, ImageRefused

__all__ = [
    "BAND_ROWS",
    "LARGE_PIXELS",
    "ImageHeader",
    "ImageLimits",
    "ImageRefused",
    "encode_rendition",
    "load_at_least",
    "load_upright",
    "read_header",
    "upright_bands",
    "verify",
]

WIDE_MODES = frozenset({"I;16", "I;16L", "I;16B", "I;16N", "I", "F"})
MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBX", "CMYK", "YCbCr"}) | WIDE_MODES
WEBP_MAX_SIDE = 16_383  # The format has 14 bits for a side.

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Pillow keeps these for the whole process. Text chunks stay at Pillow's own limits (1 MB each, 64 MB a file).
Image.init()
Image.MAX_IMAGE_PIXELS = ImageLimits.max_pixels
ImageFile.LOAD_TRUNCATED_IMAGES = False  # Otherwise the missing half of a picture is grey, and is trained on.
warnings.simplefilter("error", Image.DecompressionBombWarning)

DEFAULT_LIMITS = ImageLimits()


def read_header(content: bytes | BinaryIO, limits: ImageLimits = DEFAULT_LIMITS) -> ImageHeader:
    """Format and size, without decoding. Raises ImageRefused."""
    with _opened(content, limits) as image:
        return header_of(image)


def verify(content: bytes | Path, limits: ImageLimits = DEFAULT_LIMITS) -> ImageHeader:
    """The header, after decoding every pixel once: what passes here, load_upright can load. Raises ImageRefused."""
    with _opened(content, limits) as image:
        header = header_of(image)
        with _refusing_damage():
            if header.format == "JPEG":
                # Scaling in the decoder still reads the whole stream, and saves three quarters of the time.
                image.draft(None, (max(1, image.width // 8), max(1, image.height // 8)))
            large.load(image)
            if image.mode == "F" or "transparency" in image.info:  # May hold no numbers, or fit no pixel.
                _rgb(image.crop((0, 0, image.width, 1)) if large.is_large(image) else image)
        return header


def load_upright(
    content: bytes | Path, *, max_side: int | None = None, limits: ImageLimits = DEFAULT_LIMITS
) -> Image.Image:
    """The picture as RGB, upright, its longer side at most max_side pixels. Raises ImageRefused.

    Colour profiles are not applied: the detector sees the numbers in the file.
    """
    with _opened(content, limits) as image:
        orientation = 1 if image.format == "TIFF" else orientation_of(image)  # Pillow turns TIFF itself.
        with _refusing_damage():
            if max_side and image.mode in {"L", "RGB"} and not image.has_transparency_data and not _is_vast(image):
                _shrink(image, max_side)  # Before decoding: a JPEG is then decoded at a fraction of its size.
            upright = _rgb_of(image, (max_side, max_side) if max_side else image.size)
            if max_side:
                _shrink(upright, max_side)
            if orientation in UPRIGHT:
                upright = upright.transpose(UPRIGHT[orientation])
            return upright


def load_at_least(
    content: bytes, *, width: int, height: int, limits: ImageLimits = DEFAULT_LIMITS
) -> NDArray[np.uint8]:
    """[h, w, 3] RGB, upright, at least of this size where the picture is. Raises ImageRefused.

    A JPEG is decoded at a fraction of its size.
    """
    with _opened(content, limits) as image:
        orientation = 1 if image.format == "TIFF" else orientation_of(image)
        size = (height, width) if orientation > 4 else (width, height)
        with _refusing_damage():
            pixels = decoding.decode_jpeg(image, content, size)
            return decoding.turned(np.asarray(_rgb_of(image, size)) if pixels is None else pixels, orientation)


def upright_bands(content: Path) -> Iterator[Image.Image]:
    """The picture for people, in sRGB, from top to bottom in bands of `BAND_ROWS` rows. Raises ImageRefused.

    However large it is, some bands are in memory at a time.
    """
    with _opened(content, DEFAULT_LIMITS) as image:
        orientation = 1 if image.format == "TIFF" else orientation_of(image)

        def to_rgb(part: Image.Image) -> Image.Image:
            rgb = _srgb(_rgb(part))
            return rgb.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else rgb

        with _refusing_damage():
            yield from large.upright_bands(image, orientation, to_rgb)


def encode_rendition(
    content: bytes | Path,
    *,
    max_side: int | None,
    format: Literal["WEBP", "JPEG", "PNG"] = "WEBP",
    quality: int = 85,
) -> bytes:
    """A copy for people: upright, in sRGB, without EXIF, text or profile. Raises ImageRefused.

    A WebP has at most 16 383 pixels a side; a larger picture is scaled down to that.
    """
    if format == "WEBP":
        max_side = min(max_side or WEBP_MAX_SIDE, WEBP_MAX_SIDE)
    picture = _srgb(load_upright(content, max_side=max_side))
    picture.info = {}
    options: dict[str, int] = {"compress_level": 3} if format == "PNG" else {"quality": quality}
    if format == "WEBP":
        options["method"] = 2
    buffer = io.BytesIO()
    picture.save(buffer, format, **options)
    return buffer.getvalue()


@contextmanager
def _opened(content: bytes | Path | BinaryIO, limits: ImageLimits) -> Iterator[ImageFile.ImageFile]:
    with _stream(content) as stream:
        start = stream.read(32)
        if len(start) < 2:
            raise ImageRefused("image_empty", "The file is empty.", "Upload the image again.")
        try:
            image = Image.open(stream, formats=FORMATS)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise refusals.too_large(f"The image has more than {limits.max_pixels:,} pixels.", limits) from error
        except UnidentifiedImageError as error:
            raise refusals.unidentified(start) from error
        except Exception as error:  # Pillow's readers raise whatever a broken file leads them to.
            raise refusals.damaged() from error
        with image:
            _check_size(image, limits)
            # A TIFF is turned by Pillow while loading, by its tag or else by its XMP packet; browsers and other
            # tools know only the tag.
            image.info.pop("xmp", None)
            yield image


@contextmanager
def _stream(content: bytes | Path | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(content, Path):
        with content.open("rb") as file:
            yield file
    else:
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        stream.seek(0)
        yield stream


@contextmanager
def _refusing_damage() -> Iterator[None]:
    try:
        yield
    except ImageRefused:
        raise
    except Exception as error:  # Pillow's decoders raise whatever a broken file leads them to.
        raise refusals.damaged() from error


def _check_size(image: Image.Image, limits: ImageLimits) -> None:
    width, height = image.size
    if width < 1 or height < 1:
        raise refusals.damaged()
    if width * height > limits.max_pixels or max(width, height) > limits.max_side:
        raise refusals.too_large(f"The image has {width:,} x {height:,} pixels.", limits)
    if large.is_large(image) and (image.format not in large.FORMATS or image.mode in WIDE_MODES):
        raise refusals.too_large_for_its_kind(f"The image has {width:,} x {height:,} pixels.", large.LARGE_PIXELS)
    if image.mode not in MODES:
        raise ImageRefused(
            "image_format_unsupported",
            f"The colours of this image ({image.mode}) are not supported.",
            "Save it as RGB and upload it again.",
        )


def _is_vast(image: ImageFile.ImageFile) -> bool:
    """Large, and its decoder makes no smaller picture of it."""
    return large.is_large(image) and image.format not in {"JPEG", "MPO"}


def _rgb_of(image: ImageFile.ImageFile, size: tuple[int, int]) -> Image.Image:
    """As RGB; a large one shrunk meanwhile, to twice the size (width, height) that is wanted at least."""
    factor = min(image.width // (2 * size[0]), image.height // (2 * size[1])) if large.is_large(image) else 0
    if factor < 2:
        large.load(image)
        return _rgb(image)
    return large.reduced(image, factor, _rgb)


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode in WIDE_MODES:
        image.load()
        return Image.fromarray(decoding.scaled_to_eight_bits(np.asarray(image))).convert("RGB")
    if image.mode == "RGB" and not image.has_transparency_data:
        image.load()
        return image  # A copy of a hundred megapixels would be 400 MB.
    if not image.has_transparency_data:
        return image.convert("RGB")
    see_through = image.convert("RGBA")
    opaque = Image.new("RGB", image.size, "white")
    opaque.paste(see_through, mask=see_through)
    return opaque


def _shrink(image: Image.Image, max_side: int) -> None:
    image.thumbnail((max_side, max_side), Image.Resampling.BICUBIC, reducing_gap=2.0)


def _srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile") or b""
    if profile[16:20] != b"RGB ":
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError):  # A bad profile is ignored, as browsers do.
        return image
