"""Articles and entities -> relations and figures: clauses, patterns, coreference, numbers."""

from kg.relations.gathering import gather_facts

__all__ = ["gather_facts"]
