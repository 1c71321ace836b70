"""Page -> Article: reading, and repair of the layout."""

from kg.articles.reading import read_page
from kg.articles.repair import find_articles

__all__ = ["find_articles", "read_page"]
