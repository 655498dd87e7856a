"""The languages that we speak."""

from enum import StrEnum


class Language(StrEnum):
    """A language, by its code in ISO 639-1."""

    ENGLISH = "en"
    GERMAN = "de"
    SPANISH = "es"
