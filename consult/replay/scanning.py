"""Paper through a scanner: pages of a PDF as pictures, damaged as an office scanner damages them, and bound to a file.

The reader was not tuned on this module and must not be.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from consult.replay.marking import Picture

DPI = 200
MM = DPI / 25.4  # pixels a millimetre


@dataclass(frozen=True, slots=True)
class Damage:
    """What scanning does to a page. `angle` in degrees (standard deviation), `noise` in grey steps, `quality` of the
    JPEG, `upside_down` the share of sheets that were put in the wrong way round."""

    angle: float
    noise: float
    blur: float
    light: int
    quality: tuple[int, int]
    upside_down: float
    specks: int


DAMAGE = {
    "none": Damage(0.0, 0.0, 0.0, 0, (95, 95), 0.0, 0),
    "light": Damage(0.3, 3.0, 0.3, 6, (75, 90), 0.02, 5),
    "medium": Damage(0.7, 7.0, 0.6, 14, (50, 75), 0.05, 20),
    "heavy": Damage(1.6, 14.0, 1.0, 28, (30, 50), 0.1, 80),
}


def pages(pdf: Path, dpi: int = DPI) -> Iterator[Picture]:
    """Each page of a PDF as a grey picture, one at a time."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(len(document)):
            page = document[number]
            bitmap = page.render(scale=dpi / 72, grayscale=True)
            yield bitmap.to_numpy().squeeze().copy()
            bitmap.close()
            page.close()
    finally:
        document.close()


def damage(picture: Picture, kind: Damage, rng: random.Random, *, turned: bool) -> Picture:
    """The page as the scanner sees it. `turned`: the sheet lies upside down."""
    import cv2
    import numpy

    height, width = picture.shape
    angle = rng.gauss(0, kind.angle) if kind.angle else 0.0
    out: Any = picture
    if angle:
        zoom = 1 + rng.gauss(0, 0.003)
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, zoom)
        matrix[:, 2] += numpy.array((rng.gauss(0, 4), rng.gauss(0, 4)))
        out = cv2.warpAffine(out, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=250)
    if kind.blur:
        out = cv2.GaussianBlur(out, (0, 0), 0.3 + rng.random() * kind.blur)
    for _ in range(rng.randint(0, kind.specks) if kind.specks else 0):
        centre = (rng.randrange(width), rng.randrange(height))
        cv2.circle(out, centre, rng.choice((1, 1, 1, 2)), rng.randrange(40, 160), -1)
    if kind.light or kind.noise:
        tilt = numpy.linspace(-1, 1, width, dtype=numpy.float32) * rng.uniform(-kind.light, kind.light)
        seed = numpy.random.default_rng(rng.getrandbits(64))
        grain = seed.standard_normal((height // 2 + 1, width // 2 + 1), dtype=numpy.float32) * kind.noise
        field = cv2.resize(grain, (width, height), interpolation=cv2.INTER_NEAREST) + tilt - rng.uniform(0, kind.light)
        out = numpy.clip(out.astype(numpy.float32) + field, 0, 255).astype(numpy.uint8)
    if turned:
        out = out[::-1, ::-1]
    return out  # type: ignore[no-any-return]  # OpenCV has no types


def jpeg(picture: Picture, kind: Damage, rng: random.Random) -> bytes:
    """The picture as the scanner stores it."""
    import cv2
    import numpy

    done, data = cv2.imencode(
        ".jpg", numpy.ascontiguousarray(picture), [cv2.IMWRITE_JPEG_QUALITY, rng.randint(*kind.quality)]
    )
    if not done:
        raise ValueError("the picture could not be stored as JPEG")
    return bytes(data)


def bind(pictures: Iterable[tuple[bytes, int, int]], out: Path, dpi: int = DPI) -> int:
    """One PDF as an office scanner writes it. `pictures`: (JPEG, width, height in pixels). Returns the page count."""
    import pikepdf

    with pikepdf.new() as pdf:
        for data, width, height in pictures:
            image = pdf.make_stream(
                data,
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=width,
                Height=height,
                ColorSpace=pikepdf.Name.DeviceGray,
                BitsPerComponent=8,
                Filter=pikepdf.Name.DCTDecode,
            )
            box = (width * 72 / dpi, height * 72 / dpi)
            page = pdf.add_blank_page(page_size=box)
            page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=image))
            page.obj.Contents = pdf.make_stream(f"q {box[0]:.3f} 0 0 {box[1]:.3f} 0 0 cm /Scan Do Q".encode())
        count = len(pdf.pages)
        buffer = BytesIO()
        pdf.save(buffer, deterministic_id=True)
    out.write_bytes(buffer.getvalue())
    return count


def turned(kind: Damage, rng: random.Random) -> bool:
    return not math.isclose(kind.upside_down, 0) and rng.random() < kind.upside_down
