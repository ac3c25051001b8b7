"""The addresses of the staff door; none of them ever holds anything personal."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from azukari.web.staff import entrusted_urls, request_urls, sharing_urls
from azukari.web.staff.guard import signing_in
from azukari.web.staff.views import (
    access_keys,
    events,
    ledger,
    mails,
    opening,
    own_factors,
    people,
    problems,
    records,
    service_keys,
    start,
)

# Only what is used of django-allauth: nobody signs up, gives an address, or has a password mailed.
_SIGNING_IN: list[URLPattern] = [
    path("sign-in/", signing_in(account.login), name="account_login"),
    path("sign-in/passkey/", signing_in(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("sign-in/code/", signing_in(factors.authenticate), name="mfa_authenticate"),
    path("sign-out/", signing_in(account.logout), name="account_logout"),
    path("inactive/", signing_in(account.account_inactive), name="account_inactive"),
    path("confirm/password/", signing_in(account.reauthenticate), name="account_reauthenticate"),
    path("confirm/code/", signing_in(factors.reauthenticate), name="mfa_reauthenticate"),
    path("confirm/passkey/", signing_in(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("own/password/", signing_in(account.password_change), name="account_change_password"),
    path("own/factors/", signing_in(factors.index), name="mfa_index"),
    path("own/factors/app/", signing_in(own_factors.activate_app), name="mfa_activate_totp"),
    path("own/factors/app/remove/", signing_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("own/factors/passkeys/", signing_in(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("own/factors/passkeys/add/", signing_in(own_factors.add_passkey), name="mfa_add_webauthn"),
    path("own/factors/passkeys/<int:pk>/name/", signing_in(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("own/factors/passkeys/<int:pk>/remove/", signing_in(own_factors.remove_passkey), name="mfa_remove_webauthn"),
    path("own/factors/codes/", signing_in(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "own/factors/codes/new/", signing_in(recovery_codes.generate_recovery_codes), name="mfa_generate_recovery_codes"
    ),
]

_STAFF: list[URLPattern | URLResolver] = [
    path("", start.start, name="start"),
    path("own/first-factor/", signing_in(own_factors.enrol), name="enrol"),
    path("own/keys/", access_keys.keys, name="keys"),
    path("own/keys/add/", access_keys.add, name="key_add"),
    path("own/keys/<uuid:key_id>/revoke/", access_keys.revoke, name="key_revoke"),
    path("service-keys/", service_keys.keys, name="service_keys"),
    path("service-keys/add/", service_keys.choose, name="service_key_choose"),
    path("service-keys/add/<str:service_id>/", service_keys.add, name="service_key_add"),
    path("service-keys/<uuid:key_id>/renew/", service_keys.renew, name="service_key_renew"),
    path("service-keys/<uuid:key_id>/revoke/", service_keys.revoke, name="service_key_revoke"),
    path("open/", opening.choose, name="open"),
    path("open/<str:purpose_id>/", opening.ask, name="ask"),
    path("open/<str:purpose_id>/find/", opening.find, name="find"),
    path("open/<str:purpose_id>/show/", opening.show, name="show"),
    path("records/close/", records.close, name="close"),
    path("events/", events.events, name="events"),
    path("ledger/", ledger.entries, name="ledger"),
    path("ledger/verify/", ledger.verify, name="ledger_verify"),
    path("ledger/<uuid:entry_id>/", ledger.entry, name="ledger_entry"),
    path("mails/", mails.mails, name="mails"),
    path("mails/<str:name>/", mails.mail, name="mail"),
    path("mails/<str:name>/<int:part>/", mails.attachment, name="mail_attachment"),
    path("requests/", include(request_urls)),
    path("", include(sharing_urls)),
    path("entrusted/", include(entrusted_urls)),
    path("people/", people.people, name="people"),
    path("people/add/", people.add, name="person_add"),
    path("people/<uuid:user_id>/", people.person, name="person"),
    path("people/<uuid:user_id>/role/", people.role, name="person_role"),
    path("people/<uuid:user_id>/active/", people.active, name="person_active"),
    path("people/<uuid:user_id>/reset/", people.reset, name="person_reset"),
]

urlpatterns = [
    path("", signing_in(start.choose_language), name="root"),
    *i18n_patterns(
        path("", include(_SIGNING_IN)),
        path("", include((_STAFF, "staff"))),
        prefix_default_language=True,
    ),
]

handler400 = problems.bad_request
handler403 = problems.refused
handler404 = problems.not_found
handler500 = problems.broken
