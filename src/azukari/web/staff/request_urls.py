"""The addresses of the desk for requests; a request is named by an opaque id."""

from django.urls import URLPattern, path

from azukari.web.staff.views import (
    request,
    request_acts,
    request_calendar,
    request_coming,
    request_decisions,
    request_figures,
    request_letter,
    requests,
)

urlpatterns: list[URLPattern] = [
    path("", requests.queue, name="requests"),
    path("ended/", requests.ended, name="requests_ended"),
    path("add/", requests.take_in, name="request_add"),
    path("figures/", request_figures.figures, name="request_figures"),
    path("figures/<slug:figure>.<slug:theme>.<slug:size>.svg", request_figures.picture, name="request_picture"),
    path("calendar/", request_calendar.about, name="request_calendar"),
    path("calendar/<str:token>.ics", request_calendar.feed, name="request_feed"),
    path("coming/", request_coming.coming, name="request_coming"),
    path("<uuid:request_id>/", request.show, name="request"),
    path("<uuid:request_id>/identify/", request_acts.identify, name="request_identify"),
    path("<uuid:request_id>/proofs/", request_acts.add_proof, name="request_proof"),
    path("<uuid:request_id>/papers/", request_acts.add_paper, name="request_papers"),
    path("<uuid:request_id>/papers/<uuid:paper_id>/", request_acts.paper, name="request_paper"),
    path("<uuid:request_id>/records/", request_acts.records, name="request_records"),
    path("<uuid:request_id>/search/", request_acts.search, name="request_search"),
    path("<uuid:request_id>/places/", request_acts.settle, name="request_place"),
    path("<uuid:request_id>/step/", request_acts.step, name="request_step"),
    path("<uuid:request_id>/propose/", request_decisions.propose, name="request_propose"),
    path("<uuid:request_id>/decide/", request_decisions.decide, name="request_decide"),
    path("<uuid:request_id>/carry-out/", request_acts.carry_out, name="request_carry_out"),
    path("<uuid:request_id>/answer/", request_decisions.answer, name="request_answer"),
    path("<uuid:request_id>/letter/", request_letter.letter, name="request_letter"),
]
