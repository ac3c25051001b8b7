"""The pages of the staff door: each translates in, makes one call, and translates out."""
