"""The addresses of the portal: persons' own pages, and those where recipients fetch what is handed over to them.

None of them ever holds anything that a person typed, or tells who they are.
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from azukari.web.portal.views import (
    asking,
    entering,
    failing,
    handing,
    joining,
    mine,
    packaging,
    receiving,
    requests,
    stopping,
)

urlpatterns = [
    path("", entering.first_page, name="first_page"),
    *i18n_patterns(
        path("", entering.entrance, name="entrance"),
        path("code/", entering.code, name="code"),
        path("number/", entering.number, name="number"),
        path("leave/", entering.leave, name="leave"),
        path("mine/", mine.mine, name="mine"),
        path("mine/<uuid:record_id>/receipt/", receiving.receipt, name="receipt"),
        path("mine/<uuid:record_id>/not-mine/", joining.separate, name="separate"),
        path("mine/<uuid:record_id>/uses/<str:purpose_id>/", stopping.stop, name="stop"),
        path("join/", joining.join, name="join"),
        path("requests/", requests.requests, name="requests"),
        path("requests/new/", asking.choose, name="ask_choose"),
        path("requests/new/<slug:kind>/", asking.ask, name="ask"),
        path("requests/new/correction/<uuid:record_id>/<slug:item_id>/", asking.correct, name="correct"),
        path("requests/<uuid:request_id>/", requests.one_request, name="request"),
        path("requests/<uuid:request_id>/take-back/", requests.take_back, name="take_back"),
        path("package/", packaging.package, name="package"),
        path("handovers/<uuid:door_id>/", handing.handover, name="handover"),
        path("handovers/<uuid:door_id>/code/", handing.code, name="handover_code"),
        path("handovers/<uuid:door_id>/file/", handing.file, name="handover_file"),
        path("handovers/<uuid:door_id>/manifest/", handing.manifest, name="handover_manifest"),
        path("handovers/<uuid:door_id>/certificate/", handing.certificate, name="handover_certificate"),
        path("handovers/<uuid:door_id>/done/", handing.acknowledge, name="handover_done"),
        path("handovers/<uuid:door_id>/leave/", handing.leave_handover, name="handover_leave"),
    ),
]

handler400 = failing.bad_request
handler403 = failing.forbidden
handler404 = failing.not_found
handler500 = failing.server_error
