"""A catalogue of a store: names, texts and facts indexed, so that a page can be had without reading the whole."""
