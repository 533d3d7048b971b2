"""Every setting of the house, read from the environment, in one file.

With nothing set this is the demo on one machine. A hospital sets CANTLIE_MODE=production; then `config.safety`
refuses to serve, work, beat or migrate with anything left at its default.
"""

from pathlib import Path

from django import forms
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from environs import Env, validate

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = BASE_DIR / ".data"  # what `make up` keeps: database, broker, mail; never in git

env = Env()


def secret(name: str, default: str) -> str:
    """The value of NAME, or the contents of the file NAME_FILE names: secrets come from files in production."""
    path = env.str(f"{name}_FILE", "")
    return Path(path).read_text(encoding="utf-8").strip() if path else env.str(name, default)


MODE = env.str("CANTLIE_MODE", "demo", validate=validate.OneOf(["demo", "production"]))


PRODUCTION = MODE == "production"
DEBUG = env.bool("DEBUG", False)
DEFAULT_SECRET_KEY = "the-demo-key-which-production-refuses"
SECRET_KEY = secret("SECRET_KEY", DEFAULT_SECRET_KEY)
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{env.int('PORT', 8000)}")  # links in mails
EVENTS_URL = env.str("EVENTS_URL", "/events/")  # where the browser finds the event stream
REFUSE_IF_UNSAFE = "config.safety.refuse_if_unsafe"  # by name, for core's `migrate`: core imports nothing above it

INSTALLED_APPS = [
    "core",
    "accounts",
    "patients",
    "treatments",
    "conference",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "core.middleware.headers",
    "core.middleware.cookies",
    "core.middleware.transaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.acting",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.broken_rules",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates", Path(forms.__file__).parent / "templates"],  # ours, then Django's widgets
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.house",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "core.templatetags.house"],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # so that a form is drawn by components/form.html

# Two roles from the first migration: the owner makes tables, the app role only uses them. One database, no second dialect.
DEFAULT_DATABASE_URL = "postgres://cantlie_app:cantlie-demo@127.0.0.1:5432/cantlie"
DATABASE_URL = secret("DATABASE_URL", DEFAULT_DATABASE_URL)
DATABASE_OWNER_URL = secret("DATABASE_OWNER_URL", "")  # only `migrate` needs it; in production only `migrate` is told
DATABASES = {
    "default": env.dj_db_url("DATABASE_URL_RESOLVED", DATABASE_URL),
    "owner": env.dj_db_url("DATABASE_OWNER_URL_RESOLVED", DATABASE_OWNER_URL or DATABASE_URL),
}
for _database in DATABASES.values():
    _database["OPTIONS"] = {"connect_timeout": 3} | _database.get("OPTIONS", {})  # seconds; libpq waits for minutes
    _database["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
    _database["CONN_HEALTH_CHECKS"] = True
    _database["ATOMIC_REQUESTS"] = False  # core.middleware.transaction opens one around the whole request instead
DATABASE_ROUTERS: list[str] = []

REDIS_URL = secret("REDIS_URL", "redis://127.0.0.1:6379/0")
IN_MEMORY = "django.core.cache.backends.locmem.LocMemCache"  # of one process: a patient's name is kept nowhere else
CACHES = {
    "default": {"BACKEND": IN_MEMORY},
    "rows": {"BACKEND": IN_MEMORY, "LOCATION": "rows", "OPTIONS": {"MAX_ENTRIES": 10_000}},  # drawn rows, 2 kB each
    "drawn": {"BACKEND": IN_MEMORY, "LOCATION": "drawn", "OPTIONS": {"MAX_ENTRIES": 2_000}},  # components, 6 kB each
    "lists": {"BACKEND": IN_MEMORY, "LOCATION": "lists", "OPTIONS": {"MAX_ENTRIES": 40}},  # lists of 200 of them
}

EMAIL_URL = secret("EMAIL_URL", "smtp://127.0.0.1:2525")
_mail = env.dj_email_url("EMAIL_URL_RESOLVED", EMAIL_URL)
MAILERS = {
    "default": {
        "BACKEND": _mail["EMAIL_BACKEND"],
        "OPTIONS": {
            "host": _mail["EMAIL_HOST"],
            "port": _mail["EMAIL_PORT"],
            "username": _mail["EMAIL_HOST_USER"],
            "password": _mail["EMAIL_HOST_PASSWORD"],
            "use_tls": _mail["EMAIL_USE_TLS"],
            "use_ssl": _mail["EMAIL_USE_SSL"],
            "timeout": 10,  # Django's default waits for ever
        },
    }
}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "cantlie@conference.example")

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "accounts:home"
LOGOUT_REDIRECT_URL = "accounts:login"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
DEMO_PASSWORD = "liver-conference-demo"

LANGUAGE_CODE = "en-gb"
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGES = [("en", _("English"))]  # the source; beside it, those that have words
LANGUAGES += [
    (code, name)
    for code, name in (("sv", _("Swedish")), ("da", _("Danish")), ("de", _("German")))
    if (BASE_DIR / "locale" / code / "LC_MESSAGES" / "django.po").exists()
]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "Europe/Stockholm")

LOCAL_LIMITS_FILE = env.str(
    "LOCAL_LIMITS_FILE", ""
)  # this hospital's own limits, one a line: docs/howto/change-a-limit.md
LOCAL_PROTOCOLS = env.str("LOCAL_PROTOCOLS", "")  # a folder of texts: docs/howto/write-a-protocol.md
PRINT_PACK_DIR = env.str(
    "PRINT_PACK_DIR", ""
)  # a folder for the paper copies of near meetings: docs/howto/print-a-meeting.md

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.one_stylesheet.Storage"},
}
if env.bool("CANTLIE_SOURCE_STATIC", False):  # tests and a designer's desk read the files as they lie
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = (
    "same-origin"  # "no-referrer" makes browsers post forms with Origin: null, which the CSRF check refuses
)
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and env.bool("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # the proxy's own probe speaks plain HTTP
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF, *([EVENTS_URL] if EVENTS_URL.startswith("http") else [])],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a form of 120 lesions has more than Django's 1 000

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

# One line per event, no identity in it: paths carry opaque ids only, and Django's own request log would repeat the query string.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"class": "core.logs.Discreet", "format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {"django.request": {"level": "ERROR"}},
}
