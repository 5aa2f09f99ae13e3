"""Picture files: decoding, sizes, classes by folder."""
