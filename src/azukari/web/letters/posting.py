"""Handing a mail to the mail server."""

from smtplib import SMTPException

from django.core.mail import EmailMessage

from azukari.web.letters.errors import LetterNotSentError


def post(message: EmailMessage) -> None:
    """Hand a mail over.

    Raises:
        LetterNotSentError: if the mail server did not take it.
    """
    try:
        message.send()
    except (SMTPException, OSError):
        # The exception names the address; it must not travel on to where errors are logged.
        raise LetterNotSentError from None
