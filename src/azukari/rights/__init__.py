"""Requests of persons: taken in from any side, numbered at once, decided in time with grounds, and done everywhere.

Pure modules: `pack` (rules of law as data), `calendar` and `deadline` (days as the law counts them), `visit` (how a person
comes in), `request` (the states that a request may reach), `package` (what a person takes along).
"""
