"""The few ways by which data leaves; there is no other, and no generic export (requirements S4.4)."""

from enum import StrEnum


class Exit(StrEnum):
    """A way out. Provision by opt-out (APPI Art. 27(2)) is none of them, and is not offered."""

    PERSON = "person"  # the page, the package and the answer to whom it is about
    CONTRACTOR = "contractor"  # somebody who works for us, inside a contract (Art. 25, 27(5) i)
    CONSENT = "consent"  # a third party, by the person's own permission (Art. 27(1))
    EXCEPTION = (
        "exception"  # a third party, by one of the exceptions i to vii (Art. 27(1)), with a dossier and two persons
    )
    JOINT_USE = "joint_use"  # those who were announced as using it jointly (Art. 27(5) iii)
    CLIENT = "client"  # back to whom it belongs: data that was entrusted to us
    STATISTICS = "statistics"  # figures that identify nobody
    BACKUP = "backup"  # sealed copies of the store itself


# Those that a hand-over takes, by the kind of recipient that the statement names.
BY_KIND = {"contractor": Exit.CONTRACTOR, "third_party": Exit.CONSENT, "joint_user": Exit.JOINT_USE}
HANDED = frozenset({Exit.CONTRACTOR, Exit.CONSENT, Exit.EXCEPTION, Exit.JOINT_USE, Exit.CLIENT})  # by an encrypted file
PROVISIONS = frozenset({Exit.CONSENT, Exit.EXCEPTION})  # of these the law asks for a record of its own (Art. 29)
