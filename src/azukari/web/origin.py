"""Where a form was sent from: what another site sends, or comes in the clear, is not even read."""

from urllib.parse import urlsplit

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

_THIS_MACHINE = ("127.0.0.1", "::1")
_OWN_SITES = ("same-origin", "none")


def sent_by_another_site(request: HttpRequest, *, unnamed: bool = True) -> bool:
    """Tell whether a page of another site sent this form (Fetch Metadata, or else the Origin header).

    ``unnamed`` says that forms of our own name no origin: browsers write "null" where the referrer policy is "no-referrer"
    (Fetch, 3.2), and old ones write nothing. A door with cookies has browsers name it, and takes no form without.
    """
    if request.method != "POST":
        return False
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in _OWN_SITES
    origin = request.headers.get("Origin", "null")
    if origin == "null":
        return not unnamed
    try:
        return urlsplit(origin).netloc != request.get_host()
    except DisallowedHost:
        return True


def sent_in_the_clear(request: HttpRequest) -> bool:
    """Tell whether a form came over plain HTTP from another machine (S16.1); what it holds is not even read."""
    return request.method == "POST" and not request.is_secure() and request.META.get("REMOTE_ADDR") not in _THIS_MACHINE
