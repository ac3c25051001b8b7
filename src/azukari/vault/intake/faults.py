"""What can be wrong with a row, each with a stable code, a sentence, and how to mend it; never with the value itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class FaultCode(StrEnum):
    """The kinds of fault; reports and programs may rely on these words."""

    COLUMNS = "columns"
    ENCODING = "encoding"
    JSON = "json"
    JSON_VALUE = "json_value"
    QUOTING = "quoting"
    LINE_TOO_LONG = "line_too_long"
    CHANGED = "source_changed"
    COLUMN_UNKNOWN = "column_unknown"
    SPLIT = "split"
    VALUE_UNKNOWN = "value_unknown"
    LANGUAGE = "language"
    PERMISSION = "permission"
    ID_MISSING = "id_missing"
    ITEM_MISSING = "item_missing"
    NOTHING_SENT = "nothing_sent"
    PREFECTURE = "prefecture"
    ADDRESS = "address"
    DATE = "date"
    DATE_DOUBTFUL = "date_doubtful"
    EMAIL = "email"
    PHONE = "phone"
    POSTAL_CODE = "postal_code"
    KANA = "kana"
    CHOICE = "choice"
    TEXT = "text"
    TOO_LONG = "too_long"
    MY_NUMBER = "my_number"
    CARD_NUMBER = "card_number"
    FORM = "item_form"


@dataclass(frozen=True, slots=True)
class FaultWords:
    """What is wrong, and how to mend it."""

    problem: str
    mend: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: where it is, as the mapping calls the column and the statement the item, and of which kind."""

    line: int
    code: FaultCode
    item: str = ""
    columns: tuple[str, ...] = ()


# After one of these nobody knows where the next row begins: the file as a whole is refused, skipping or not.
FATAL = frozenset({FaultCode.QUOTING, FaultCode.LINE_TOO_LONG, FaultCode.COLUMN_UNKNOWN, FaultCode.CHANGED})

WORDS: Mapping[FaultCode, FaultWords] = {
    FaultCode.COLUMNS: FaultWords(
        "The row has more or fewer columns than the header.",
        "Look for a delimiter or a quotation mark inside a value; such values need quotation marks around them.",
    ),
    FaultCode.ENCODING: FaultWords(
        "There are bytes that are no text in the file's encoding.",
        "Export the file again as UTF-8, or set the right encoding in the mapping.",
    ),
    FaultCode.JSON: FaultWords("The line is no JSON object.", "Write one object in each line, each name once."),
    FaultCode.JSON_VALUE: FaultWords(
        "A value is neither text, number, true, false, null nor a list of texts.", "Flatten it into columns of its own."
    ),
    FaultCode.QUOTING: FaultWords(
        "A quotation mark is opened and not closed as it should be, so that the rows after it cannot be told apart.",
        "Close it, or double the quotation marks that belong to a value.",
    ),
    FaultCode.LINE_TOO_LONG: FaultWords(
        "A line or a value is too long to be one.", "Look for a quotation mark that is not closed, or other line ends."
    ),
    FaultCode.CHANGED: FaultWords(
        "The file was changed while it was read.", "Import a copy that nobody writes to; begin again."
    ),
    FaultCode.COLUMN_UNKNOWN: FaultWords(
        "The mapping names a column that the file does not have.",
        "Write the column's name in the mapping as in the file.",
    ),
    FaultCode.SPLIT: FaultWords(
        "The value cannot be split as the mapping says.", "Put the parts in columns of their own, or mend the value."
    ),
    FaultCode.VALUE_UNKNOWN: FaultWords(
        "The value is none of those that the mapping translates.",
        "Add it under values in the mapping, or mend the value.",
    ),
    FaultCode.LANGUAGE: FaultWords(
        "The language is none that the mapping knows.", "Add it under values in [language], or mend the value."
    ),
    FaultCode.PERMISSION: FaultWords(
        "It cannot be told whether the permission was given.",
        "Say in the mapping which values count as given and which as refused; nothing counts by itself.",
    ),
    FaultCode.ID_MISSING: FaultWords(
        "The source's own id is missing.", "Fill it in, or leave the id out of the mapping."
    ),
    FaultCode.ITEM_MISSING: FaultWords(
        "A required item is missing.", "Fill it in; without it the service takes nothing."
    ),
    FaultCode.NOTHING_SENT: FaultWords(
        "Nothing is left that any purpose may use.", "Leave the row out, or look at the permissions in the mapping."
    ),
    FaultCode.PREFECTURE: FaultWords(
        "This is none of the 47 prefectures, nor 海外.", "Write it in Japanese and in full, such as 東京都."
    ),
    FaultCode.ADDRESS: FaultWords(
        "The address lacks its prefecture, its municipality, or its street and number.", "Fill in what is missing."
    ),
    FaultCode.DATE: FaultWords(
        "This is no date that is understood.", "Write 1990-04-01 or 平成2年4月1日, or give the format in the mapping."
    ),
    FaultCode.DATE_DOUBTFUL: FaultWords(
        "The date lies outside the era that it names.", "Ask, and write the western year; nobody can be asked here."
    ),
    FaultCode.EMAIL: FaultWords(
        "This is no e-mail address.", "Mend it, or leave it empty if the item is not required."
    ),
    FaultCode.PHONE: FaultWords(
        "This is no telephone number.",
        "Write it like 03-1234-5678 or +44 20 7946 0000; a spreadsheet may have dropped the first zero.",
    ),
    FaultCode.POSTAL_CODE: FaultWords(
        "A postal code has seven digits.", "Mend it; a spreadsheet may have dropped the first zero."
    ),
    FaultCode.KANA: FaultWords("The reading is not in kana.", "Write it in hiragana or katakana."),
    FaultCode.CHOICE: FaultWords(
        "This is none of the choices of the item.",
        "Translate the values under values in the mapping to the choices' ids.",
    ),
    FaultCode.TEXT: FaultWords("The text holds half a character.", "Mend the value in the source."),
    FaultCode.TOO_LONG: FaultWords("The value is longer than the item allows.", "Shorten it."),
    FaultCode.MY_NUMBER: FaultWords(
        "This looks like an individual number (My Number), which must not be taken in here.", "Take it out of the file."
    ),
    FaultCode.CARD_NUMBER: FaultWords(
        "This looks like the number of a payment card, which is never taken in.", "Take it out of the file."
    ),
    FaultCode.FORM: FaultWords("The value is not in a form that is stored.", "Mend it."),
}
