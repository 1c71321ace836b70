"""Article -> Mention."""
