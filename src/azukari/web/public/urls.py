"""The addresses of the public door; none of them ever holds anything that a person typed."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from azukari.web.public.views import checking, collecting, completing, failing, matrix, statement

urlpatterns = [
    path("", statement.first_page, name="first_page"),
    path(".well-known/security.txt", checking.security, name="security"),
    path(".well-known/gpc.json", checking.gpc, name="gpc"),
    path("ledger/checkpoint", checking.checkpoint, name="checkpoint"),
    path("ledger/tile/<path:path>", checking.tile, name="tile"),
    *i18n_patterns(
        path("", statement.statement, name="statement"),
        path("versions/", statement.all_versions, name="versions"),
        path("versions/<str:label>/", statement.one_version, name="version"),
        path("versions/<str:label>/diff/<str:other>/", statement.difference, name="diff"),
        path("matrix/", matrix.matrix, name="matrix"),
        path("contacts/", statement.contacts, name="contacts"),
        path("services/", collecting.services, name="services"),
        path("services/<slug:service_id>/", collecting.form, name="form"),
        path("services/<slug:service_id>/confirm/", collecting.confirm, name="confirm"),
        path("services/<slug:service_id>/send/", collecting.send_in, name="send"),
        path("complete/<str:token>/", completing.complete, name="complete"),
        path("receipt/", completing.receipt, name="receipt"),
        path("connection/", checking.connection, name="connection"),
        path("ledger/", checking.ledger, name="ledger"),
    ),
]

handler400 = failing.bad_request
handler403 = failing.forbidden
handler404 = failing.not_found
handler500 = failing.server_error
