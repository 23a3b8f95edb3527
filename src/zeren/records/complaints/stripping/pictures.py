"""JPG and PNG: the picture is drawn anew, so that nothing but its points goes over."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageOps

from zeren.records.complaints.stripping.common import NotClean, Stripped

MOST_POINTS = 50_000_000
LONGEST = 3000
"""Points of the longer side that are kept: enough to read a page, and nothing of the camera's own noise pattern."""
KINDS = {"JPEG": ("jpg", "image/jpeg"), "PNG": ("png", "image/png")}
TAKEN_AT = (ExifTags.Base.DateTime, ExifTags.Base.DateTimeOriginal)
CAMERA = (ExifTags.Base.Make, ExifTags.Base.Model, ExifTags.Base.Software)


def strip(content: bytes, longest: int = LONGEST) -> Stripped:
    """The picture without EXIF, XMP, comments, thumbnail. Raises NotClean for a bomb or what is no picture."""
    try:
        with Image.open(BytesIO(content), formats=tuple(KINDS)) as opened:
            # The size stands in the head of the file: a bomb is refused before a point of it is unpacked.
            if opened.width * opened.height > MOST_POINTS:
                raise NotClean("像素太多，超过 5000 万", "has more than 50 million points")
            kind, removed = str(opened.format), _hidden(opened)
            drawn = _anew(opened, kind, longest)
    except NotClean:
        raise
    except Exception:
        raise NotClean("不是完整的图片", "is no whole picture") from None
    ending, media_type = KINDS[kind]
    return Stripped(ending, media_type, drawn, removed)


def _anew(opened: Image.Image, kind: str, longest: int) -> bytes:
    upright = ImageOps.exif_transpose(opened)
    clear = kind == "PNG" and (upright.mode in ("RGBA", "LA") or "transparency" in upright.info)
    points = upright.convert("RGBA" if clear else "RGB")
    points.thumbnail((longest, longest))
    fresh = Image.new(points.mode, points.size)
    fresh.paste(points)
    out = BytesIO()
    fresh.save(out, kind, **({"quality": 85, "optimize": True} if kind == "JPEG" else {"optimize": True}))
    return out.getvalue()


def _hidden(opened: Image.Image) -> tuple[str, ...]:
    """What was hidden in it, as the reporter is told."""
    exif = opened.getexif()
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    found = []
    if exif.get_ifd(ExifTags.IFD.GPSInfo):
        found.append("拍摄地点")
    if any(exif.get(tag) or inner.get(tag) for tag in CAMERA):
        found.append("手机型号")
    if any(exif.get(tag) or inner.get(tag) for tag in TAKEN_AT):
        found.append("拍摄时间")
    if _more(opened.info) or (exif and not found):
        found.append("其他隐藏信息")
    return tuple(found)


def _more(info: dict[Any, Any]) -> bool:
    plain = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "exif", "transparency", "gamma",
             "srgb", "chromaticity", "interlace", "aspect", "progressive", "progression", "adobe",
             "adobe_transform", "background"}  # fmt: skip
    return any(name not in plain for name in info)
