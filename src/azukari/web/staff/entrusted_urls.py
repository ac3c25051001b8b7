"""Where the register of what clients entrusted to us is found."""

from django.urls import path

from azukari.web.staff.views import entrusted

urlpatterns = [
    path("register.json", entrusted.register_json, name="entrusted_json"),
    path("register.csv", entrusted.register_csv, name="entrusted_csv"),
]
