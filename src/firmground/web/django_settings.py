"""Django's settings, made from ours. Nothing is decided by a deployment here; see ``firmground.settings``."""

from __future__ import annotations

from pathlib import Path

from firmground.settings import settings

_HERE = Path(__file__).parent
_SETTINGS = settings()

SECRET_KEY = _SETTINGS.secret()
DEBUG = _SETTINGS.is_debug
ALLOWED_HOSTS = list(_SETTINGS.allowed_hosts)
DATABASES = {"default": _SETTINGS.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "firmground.storage",
    "firmground.accounts",
    "firmground.web",
]
AUTH_USER_MODEL = "accounts.Person"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("username", "number")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
    )
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "firmground.web.security.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "firmground.web.urls"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "firmground.web.context.shell",
            ],
        },
    }
]

STATIC_URL = "/static/"
STATIC_ROOT = _SETTINGS.data_folder / "static"
WHITENOISE_USE_FINDERS = True  # served from the package: `serve` needs no collecting step

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ar", "العربية")]
LOCALE_PATHS = [_HERE / "locale"]
FORMAT_MODULE_PATH = ["firmground.web.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

DATA_UPLOAD_MAX_NUMBER_FILES = 256
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]  # straight to disk

SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _SETTINGS.is_https
CSRF_COOKIE_SECURE = _SETTINGS.is_https
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in _SETTINGS.allowed_hosts if host != "*" and _SETTINGS.is_https]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SETTINGS.is_https else None
SECURE_HSTS_SECONDS = 31_536_000 if _SETTINGS.is_https else 0  # a year, and only where https is promised
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
LOGIN_URL = "/sign-in"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
}
"""What breaks is told to whoever runs the server; a refusal is not a fault and is not."""
