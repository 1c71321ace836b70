"""The graph over HTTP: an endpoint for SPARQL, a page to query it by hand, and the questions as forms."""
