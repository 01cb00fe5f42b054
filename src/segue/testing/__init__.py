"""The contract suite and what it stands on. Public: a provider outside this tree runs it too."""
