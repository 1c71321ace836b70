"""Finds the weights that the stages read from `kg/data/models`. Nothing of the program needs this package."""
