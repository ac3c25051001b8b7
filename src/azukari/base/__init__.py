"""What every room stands on: errors, the clock, identifiers, canonical bytes, SQL by name, and the holder of personal data."""
