"""What a provider's adapter is written against. No I/O."""
