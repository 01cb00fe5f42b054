"""One API in front of every sales-engagement platform."""
