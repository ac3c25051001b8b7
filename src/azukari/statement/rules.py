"""Rules of form (AZ1xx): what must hold before files can be read as a statement at all; none may be waived."""

from azukari.statement.findings import Rule

NOT_TEXT = Rule(
    "AZ101",
    "Files are UTF-8 text.",
    "The bundle is hashed and shown byte for byte; other encodings have no agreed reading.",
    "Save the file as UTF-8.",
)
NOT_TOML = Rule(
    "AZ102",
    "A .toml file follows TOML 1.0.",
    "What cannot be parsed says nothing.",
    "Mend the syntax at the place that is named; texts need quotation marks, tables need their brackets.",
)
UNKNOWN_KEY = Rule(
    "AZ103",
    "Only known keys are used.",
    "A misspelt key would be a promise that nobody reads, so nothing is skipped silently.",
    "Correct the spelling or remove the key; spec/statement-bundle.md lists them all.",
)
MISSING_KEY = Rule(
    "AZ104",
    "Nothing that a statement needs is left out.",
    "Pages, notices and controls are generated from these facts.",
    "Add the key.",
)
WRONG_TYPE = Rule(
    "AZ105",
    "Every key has a value of its type.",
    'A value in quotation marks is not what it looks like: "2026-11-01" is a text, 2026-11-01 is a date.',
    "Write the value in the form that the message names.",
)
MISSING_LANGUAGE = Rule(
    "AZ106",
    "Every text that people read is there in Japanese and in English.",
    "Requirements §5.3, ISO/IEC 29184 5.2.4: a reader of either language is told the same.",
    'Write both: { ja = "…", en = "…" }.',
)
BAD_VALUE = Rule(
    "AZ107",
    "A value comes from its closed list or range.",
    "A kind, role or number that the software does not know cannot be enforced.",
    "Choose one of the values that the message lists.",
)
MISSING_FILE = Rule(
    "AZ108",
    "statement.toml, ja.md, en.md, traffic.toml and at least one service are there.",
    "A statement is prose in two languages and the facts behind it.",
    "Add the file.",
)
UNKNOWN_FILE = Rule(
    "AZ109",
    "There are no other files in the folder.",
    "Everything in the folder is published; a stray file would be published by accident.",
    "Move the file elsewhere, or put it where it belongs: services/<id>.toml or recipients/<id>.toml.",
)
BAD_NAME = Rule(
    "AZ110",
    "Names are lower-case letters, digits, hyphens and underscores, and begin with a letter.",
    "Names become addresses, keys and identifiers that outlive the text.",
    "Rename it, for example postal_code or brochure.",
)
DUPLICATE = Rule(
    "AZ111",
    "A name is given once.",
    "Two things with one name cannot be told apart in a record.",
    "Rename or remove one of them.",
)
RAW_HTML = Rule(
    "AZ121",
    "Prose holds no raw HTML.",
    "What a lawyer reads in the file is what a visitor reads; scripts and hidden parts have no place in it.",
    "Write it in Markdown, or pull a table in with {{ table: … }}.",
)
UNSUPPORTED = Rule(
    "AZ122",
    "Prose uses headings, paragraphs, lists, links and emphasis only.",
    "Other constructs (tables, images, quotations, code) can carry no promise mark.",
    "Rewrite it as a paragraph or a list, one paragraph for each list item.",
)
BAD_MARK = Rule(
    "AZ123",
    "A promise mark is well formed.",
    "A mark that cannot be read would leave its sentence without anything that keeps it.",
    "Write {#id class=enforced by=control,control}; ids have lower-case letters, digits, dots and hyphens.",
)
UNKNOWN_REFERENCE = Rule(
    "AZ124",
    "A reference names a fact that exists.",
    "Facts are pulled in so that text and behaviour cannot part; an unknown one would show as nothing.",
    "Correct the name; spec/statement-bundle.md lists the references.",
)
UNKNOWN_TABLE = Rule(
    "AZ125",
    "A table reference names a known table and stands alone in its line.",
    "A table is a block of its own.",
    "Write a line {{ table: services }}, or matrix, retention, contacts, recipients, logs, cookies, transmissions.",
)
MARKED_HEADING = Rule(
    "AZ126",
    "Headings carry no promise.",
    "A heading says what a part is about; what is promised stands in sentences.",
    "Move the mark to a sentence below the heading.",
)
ONE_LANGUAGE = Rule(
    "AZ131",
    "Every promise is made in both languages.",
    "Requirements §5.3: clause ids are language-neutral, and a promise to half of the readers is none.",
    "Add the sentence with the same id to the other language.",
)
OTHER_ORDER = Rule(
    "AZ132",
    "Promises come in the same order in both languages.",
    "Two texts can only be compared side by side when they run in parallel.",
    "Move the sentence to the same place as in the other language.",
)
OTHER_MARK = Rule(
    "AZ133",
    "A promise has the same class, controls and sources in both languages.",
    "It is one promise; a weaker class in one language would be a different one.",
    "Make class=, by= and source= equal.",
)
OTHER_STRUCTURE = Rule(
    "AZ134",
    "Headings and tables come in the same order in both languages.",
    "Sections have the same permanent anchors in both languages.",
    "Give both texts the same headings, depths and tables.",
)

RULES = (
    NOT_TEXT,
    NOT_TOML,
    UNKNOWN_KEY,
    MISSING_KEY,
    WRONG_TYPE,
    MISSING_LANGUAGE,
    BAD_VALUE,
    MISSING_FILE,
    UNKNOWN_FILE,
    BAD_NAME,
    DUPLICATE,
    RAW_HTML,
    UNSUPPORTED,
    BAD_MARK,
    UNKNOWN_REFERENCE,
    UNKNOWN_TABLE,
    MARKED_HEADING,
    ONE_LANGUAGE,
    OTHER_ORDER,
    OTHER_MARK,
    OTHER_STRUCTURE,
)
