"""What every provider must pass, whoever wrote it.

A provider's whole test file is an import of `segue.testing.contract.suite`.
"""
