"""The addresses of the portal; none of them ever holds anything that a person typed, or tells who they are."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from azukari.web.portal.views import entering, failing, mine, stopping

urlpatterns = [
    path("", entering.first_page, name="first_page"),
    *i18n_patterns(
        path("", entering.entrance, name="entrance"),
        path("code/", entering.code, name="code"),
        path("number/", entering.number, name="number"),
        path("leave/", entering.leave, name="leave"),
        path("mine/", mine.mine, name="mine"),
        path("mine/<uuid:record_id>/<str:purpose_id>/", stopping.stop, name="stop"),
    ),
]

handler400 = failing.bad_request
handler403 = failing.forbidden
handler404 = failing.not_found
handler500 = failing.server_error
