"""Settings: the environment in, safe values out. Every variable is listed in .env.example."""

from pathlib import Path
from urllib.parse import quote
from zlib import crc32

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from portal.csp import hash_source

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

# All state of the portal lives in this folder: database, media, secret key, mail outbox.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()

DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=True)
# On somebody's own machine: demo people, and staff may do without a second factor.
LOCAL = env.bool("LOCAL", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")


def secret_key() -> str:
    """The key from SECRET_KEY or VAR_DIR/secret_key; raises ImproperlyConfigured where neither exists."""
    key_file = VAR_DIR / "secret_key"
    if key := env.str("SECRET_KEY", default=""):
        return key
    if key_file.exists():
        return key_file.read_text().strip()
    raise ImproperlyConfigured(f"No secret key: set SECRET_KEY, or run `make secret` to write {key_file}.")


SECRET_KEY = secret_key()

INSTALLED_APPS = [
    "modeltranslation",  # must stand before the admin
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",  # templates of forms come from our own folder first
    "csp",
    "django_prose_editor",
    "simple_history",
    "portal.apps.BackgroundConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "portal",
    "portal.mail",
    "portal.visits",
    "portal.embroidery",
    "portal.publishing",
    "portal.accounts",
    "portal.media",
    "portal.search",
    "portal.exchange",
    "portal.backup",
    "portal.links",
    "portal.doubles",
    "cities",
    "initiatives",
    "news",
    "portal.opendata",
    "portal.newsletter",
    "portal.pages",
    "portal.offline",
    "portal.mirror",
    "portal.workspace",
    "portal.desk",
    "portal.watch",
    "portal.starter",
]

MIDDLEWARE = [
    "portal.watch.middleware.watch_requests",  # above all that answers, caches too
    "portal.middleware.language_from_address",  # so early that every refusal is in the reader's language
    "portal.page_cache.PageCache",  # above all else that a page passes through: it is kept as it was sent
    "portal.middleware.closed_to_other_sites",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.CompressPages",  # above all that write a page; pads its answers against BREACH
    "csp.middleware.CSPMiddleware",
    "portal.plausible.RefuseTheImplausible",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.politeness.LimitSending",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.access.guard_desk",
    "simple_history.middleware.HistoryRequestMiddleware",
    "portal.media.middleware.vary_on_save_data",
    "portal.middleware.page_for_wrong_method",
    "portal.lookup.answer_moved_and_gone",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
FORM_RENDERER = "portal.forms.PortalFormRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "portal.templatetags.portal"],
        },
    },
]

# Database

# Quoted: a folder may be called "c++" or "#1".
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{quote(str(VAR_DIR / 'portal.sqlite3'))}")}
if "REPLICA_URL" in env:
    DATABASES["replica"] = env.db_url("REPLICA_URL")
    DATABASES["replica"]["TEST"] = {"MIRROR": "default"}
    DATABASE_ROUTERS = ["portal.replica.Router"]
    MIDDLEWARE.insert(0, "portal.replica.read_from_replica")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue at BEGIN instead of failing halfway.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    for database in DATABASES.values():
        database["CONN_MAX_AGE"] = 60
        database["CONN_HEALTH_CHECKS"] = True
        # A server on another machine that loses its power says no farewell: noticed within a quarter of a minute, or
        # whoever asked it would wait for hours. In seconds, the last one in milliseconds.
        vanished = {"keepalives_idle": 6, "keepalives_interval": 3, "keepalives_count": 3, "tcp_user_timeout": 15_000}
        database["OPTIONS"] = {"connect_timeout": 3} | vanished | database.get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # What is counted here against guessing must hold for all processes of the machine, so not in their memory.
    "default": env.cache_url("CACHE_URL")
    if "CACHE_URL" in env
    else {
        "BACKEND": "portal.file_cache.FileCache",
        "LOCATION": VAR_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # Pages of some 12 kB each. Those with a query have a place of their own, or made-up ones would push out the others.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 1000, "CULL_FREQUENCY": 20},
    },
    "narrowed pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "narrowed pages",
        "OPTIONS": {"MAX_ENTRIES": 300, "CULL_FREQUENCY": 20},
    },
    # Pictures that take long to draw and never change.
    "previews": {
        "BACKEND": "portal.file_cache.FileCache",
        "LOCATION": VAR_DIR / "previews",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}
