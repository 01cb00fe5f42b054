"""Accounts, contacts, users and mailboxes: the book of whom one can write to."""
