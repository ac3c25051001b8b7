"""The addresses of what concerns recipients: who they are, what goes out, and the registers."""

from django.urls import URLPattern, path

from azukari.web.staff.views import (
    handover_new,
    handover_trace,
    handovers,
    recipient,
    recipient_acts,
    recipients,
    registers,
)

urlpatterns: list[URLPattern] = [
    path("recipients/", recipients.recipients, name="recipients"),
    path("recipients/outside.<slug:theme>.<slug:size>.svg", recipients.picture, name="recipients_picture"),
    path("recipients/documents/<slug:digest>/", recipient.document, name="sharing_document"),
    path("recipients/<slug:recipient>/", recipient.show, name="recipient"),
    path("recipients/<slug:recipient>/desk/", recipient_acts.desk, name="recipient_desk"),
    path("recipients/<slug:recipient>/contract/", recipient_acts.contract, name="recipient_contract"),
    path("recipients/<slug:recipient>/assessment/", recipient_acts.assessment, name="recipient_assessment"),
    path("recipients/<slug:recipient>/inspection/", recipient_acts.inspection, name="recipient_inspection"),
    path("recipients/<slug:recipient>/subcontractors/", recipient_acts.subcontractor, name="recipient_subcontractor"),
    path("recipients/<slug:recipient>/end/", recipient_acts.end, name="recipient_end"),
    path("handovers/", handovers.handovers, name="handovers"),
    path("handovers/new/", handover_new.choose, name="handover_choose"),
    path("handovers/new/<slug:recipient>/", handover_new.new, name="handover_new"),
    path("handovers/trace/", handover_trace.trace, name="handover_trace"),
    path("handovers/<uuid:handover_id>/", handovers.show, name="handover"),
    path("handovers/<uuid:handover_id>/manifest.json", handovers.manifest, name="handover_manifest"),
    path("handovers/<uuid:handover_id>/approve/", handovers.approve, name="handover_approve"),
    path("handovers/<uuid:handover_id>/cancel/", handovers.cancel, name="handover_cancel"),
    path("handovers/<uuid:handover_id>/certificate/", handovers.certify, name="handover_certify"),
    path("handovers/<uuid:handover_id>/acknowledge/", handovers.acknowledge, name="handover_acknowledge"),
    path("provisions/new/", handover_new.provide, name="provision_new"),
    path("registers/", registers.index, name="registers"),
    path("registers/<slug:register_id>.csv", registers.as_sheet, name="register_csv"),
    path("registers/<slug:register_id>.json", registers.as_json, name="register_json"),
    path("registers/<slug:register_id>/", registers.register, name="register"),
]
