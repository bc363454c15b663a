"""Languages, catalogues and facts as text. Imports none of the other parts."""

from i18n.catalogues import BrokenCatalogue, UnknownMessage
from i18n.facts import Address, DateRange, Duration, Measure, Moment, Money, TimeRange
from i18n.kinds import KINDS, WrongFact
from i18n.languages import FIRST_TWELVE, LANGUAGES, Language, UnknownLanguage, language
from i18n.texts import Texts, texts

__all__ = [
    "FIRST_TWELVE",
    "KINDS",
    "LANGUAGES",
    "Address",
    "BrokenCatalogue",
    "DateRange",
    "Duration",
    "Language",
    "Measure",
    "Moment",
    "Money",
    "Texts",
    "TimeRange",
    "UnknownLanguage",
    "UnknownMessage",
    "WrongFact",
    "language",
    "texts",
]
