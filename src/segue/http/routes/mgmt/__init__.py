"""The management API's routes, one module a noun."""
