"""The addresses of what concerns clients who entrust data to us; none of them ever holds anything of a person."""

from django.urls import URLPattern, path

from azukari.web.staff.views import entrusted, entrusted_acts, entrusted_opening, entrusted_telling

urlpatterns: list[URLPattern] = [
    path("", entrusted.engagements, name="entrusted"),
    path("<slug:client>/", entrusted.show, name="entrusted_client"),
    path("<slug:client>/certificate.json", entrusted.certificate, name="entrusted_certificate"),
    path("<slug:client>/members/", entrusted_acts.add, name="entrusted_add"),
    path("<slug:client>/members/remove/", entrusted_acts.remove, name="entrusted_remove"),
    path("<slug:client>/end/", entrusted_acts.end, name="entrusted_end"),
    path("<slug:client>/return/", entrusted_acts.give_back, name="entrusted_return"),
    path("<slug:client>/destroy/", entrusted_acts.destroy, name="entrusted_destroy"),
    path("<slug:client>/open/<slug:purpose>/", entrusted_opening.ask, name="entrusted_ask"),
    path("<slug:client>/open/<slug:purpose>/find/", entrusted_opening.find, name="entrusted_find"),
    path("<slug:client>/open/<slug:purpose>/show/", entrusted_opening.show, name="entrusted_open"),
    path("<slug:client>/forward/", entrusted_telling.forward, name="entrusted_forward"),
    path("<slug:client>/report/", entrusted_telling.report, name="entrusted_report"),
    path("<slug:client>/breach/", entrusted_telling.breach, name="entrusted_breach"),
]
