"""Page -> Article: reading, lines, items, bylines, headlines."""

from kg.articles.reading import read_page
from kg.articles.repair import find_articles

__all__ = ["find_articles", "read_page"]
