"""The one way in which a file gets in: one, small, kept in memory, and only on a view that says that it takes one."""

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpResponseBase

from azukari.rights.paper import LARGEST

_MARK = "takes_file"
_MOST_READ = 4 * LARGEST  # more than that is not even read; what is a little too large is told so beside its field


def takes_file(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a view that takes one file."""

    @wraps(view)
    def marked(*args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(*args, **kwargs)

    setattr(marked, _MARK, True)
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
        if content_length > _MOST_READ:
            raise RequestDataTooBig

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with a file.

        Raises:
            TooManyFilesSent: if the view takes none.
        """
        match = self.request.resolver_match if self.request is not None else None
        if not getattr(match and match.func, _MARK, False):
            raise TooManyFilesSent
        super().new_file(*args, **kwargs)
        self._kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what comes in, as long as it is not too much."""
        del start
        self._kept.write(raw_data[: max(0, LARGEST + 1 - self._kept.tell())])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Give the file, with the size that was sent."""
        self._kept.seek(0)
        return InMemoryUploadedFile(
            self._kept, self.field_name, self.file_name or "", self.content_type or "", file_size, self.charset
        )
