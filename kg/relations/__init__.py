"""Article + Entity -> Relation, Figure."""
