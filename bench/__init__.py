"""How fast Segue is, measured against what it stands on: `make bench`."""
