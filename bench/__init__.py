"""Measuring the house against its anchors: `make bench`, or `make bench ONLY=id`."""
