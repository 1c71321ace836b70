"""Mention -> Entity: names, short forms, identity, official codes."""

from kg.entities.resolution import Resolution, resolve_entities
from kg.entities.topics import add_topics, find_topics

__all__ = ["Resolution", "add_topics", "find_topics", "resolve_entities"]
