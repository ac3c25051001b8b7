"""The web doors: `public` for everybody, `staff` for those who work here; they do not know each other."""
