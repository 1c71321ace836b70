"""The graph over HTTP: a SPARQL endpoint, a page to query it by hand, questions, entities, an API for viewers."""
