"""What every page of every door shares: where the same page stands in the other language."""

LANGUAGE_PREFIXES = {"/ja/": "/en/", "/en/": "/ja/"}


def other_language_path(path: str) -> str | None:
    """Give the path of the same page in the other language, or nothing for a path that has no language."""
    other = LANGUAGE_PREFIXES.get(path[:4])
    return other + path[4:] if other else None
