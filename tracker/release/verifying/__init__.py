"""That a release is what its descriptor says, down to the byte range or the row."""
