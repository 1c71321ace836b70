"""Knowledge -> RDF, network, page, tables; views never read one another."""
