"""Reads `kg/data` and nothing else: lexicon, rules, divisions, ontology."""
