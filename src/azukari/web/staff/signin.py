"""How people sign in to the staff door: the values of Django's and django-allauth's settings, each with its reason.

`azukari.web.settings` takes them over for the doors ``staff`` and ``owner``.
"""

from typing import Any

from django.urls import reverse_lazy

IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 8 * 60 * 60
FRESH_SECONDS = 5 * 60  # how long an answer to "is it still you?" counts for what is grave

STAFF_SETTINGS: dict[str, Any] = {
    "MIDDLEWARE": [
        "django.middleware.security.SecurityMiddleware",
        "azukari.web.staff.middleware.HeadersMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "azukari.web.staff.middleware.SessionLimitMiddleware",
        "django.contrib.auth.middleware.LoginRequiredMiddleware",  # a page is closed unless it says otherwise
        "django.contrib.messages.middleware.MessageMiddleware",
        "allauth.account.middleware.AccountMiddleware",
        "azukari.web.staff.middleware.GateMiddleware",
    ],
    "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
    # Scrypt is memory-hard and comes with Python; the second is there to read nothing but what an import may bring.
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.ScryptPasswordHasher"],
    "AUTH_PASSWORD_VALIDATORS": [
        {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
        {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
        {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    ],
    "LOGIN_URL": reverse_lazy("account_login"),
    "LOGIN_REDIRECT_URL": reverse_lazy("staff:start"),
    "LOGOUT_REDIRECT_URL": reverse_lazy("account_login"),
    # Sessions stand in the database, because the keeper looks them up itself; one cookie, and none for CSRF.
    "SESSION_ENGINE": "django.contrib.sessions.backends.db",
    "SESSION_COOKIE_NAME": "azukari_staff",
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Strict",
    "SESSION_COOKIE_AGE": IDLE_SECONDS,
    "SESSION_SAVE_EVERY_REQUEST": True,  # so that the age above counts from the last request
    "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
    "CSRF_USE_SESSIONS": True,
    "CSRF_FAILURE_VIEW": "azukari.web.staff.views.problems.csrf_failure",
    # With "no-referrer" browsers send "Origin: null" with every form, which Django rightly refuses.
    "SECURE_REFERRER_POLICY": "same-origin",
    # One file at most, and none but on the one view that takes papers into a case.
    "DATA_UPLOAD_MAX_NUMBER_FILES": 1,
    "FILE_UPLOAD_HANDLERS": ["azukari.web.uploads.OneFileHandler"],
    "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
    "ACCOUNT_ADAPTER": "azukari.web.staff.adapters.AccountAdapter",
    "ACCOUNT_LOGIN_METHODS": {"username"},
    "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],
    "ACCOUNT_EMAIL_VERIFICATION": "none",
    "ACCOUNT_EMAIL_NOTIFICATIONS": False,
    "ACCOUNT_PRESERVE_USERNAME_CASING": False,
    "ACCOUNT_SESSION_REMEMBER": False,
    "ACCOUNT_REAUTHENTICATION_TIMEOUT": FRESH_SECONDS,
    "ACCOUNT_PREVENT_ENUMERATION": True,
    # Guessing from one address ends soon; guessing at one account from many is slowed, but so late that nobody is locked out by
    # a stranger's few wrong passwords. A second factor stands behind the password anyway.
    "ACCOUNT_RATE_LIMITS": {"login_failed": "10/m/ip,100/h/key"},
    "MFA_ADAPTER": "azukari.web.staff.adapters.SecondFactorAdapter",
    "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
    "MFA_PASSKEY_LOGIN_ENABLED": True,
    "MFA_PASSKEY_SIGNUP_ENABLED": False,
    "MFA_ALLOW_UNVERIFIED_EMAIL": True,  # nobody signs up, so nobody can sign up with another's address
    "MFA_RECOVERY_CODES_SHOW_ONCE": True,
    "MFA_TOTP_ISSUER": "Azukari",
    "MFA_TOTP_TOLERANCE": 1,  # half a minute of a telephone's clock
    "MFA_TRUST_ENABLED": False,
}
