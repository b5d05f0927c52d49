"""A small network over a text's words, in their order: a second view of the signals that it tells of."""
