"""The kinds of ledger entries that the staff door writes, each with a sentence that a person can read."""

from collections.abc import Mapping
from enum import StrEnum

from azukari.statement.text import Text


class Event(StrEnum):
    """What the staff door records about its own people; whoever is meant is named by an opaque id."""

    USER_CREATED = "staff.user.created"
    USER_ROLE_CHANGED = "staff.user.role_changed"
    USER_DEACTIVATED = "staff.user.deactivated"
    USER_REACTIVATED = "staff.user.reactivated"
    USER_RESET = "staff.user.reset"
    KEY_CREATED = "staff.access_key.created"
    KEY_REVOKED = "staff.access_key.revoked"


EVENTS: Mapping[Event, Text] = {
    Event.USER_CREATED: Text(ja="職員の利用者を登録しました。", en="A member of staff was given an account."),
    Event.USER_ROLE_CHANGED: Text(ja="職員の役割を変更しました。", en="The role of a member of staff was changed."),
    Event.USER_DEACTIVATED: Text(ja="職員の利用を停止しました。", en="The account of a member of staff was closed."),
    Event.USER_REACTIVATED: Text(
        ja="職員の利用を再開しました。", en="The account of a member of staff was opened again."
    ),
    Event.USER_RESET: Text(
        ja="職員のパスワードと第二要素を無効にしました。",
        en="The password and second factors of a member of staff were taken away.",
    ),
    Event.KEY_CREATED: Text(
        ja="コマンド用のアクセスキーを発行しました。", en="An access key for the command line was made."
    ),
    Event.KEY_REVOKED: Text(
        ja="コマンド用のアクセスキーを取り消しました。", en="An access key for the command line was revoked."
    ),
}
