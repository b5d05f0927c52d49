"""The page: the published snapshot shown to people, from the curve down to the sentence."""
