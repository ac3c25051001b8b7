"""The one way in which a file gets in: one, kept in memory, and only on a view that says that it takes one, and how large."""

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any, TypeAlias

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpResponseBase

from azukari.rights.paper import LARGEST
from azukari.sharing.services.documents import LARGEST as LARGEST_PAPER

_MARK = "takes_file"
_MUCH_TOO_LARGE = (
    4  # times the size that is taken is not even read; what is a little too large is told so beside its field
)
View: TypeAlias = Callable[..., HttpResponseBase]


def takes_file(view: View) -> View:
    """Mark a view that takes one small file, such as a proof of identity."""
    return _marked(view, LARGEST)


def takes_paper(view: View) -> View:
    """Mark a view that takes one paper that is put on record, such as a contract."""
    return _marked(view, LARGEST_PAPER)


def _marked(view: View, largest: int) -> View:
    @wraps(view)
    def marked(*args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(*args, **kwargs)

    setattr(marked, _MARK, largest)
    return marked


class OneFileHandler(FileUploadHandler):
    """Keeps a file in memory; of one that is too large it keeps no more than shows it."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Refuse what is far too large before it is read.

        Raises:
            RequestDataTooBig: if it is.
        """
        del kwargs
        _input, _meta, content_length, *_others = args
        if content_length > max(self._largest(), LARGEST) * _MUCH_TOO_LARGE:
            raise RequestDataTooBig

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with a file.

        Raises:
            TooManyFilesSent: if the view takes none.
        """
        if not self._largest():
            raise TooManyFilesSent
        super().new_file(*args, **kwargs)
        self._kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what comes in, as long as it is not too much."""
        del start
        self._kept.write(raw_data[: max(0, self._largest() + 1 - self._kept.tell())])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Give the file, with the size that was sent."""
        self._kept.seek(0)
        return InMemoryUploadedFile(
            self._kept, self.field_name, self.file_name or "", self.content_type or "", file_size, self.charset
        )

    def _largest(self) -> int:
        match = self.request.resolver_match if self.request is not None else None
        return int(getattr(match and match.func, _MARK, 0))
