"""Articles and entities -> relations and figures: clauses, patterns, coreference, numbers."""

from kg.relations.gathering import gather_facts
from kg.relations.ranking import Ranker

__all__ = ["Ranker", "gather_facts"]
