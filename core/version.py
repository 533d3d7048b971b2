"""The version users see; the changelog says what came with it."""

VERSION = "0.1"
