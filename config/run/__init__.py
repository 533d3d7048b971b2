"""How the house runs on one machine: the embedded servers, the supervisor, and what `make` calls."""
