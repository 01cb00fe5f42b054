"""Contacts, accounts and enrolments: one module a resource or rule."""
