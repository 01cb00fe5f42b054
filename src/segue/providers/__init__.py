"""One folder each: deciding, without I/O."""
