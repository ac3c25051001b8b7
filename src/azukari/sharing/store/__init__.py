"""What sharing reads and writes."""