if env.str("CACHE_URL", default="").startswith("redis"):
    CACHES["default"]["BACKEND"] = "portal.redis_cache.RedisCache"
    CACHES["pages"] = CACHES["default"] | {"KEY_PREFIX": "pages"}
    CACHES["narrowed pages"] = CACHES["default"] | {"KEY_PREFIX": "narrowed"}
if DEBUG:  # whoever changes a template wants to see it
    CACHES["pages"] = CACHES["narrowed pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# People

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workspace:overview"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

PASSWORD_RESET_TIMEOUT = 60 * 60

# Signing in: by a code in a letter, a passkey, or a password for those who set one. Nobody signs up; staff and cities
# let people in. The address of a person stands in one place, so allauth keeps none of its own.
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Digits, since letters would have to be typed with another keyboard than the Ukrainian one.
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8}
ACCOUNT_LOGIN_TIMEOUT = 30 * 60
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "pages:home"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,3/m/key,15/h/key"}
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.PasswordSignInForm",
    "request_login_code": "portal.accounts.forms.AskForCodeForm",
    "confirm_login_code": "portal.accounts.forms.ConfirmCodeForm",
    "reauthenticate": "portal.accounts.forms.PasswordAgainForm",
    "change_password": "portal.accounts.forms.ChangePasswordForm",
    "set_password": "portal.accounts.forms.SetPasswordForm",
    "reset_password": "portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "portal.accounts.forms.NewPasswordForm",
}
MFA_ADAPTER = "portal.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.SecondFactorForm",
    "reauthenticate": "portal.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "portal.accounts.forms.ActivateAppForm",
    "add_webauthn": "portal.accounts.forms.AddKeyForm",
    "edit_webauthn": "portal.accounts.forms.RenameKeyForm",
}

# Languages and time

LANGUAGE_CODE = "uk"
LANGUAGES = [("uk", "Українська"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "uk"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("uk",)
TIME_ZONE = "Europe/Kyiv"
USE_TZ = True

# Files

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "portal.media.bucket.Bucket", "OPTIONS": {"url": env.str("MEDIA_STORAGE_URL")}}
    if "MEDIA_STORAGE_URL" in env
    else {"BACKEND": "portal.media.folder.Folder"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Mail

if "EMAIL_URL" in env:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="portal@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
OFFICE_EMAIL = env.str("OFFICE_EMAIL", default="office@localhost")

# Safety

SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
# Who asks for health and metrics stands behind the server that ends TLS.
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    MIDDLEWARE.insert(0, "portal.middleware.address_behind_proxy")

# The one inline script: it must run before the first paint. Its hash, unlike a nonce, lets pages be cached.
SCHEME_SCRIPT = (BASE_DIR / "static/js/scheme.js").read_text(encoding="utf-8").strip()

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, hash_source(SCHEME_SCRIPT), NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}

# Seeing

# Who may read /metrics: networks such as 127.0.0.1/32, or whoever sends the token. Nobody, unless one is set.
METRICS_ADDRESSES = env.list("METRICS_ADDRESSES", default=[])
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
# Counters of the processes of this machine. In memory: mapped files on a full disk would take the processes down.
METRICS_DIR = env.str("METRICS_DIR", default=f"/dev/shm/portal-{crc32(str(VAR_DIR).encode()):08x}")  # noqa: S108
# Where errors are told, by Sentry's protocol.
SENTRY_DSN = env.str("SENTRY_DSN", default="")
# Lines for people, or JSON for programs.
LOG_FORMAT = env.str("LOG_FORMAT", default="line" if DEBUG or LOCAL else "json")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "portal.watch.logs.JsonLines"},
    },
    "filters": {
        "context": {"()": "portal.watch.logs.AddContext"},
        "masking": {"()": "portal.masking.MaskPersonalData"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["context", "masking"]},
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "pymorphy3": {"level": "WARNING"},
    },
}
