"""Article -> Mention: gazetteer, tagger, lexicons and patterns; one policy for overlaps."""

from kg.mentions.finding import find_mentions
from kg.mentions.reading import Reading, Token, read_articles

__all__ = ["Reading", "Token", "find_mentions", "read_articles"]
