"""Notice types and their "at a glance" answers."""

from plain_language.notices.glance import glance
from plain_language.notices.recognise import recognise
from plain_language.notices.types import TYPES, NoticeType

__all__ = ["TYPES", "NoticeType", "glance", "recognise"]
