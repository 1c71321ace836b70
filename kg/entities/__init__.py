"""Mention -> Entity: names, short forms, identity, official codes."""

from kg.entities.resolution import Resolution, resolve_entities

__all__ = ["Resolution", "resolve_entities"]
