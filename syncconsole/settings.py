"""Django settings, all from the environment (`.env.example` lists every variable with its meaning)."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

import dj_database_url
from redis.connection import parse_url

from syncconsole import env

BASE_DIR = Path(__file__).resolve().parent.parent
if os.environ.get("CONSOLE_ENV_FILE"):
    env.load_file(os.environ["CONSOLE_ENV_FILE"])

# --- The console itself -----------------------------------------------------------------------------------------

CONSOLE_DATA_DIR = Path(env.text("CONSOLE_DATA_DIR", str(BASE_DIR / "data"))).absolute()
CONSOLE_BASE_URL = env.url("CONSOLE_BASE_URL", "http://127.0.0.1:8000")
CONSOLE_DEMO = env.boolean("CONSOLE_DEMO")  # only `up` sets it: known passwords, loopback only
CONSOLE_BIND = env.text("CONSOLE_BIND", "127.0.0.1")
CONSOLE_PORT = env.port("CONSOLE_PORT", 8000)
SANDBOX_ESPOCRM_PORT = env.port("SANDBOX_ESPOCRM_PORT", 8091)
SANDBOX_ADVOWARE_PORT = env.port("SANDBOX_ADVOWARE_PORT", 8092)

SECRET_KEY = env.text("SECRET_KEY")
DEBUG = env.boolean("DEBUG")
ALLOWED_HOSTS = list(env.text_list("ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]")))
CSRF_TRUSTED_ORIGINS = list(env.text_list("CSRF_TRUSTED_ORIGINS"))

# --- Database and Redis -----------------------------------------------------------------------------------------


def _database(address: str) -> dict[str, Any]:
    age = env.seconds("CONN_MAX_AGE", 600)
    config: dict[str, Any] = {**dj_database_url.parse(address, conn_max_age=age, conn_health_checks=True)}
    if config["ENGINE"].endswith("sqlite3"):
        if not Path(config["NAME"]).is_absolute():
            raise ValueError
        Path(config["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        # Measured: with Django's defaults 76 of 1000 short transactions of four processes fail as "database is locked".
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    elif config["ENGINE"].endswith("postgresql"):
        config.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    else:
        raise ValueError
    return config


DATABASES = {
    "default": env.checked("DATABASE_URL", None, _database, "must be postgres://… or sqlite:////absolute/path")
    or _database(f"sqlite:///{CONSOLE_DATA_DIR / 'console.sqlite3'}")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _redis_url() -> str:
    host, port = env.text("REDIS_HOST", "127.0.0.1"), env.port("REDIS_PORT", 6379)
    database = env.integer("REDIS_DB", 0, old="REDIS_DB_ADVOWARE_CACHE")
    default = f"redis://{host}:{port}/{database}"
    return env.checked("REDIS_URL", default, _checked_redis, "must be redis://…, rediss://… or unix://…")


def _checked_redis(address: str) -> str:
    parse_url(address)  # type: ignore[no-untyped-call]
    return address


REDIS_URL = _redis_url()

# --- EspoCRM ----------------------------------------------------------------------------------------------------

ESPOCRM_API_BASE_URL = env.url("ESPOCRM_API_BASE_URL", ending="/api/v1")
ESPOCRM_API_KEY = env.text("ESPOCRM_API_KEY", old="ESPOCRM_MARVIN_API_KEY")
ESPOCRM_API_TIMEOUT_SECONDS = env.seconds("ESPOCRM_API_TIMEOUT_SECONDS", 30, least=1)
ESPOCRM_WEBHOOK_SECRETS = env.pairs("ESPOCRM_WEBHOOK_SECRETS", form="webhookid:secret")
ESPOCRM_NOTIFY_USERS = env.text_list("ESPOCRM_NOTIFY_USERS")
ESPOCRM_NOTIFY_CHANNEL = env.choice("ESPOCRM_NOTIFY_CHANNEL", "note", ("note", "notification", "none"))
ESPOCRM_MAX_IN_FLIGHT = env.integer("ESPOCRM_MAX_IN_FLIGHT", 16, least=1)

# --- Advoware ---------------------------------------------------------------------------------------------------


def _base64(raw: str) -> str:
    base64.b64decode(raw, validate=True)
    return raw


ADVOWARE_API_BASE_URL = env.url("ADVOWARE_API_BASE_URL")
ADVOWARE_AUTH_URL = env.url("ADVOWARE_AUTH_URL")
ADVOWARE_DISCOVERY_URL = env.url("ADVOWARE_DISCOVERY_URL", "https://www2.advo-net.net/AdvonetConfigurator/api/Url")
ADVOWARE_API_PREFIX = env.text("ADVOWARE_API_PREFIX", "/api/v1/advonet")
ADVOWARE_API_TIMEOUT_SECONDS = env.seconds("ADVOWARE_API_TIMEOUT_SECONDS", 30, least=1)
ADVOWARE_PRODUCT_ID = env.integer("ADVOWARE_PRODUCT_ID", 64)
ADVOWARE_APP_ID = env.text("ADVOWARE_APP_ID")
ADVOWARE_API_KEY = env.checked("ADVOWARE_API_KEY", "", _base64, "must be base64, as the vendor issued it")
ADVOWARE_KANZLEI = env.text("ADVOWARE_KANZLEI")
ADVOWARE_DATABASE = env.text("ADVOWARE_DATABASE")
ADVOWARE_USER = env.text("ADVOWARE_USER")
ADVOWARE_ROLE = env.integer("ADVOWARE_ROLE", 2)
ADVOWARE_PASSWORD = env.text("ADVOWARE_PASSWORD")
ADVOWARE_SEARCH = env.choice("ADVOWARE_SEARCH", "auto", ("auto", "off"))
ADVOWARE_OMITS_NULLS = env.boolean("ADVOWARE_OMITS_NULLS")
ADVOWARE_MAX_IN_FLIGHT = env.integer("ADVOWARE_MAX_IN_FLIGHT", 8, least=1)

# --- The sync ---------------------------------------------------------------------------------------------------


def _region(raw: str) -> str:
    if len(raw) != 2 or not raw.isalpha() or not raw.isupper():
        raise ValueError
    return raw


_POLICIES = ("espocrm", "advoware", "manual")

SYNC_CONCURRENCY = env.integer("SYNC_CONCURRENCY", 16, least=1)
SYNC_RETRY_DELAYS_SECONDS = env.integer_list("SYNC_RETRY_DELAYS_SECONDS", (60, 300, 900, 3600, 14400), least=1)
SYNC_RETRY_JITTER = env.fraction("SYNC_RETRY_JITTER", 0.2)
SYNC_MAX_FAILURES = env.integer("SYNC_MAX_FAILURES", 5, least=1)
SYNC_PERMANENT_RETRY_SECONDS = env.seconds("SYNC_PERMANENT_RETRY_SECONDS", 86400)
SYNC_LOCK_TTL_SECONDS = env.seconds("SYNC_LOCK_TTL_SECONDS", 300, least=1)
SYNC_COMPARE_AFTER_SECONDS = env.seconds("SYNC_COMPARE_AFTER_SECONDS", 86400)
SYNC_CREATE_QUARANTINE_SECONDS = env.seconds("SYNC_CREATE_QUARANTINE_SECONDS", 600)
SYNC_TOUCH_LAST_SYNC_SECONDS = env.seconds("SYNC_TOUCH_LAST_SYNC_SECONDS", 0)
SYNC_CONFLICT_POLICY = env.choice("SYNC_CONFLICT_POLICY", "espocrm", _POLICIES)
SYNC_FIELD_POLICIES = env.pairs("SYNC_FIELD_POLICIES", values=_POLICIES, form="field:policy")
SYNC_PUBLISH_SYNCING = env.boolean("SYNC_PUBLISH_SYNCING")
SWEEP_INTERVAL_SECONDS = env.seconds("SWEEP_INTERVAL_SECONDS", 900, least=1)
TICK_INTERVAL_SECONDS = env.seconds("TICK_INTERVAL_SECONDS", 30, least=1)
BREAKER_PROBE_SECONDS = env.seconds("BREAKER_PROBE_SECONDS", 30, least=1)
ADVOWARE_KOMMUNIKATION_PATH = env.text("ADVOWARE_KOMMUNIKATION_PATH", "Kommunikationen")
PHONE_REGION = env.checked("PHONE_REGION", "DE", _region, "must be a country's two capital letters, such as DE")
PERSON_RECHTSFORMEN = env.text_list("PERSON_RECHTSFORMEN", ("Natürliche Person", "Privatperson", "Person"))
SYNC_SALUTATIONS = env.pairs("SYNC_SALUTATIONS", form="option:word") or {"Mr.": "Herr", "Ms.": "Frau", "Mrs.": "Frau"}
SYNC_RECHTSFORMEN = env.pairs("SYNC_RECHTSFORMEN", form="option:word")  # what is not named passes through
SYNC_LAST_NAME_FOLLOWS = env.boolean("SYNC_LAST_NAME_FOLLOWS")  # lastName repeats firmenname for companies
HISTORY_RETENTION_DAYS = env.integer("HISTORY_RETENTION_DAYS", 90, least=1)

# --- Django -----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    # First, so that its templates and commands win over those of the admin and of django-rq.
    "syncconsole.apps.SyncConsoleConfig",
    "syncconsole.apps.ConsoleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_rq",
    "beteiligte",
    "kommunikation",
]
MIDDLEWARE = [
    # First: nothing before it may answer EspoCRM with a code that loses events.
    "syncconsole.webhooks.gate.WebhookGate",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "syncconsole.urls"
WSGI_APPLICATION = "syncconsole.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "syncconsole" / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # no collectstatic: the files are few and served from memory
WHITENOISE_AUTOREFRESH = DEBUG

# A webhook may carry 10 MB, which its view limits itself (rules 5); the margin lets it answer instead of Django.
DATA_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024

# --- Queues -----------------------------------------------------------------------------------------------------

QUEUE_NAMES = ("interactive", "events", "sweep")  # the order in which a worker without names serves them
RQ_QUEUES = {name: {"URL": REDIS_URL, "DEFAULT_TIMEOUT": 900, "DEFAULT_RESULT_TTL": 60} for name in QUEUE_NAMES}
RQ = {
    "DEFAULT_RESULT_TTL": 60,
    "COMMIT_MODE": "auto",
    "WORKER_CLASS": "syncconsole.processes.worker.ConsoleWorker",
    "SCHEDULER_CLASS": "syncconsole.regular.schedule.ConsoleScheduler",
}
RQ_FAILURE_TTL_SECONDS = 7 * 86400  # RQ's own default is a year
RQ_SHOW_ADMIN_LINK = False  # django-rq's pages ask only for is_staff; the console registers them behind a permission

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
}

# --- Security ---------------------------------------------------------------------------------------------------

_HTTPS = CONSOLE_BASE_URL.startswith("https://")
_BEHIND_PROXY = env.boolean("CONSOLE_BEHIND_PROXY")  # the proxy sets X-Forwarded-Proto and strips a client's own

if _BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = _HTTPS and _BEHIND_PROXY and not DEBUG
SECURE_REDIRECT_EXEMPT = [r"^webhooks/", r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 86400 if _HTTPS and not DEBUG else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "console_session", "console_csrf"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- Logging ----------------------------------------------------------------------------------------------------

LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOG_FORMAT = env.choice("LOG_FORMAT", "text", ("text", "json"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "syncconsole.processes.logs.JsonFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # django-rq logs every job at INFO; its handlers are its own, so the level is all there is to say here.
        "rq.worker": {"handlers": ["stderr"], "level": LOG_LEVEL, "propagate": False},
        "rq_scheduler": {"level": "WARNING"},
        "urllib3": {"level": "WARNING"},  # its DEBUG lines name paths
    },
}

env.raise_if_bad()
