"""Django's settings, for the door that ``AZUKARI_DOOR`` names: public, portal, staff, worker, or owner (who migrates)."""

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from azukari.web.environment import env_bool, env_int, env_secret, env_text
from azukari.web.staff.signin import STAFF_SETTINGS

AZUKARI_DOOR = env_text("AZUKARI_DOOR", "owner")
AZUKARI_HOME = Path(env_text("AZUKARI_HOME", "."))
AZUKARI_KEYS = Path(env_text("AZUKARI_KEYS", "."))
AZUKARI_KEEPER_SOCKET = env_text("AZUKARI_KEEPER_SOCKET", "")
AZUKARI_NAME = env_text("AZUKARI_NAME", "azukari.example")
AZUKARI_DEMO = env_bool("AZUKARI_DEMO")
AZUKARI_TLS_MINIMUM = env_text("AZUKARI_TLS_MINIMUM", "tls1.3")
AZUKARI_CERTIFICATE = env_text("AZUKARI_CERTIFICATE", "")
AZUKARI_PUBLIC_URL = env_text("AZUKARI_PUBLIC_URL", "https://localhost:8443")
AZUKARI_STAFF_URL = env_text("AZUKARI_STAFF_URL", "https://localhost:8444")
AZUKARI_PORTAL_URL = env_text("AZUKARI_PORTAL_URL", "")  # empty where there is no portal
AZUKARI_GDPR = env_bool("AZUKARI_GDPR")  # whether persons are also offered the GDPR's kinds of request
AZUKARI_SENDS = env_int("AZUKARI_SENDS", 30)  # forms that one address may send in ten minutes
AZUKARI_LEDGER_KEY = env_text("AZUKARI_LEDGER_KEY", "")  # the vkey under which the ledger signs
AZUKARI_WITNESSES = env_text("AZUKARI_WITNESSES", "")  # who cosigns its checkpoints
AZUKARI_HEADS_TO = [one for one in env_text("AZUKARI_HEADS_TO", "").split(",") if one]
AZUKARI_HEADS_FOLDER = env_text("AZUKARI_HEADS_FOLDER", "")
AZUKARI_SFTP_KEY = env_text("AZUKARI_SFTP_KEY", "")
AZUKARI_HEADS_HOURS = env_int("AZUKARI_HEADS_HOURS", 24)

# Migrating and sending letters sign nothing, so those processes are not given a key that lasts.
_SIGNS = AZUKARI_DOOR in ("public", "portal", "staff")
SECRET_KEY = env_secret("AZUKARI_SECRET_KEY") if _SIGNS else secrets.token_urlsafe(50)
DEBUG = False
ALLOWED_HOSTS = env_text("AZUKARI_HOSTS", "localhost").split(",")
USE_X_FORWARDED_HOST = False
SECURE_SSL_REDIRECT = False  # plain HTTP never reaches Django: another listener answers it with a redirect
SECURE_HSTS_SECONDS = 31_536_000
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin" if AZUKARI_DOOR == "portal" else "no-referrer"
X_FRAME_OPTIONS = "DENY"
APPEND_SLASH = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
# The portal takes one file, on the one view that says so: a recipient's certificate.
DATA_UPLOAD_MAX_NUMBER_FILES = 1 if AZUKARI_DOOR == "portal" else 0
FILE_UPLOAD_HANDLERS = ["azukari.web.uploads.OneFileHandler"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def database(url: str) -> dict[str, Any]:
    """Turn a connection URL into Django's form."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": query.get("port", [str(parts.port or "")])[0],
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c statement_timeout=5000 -c lock_timeout=4000", "connect_timeout": 5},
        "TEST": {"MIRROR": None, "MIGRATE": False},
    }


DATABASES = {"default": database(env_text("AZUKARI_DATABASE_URL", "postgresql:///azukari"))}
if AZUKARI_DOOR in ("public", "owner"):
    DATABASES["person_keys"] = database(env_text("AZUKARI_PERSON_KEYS_URL", "postgresql:///azukari_person_keys"))
DATABASE_ROUTERS = ["azukari.web.database.PersonKeysRouter"]

ROOM_APPS = [
    "azukari.ledger",
    "azukari.statement",
    "azukari.vault",
    "azukari.vault.person_keys",
    "azukari.sharing",
    "azukari.rights",
    "azukari.web.letters",
    "procrastinate.contrib.django",
]
STAFF_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "azukari.web.staff",  # before allauth, whose templates it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
INSTALLED_APPS = {
    "public": ["django.contrib.staticfiles", "azukari.web.public"],
    "portal": ["django.contrib.staticfiles", "azukari.web.portal"],
    "staff": ["django.contrib.staticfiles", *STAFF_APPS],
    "worker": [*ROOM_APPS],
    "owner": [*ROOM_APPS, "azukari.web.public", "azukari.web.portal", "azukari.api", *STAFF_APPS],
}[AZUKARI_DOOR]

MIDDLEWARE = {
    "public": [
        "azukari.web.access_log.AccessLogMiddleware",
        "azukari.web.public.middleware.SecurityHeadersMiddleware",
        "django.middleware.security.SecurityMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
    ],
    "portal": [
        "azukari.web.access_log.AccessLogMiddleware",
        "azukari.web.portal.middleware.SecurityHeadersMiddleware",
        "django.middleware.security.SecurityMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
    ],
    "worker": [],
}.get(AZUKARI_DOOR, STAFF_SETTINGS["MIDDLEWARE"])
ROOT_URLCONF = f"azukari.web.{AZUKARI_DOOR if AZUKARI_DOOR in ('portal', 'staff') else 'public'}.urls"
WSGI_APPLICATION = "azukari.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                *(
                    [
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                    if AZUKARI_DOOR == "staff"
                    else []
                ),
            ],
        },
    },
]

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"

STATIC_URL = "/static/"
STATIC_ROOT = None  # files are served from where they lie
STATICFILES_DIRS = [Path(__file__).parent / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env_text("AZUKARI_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = env_int("AZUKARI_SMTP_PORT", 25)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env_text("AZUKARI_SMTP_FROM", "noreply@localhost")

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
AUTH_USER_MODEL = "staff.StaffUser"

# Only fixed sentences and allow-listed fields reach a log: no request data, no exception text.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "azukari.web.logs.PlainFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "azukari": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "propagate": False},
    },
}

if AZUKARI_DOOR in ("staff", "owner"):
    globals().update({name: value for name, value in STAFF_SETTINGS.items() if name != "MIDDLEWARE"})
