"""One module a page: each has a `router`, reads a snapshot and fills a template."""
