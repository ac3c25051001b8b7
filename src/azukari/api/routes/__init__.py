"""What can be asked of this door, by subject; each module is a list of operations."""
