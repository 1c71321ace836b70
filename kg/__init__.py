"""Xianzhi: knowledge graphs of counties, institutions, programmes and people from Chinese local newspapers."""

__version__ = "0.1.0"
