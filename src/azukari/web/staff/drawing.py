"""The process that draws: reads drawings in Vega-Lite's terms, writes SVG, and ends.

It carries a JavaScript engine of some 70 MB, which has no business beside sessions and database; so it is started when a picture
is asked for that is not drawn yet, and is told nothing but what is to be drawn.
"""

import json
import sys

import vl_convert


def main() -> None:
    """Draw what comes in, one SVG for each."""
    drawings = json.load(sys.stdin)
    json.dump([vl_convert.vegalite_to_svg(one, allowed_base_urls=[]) for one in drawings], sys.stdout)


if __name__ == "__main__":
    main()
