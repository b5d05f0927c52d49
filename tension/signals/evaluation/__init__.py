"""What the models are worth, measured on families and articles they did not learn from."""
