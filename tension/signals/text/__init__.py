"""Words, the lexicon and VADER's tone, over many texts at once."""
