"""A release's descriptor: what it must be, how it is written and sealed, and the catalogues made from it."""
