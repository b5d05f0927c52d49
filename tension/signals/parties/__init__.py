"""Rules of grammar and of the whole article for who did it to whom."""
