"""What is said, and in which language: sentences keep their template and values, so that each reader gets them in an own language."""

from pipeline.wording.language import LANGUAGES, language, speaking
from pipeline.wording.say import say, say_as, say_many, spoken
from pipeline.wording.text import Text, note, note_as, note_many

__all__ = ["LANGUAGES", "Text", "language", "note", "note_as", "note_many", "say", "say_as", "say_many", "speaking", "spoken"]
