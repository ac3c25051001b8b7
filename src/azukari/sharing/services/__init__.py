"""The acts of sharing: each changes rows and appends its entry in one transaction, or does neither."""
