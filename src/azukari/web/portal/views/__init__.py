"""The pages of the portal: each view translates in, makes one call, and translates out."""
