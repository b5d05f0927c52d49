"""A daily index of tension between two countries, read from the news and explained down to the sentence."""
