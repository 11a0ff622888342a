"""What a file says about its picture, before a pixel is decoded: its size as people see it, and how it is shown."""

import io
from dataclasses import dataclass

from PIL import ExifTags, Image, ImageFile, TiffImagePlugin

from detector.refusals import FORMATS

MEDIA_TYPES = {name: f"image/{name.lower()}" for name in FORMATS}


@dataclass(frozen=True, kw_only=True)
class ImageHeader:
    """What a file says about its picture. width and height are those of the upright picture."""

    format: str
    media_type: str
    width: int
    height: int
    orientation: int  # EXIF, 1..8; 1 when there is none or it makes no sense.
    frames: int  # 1, or 2 for "more than one": counting them would mean reading the whole file.
    browser_ready: bool  # A browser shows the file itself exactly as load_upright does.
    notes: tuple[str, ...] = ()


def header_of(image: ImageFile.ImageFile) -> ImageHeader:
    """Of an opened picture, not a pixel of which is decoded."""
    # A phone's MPO is a JPEG with further pictures behind it; everybody shows the first.
    name = "JPEG" if image.format == "MPO" else str(image.format)
    orientation = orientation_of(image)
    width, height = image.size
    if orientation > 4 and name != "TIFF":  # Pillow reports a TIFF's upright size.
        width, height = height, width
    has_more = image.format != "MPO" and _has_more_frames(image)
    return ImageHeader(
        format=name,
        media_type=MEDIA_TYPES[name],
        width=width,
        height=height,
        orientation=orientation,
        frames=2 if has_more else 1,
        browser_ready=orientation == 1 and not has_more and _is_shown_alike(image, name),
        notes=(f"This {name} holds more than one image; only the first is used.",) if has_more else (),
    )


def orientation_of(image: ImageFile.ImageFile) -> int:
    """EXIF, 1..8; 1 when there is none or it makes no sense."""
    try:
        if isinstance(image, TiffImagePlugin.TiffImageFile):
            value = image.tag_v2.get(ExifTags.Base.Orientation)
        else:
            exif = Image.Exif()
            exif.load(image.info.get("exif") or _late_exif(image))
            value = exif.get(ExifTags.Base.Orientation)
    except Exception:  # Cameras and editors leave broken EXIF behind; the picture is fine without it.
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _late_exif(image: ImageFile.ImageFile) -> bytes:
    """The eXIf chunk of a PNG that stands behind the pixels, where Pillow finds it only after decoding them."""
    if image.format != "PNG" or image.fp is None:
        return b""
    place = image.fp.tell()
    try:
        image.fp.seek(8)
        while len(head := image.fp.read(8)) == 8:
            length = int.from_bytes(head[:4], "big")
            if head[4:] == b"eXIf":
                return image.fp.read(length)
            image.fp.seek(length + 4, io.SEEK_CUR)
        return b""
    finally:
        image.fp.seek(place)


def _has_more_frames(image: ImageFile.ImageFile) -> bool:
    try:
        return bool(getattr(image, "is_animated", False))
    except Exception:  # A second frame that cannot be read is no second frame.
        return False


def _is_shown_alike(image: ImageFile.ImageFile, name: str) -> bool:
    # Transparency is laid over white by us and over the page by a browser; of BMP and TIFF a copy is smaller or needed.
    eight_bit = image.mode in {"1", "L", "P", "RGB"} and not image.has_transparency_data
    sixteen_bit_png = name == "PNG" and "16" in str(image.tile[0].args if image.tile else "")
    return name in {"JPEG", "PNG", "GIF", "WEBP"} and eight_bit and not sixteen_bit_png
