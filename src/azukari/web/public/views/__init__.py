"""The pages of the public door: each view translates in, makes one call, and translates out."""
