"""The graph over HTTP: viewer, pages of things, lookups for programs, an endpoint for SPARQL, questions as forms."""
