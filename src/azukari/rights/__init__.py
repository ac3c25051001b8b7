"""Requests of persons: taken in from any side, numbered at once, decided in time with grounds, and done everywhere.

Pure modules: `pack` (rules of law as data), `calendar` and `deadline` (days as the law counts them), `visit` (how a person
comes in), `request` (the states that a request may reach), `identity` (what shows who asks), `search` (where something may be),
`plan` (what is to be done), `wish` and `paper` (what is written in a case), `package` (what a person takes along). Doors outside
the keeper ask through `clients`, and read through `queries`.
"""
