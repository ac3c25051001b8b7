from azukari.statement.lines import line_of, locate

TEXT = '''\
# a comment with = and [brackets]
top = 1
text = """
not = a key
[nor a table]
"""

[table]  # the first
"quoted key" = { a = 1, b = 2 }
dotted.key = "a # no comment"
many = [
  { id = "one" },
  # { id = "none" },
  { id = "two" }, { id = "three" },
]

[[list]]
a = 1
[list.inner]
b = 2
[[list]]
a = 3
  [[list.deep]]
  c = 4
'''


def test_each_key_has_its_line() -> None:
    lines = locate(TEXT)
    assert lines == {
        ("top",): 2,
        ("text",): 3,
        ("table",): 8,
        ("table", "quoted key"): 9,
        ("table", "dotted", "key"): 10,
        ("table", "many"): 11,
        ("table", "many", 0): 12,
        ("table", "many", 1): 14,
        ("table", "many", 2): 14,
        ("list", 0): 17,
        ("list", 0, "a"): 18,
        ("list", 0, "inner"): 19,
        ("list", 0, "inner", "b"): 20,
        ("list", 1): 21,
        ("list", 1, "a"): 22,
        ("list", 1, "deep", 0): 23,
        ("list", 1, "deep", 0, "c"): 24,
    }


def test_a_key_that_is_not_there_stands_where_its_table_is() -> None:
    lines = locate(TEXT)
    assert line_of(lines, ("list", 1, "nothing")) == 21
    assert line_of(lines, ("table", "many", 1, "label")) == 14
    assert line_of(lines, ("nothing", "at", "all")) == 1
