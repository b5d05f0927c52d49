"""Articles from the wild: feeds, GDELT, pages and archives, fetched politely and safely."""
