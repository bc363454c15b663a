"""Reading paper ballots back from scans."""

from __future__ import annotations

from print_channel.reading.files import ScanFileError, ScanLimits, read_file
from print_channel.reading.outcome import Blank, Foreign, Interpreted, Mark, PageImage, PageReading, Unreadable
from print_channel.reading.page import read_page

__all__ = [
    "Blank",
    "Foreign",
    "Interpreted",
    "Mark",
    "PageImage",
    "PageReading",
    "ScanFileError",
    "ScanLimits",
    "Unreadable",
    "read_file",
    "read_page",
]
