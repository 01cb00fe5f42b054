"""What a sequence needs besides its steps: switching it, its templates, whether it is ready."""
