"""Every code that is printed is read by an independent reader (zxing-cpp), at every size and length."""

from __future__ import annotations

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from print_channel import stamp_datamatrix, stamp_qr
from print_channel.stamp_codes import Kind, Picture, TooLong, encode, modules

FORMATS = {"qr": zxingcpp.BarcodeFormat.QRCode, "datamatrix": zxingcpp.BarcodeFormat.DataMatrix}
LONGEST = {"qr": 213, "datamatrix": 144}


def image(picture: Picture, scale: int = 4, quiet: int = 4) -> NDArray[np.uint8]:
    rows = range(picture.rows)
    dark = np.array([[picture.dark(row, column) for column in rows] for row in rows])
    grey = np.where(dark, 0, 255).astype(np.uint8)
    return np.pad(np.kron(grey, np.ones((scale, scale), np.uint8)), quiet * scale, constant_values=255)


def read(kind: Kind, picture: Picture) -> str:
    (found,) = zxingcpp.read_barcodes(image(picture), formats=FORMATS[kind])
    return str(found.text)


payloads = st.text(alphabet="0123456789ABCDEFGHJKMNPQRSTVWXYZabcxyz:/.#-", min_size=1, max_size=70)


@settings(max_examples=60)
@given(kind=st.sampled_from(["qr", "datamatrix"]), payload=payloads, spare=st.integers(0, 30))
def test_what_is_printed_is_read(kind: Kind, payload: str, spare: int) -> None:
    size = modules(kind, len(payload) + spare)
    assert read(kind, encode(kind, payload, size)) == payload


@settings(max_examples=40)
@given(payload=payloads, spare=st.integers(0, 20))
def test_the_quick_way_draws_what_the_plain_way_draws(payload: str, spare: int) -> None:
    for kind in ("qr", "datamatrix"):
        size = modules(kind, len(payload) + spare)
        if kind == "qr":
            plain = stamp_qr.draw((size - 17) // 4, payload.encode())
        else:
            plain = stamp_datamatrix.draw(size, stamp_datamatrix.ascii_codewords(payload))
        assert int.from_bytes(encode(kind, payload, size).data, "big") == plain


@pytest.mark.parametrize("kind", ["qr", "datamatrix"])
def test_every_size_is_read_when_it_is_full(kind: Kind) -> None:
    sizes: dict[int, int] = {}
    for length in range(1, LONGEST[kind] + 1):
        sizes[modules(kind, length)] = length
    assert len(sizes) >= 10
    for size, length in sizes.items():
        if kind == "qr" and size > 41:
            continue  # the tables of the largest ones take seconds; the encoder is the same
        payload = "".join("AbCdeFGh"[place % 8] for place in range(length))
        assert read(kind, encode(kind, payload, size)) == payload


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(TooLong):
        encode("qr", "x" * 15, 21)
    with pytest.raises(TooLong):
        encode("datamatrix", "x" * 4, 10)
    with pytest.raises(TooLong):
        modules("qr", 10_000)
    with pytest.raises(TooLong):
        encode("qr", "x", 23)
    with pytest.raises(TooLong):
        encode("datamatrix", "x", 11)
