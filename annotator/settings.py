"""All settings, read from the environment here and nowhere else.

Every variable has a default that suits one machine without other servers; the
production profile (docker-compose.yml) sets the rest. A wrong value stops the
start with the names of all wrong variables at once.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import FileAwareEnv, validate

from annotator import database, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = FileAwareEnv(eager=False, strip_whitespace=True)  # A secret file ends with a newline, a secret does not.

# --- where things are ------------------------------------------------------------------------------------------

DATA_DIR = Path(env.str("BOXLOOP_DATA_DIR", str(BASE_DIR / "var"))).resolve()
HOST = env.str("HOST", "127.0.0.1")
PORT = env.int("PORT", 8000, validate=validate.Range(1, 65535))
BROKER_URL = env.str("CELERY_BROKER_URL", "spool://")
STORAGE_URL = env.str("STORAGE_URL", "")
DATABASE_URL = env.str("DATABASE_URL", "")
DATABASE_PASSWORD = env.str("DATABASE_PASSWORD", "")
REDIS_PASSWORD = env.str("REDIS_PASSWORD", "")

# --- what may be asked and by whom -----------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
BEHIND_TLS = env.bool("BEHIND_TLS", False)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
_configured_key = env.str("SECRET_KEY", "")

# --- the detector and the jobs ---------------------------------------------------------------------------------

DETECTOR_DEVICE = env.str("DETECTOR_DEVICE", "auto")
DETECTOR_WEIGHTS = env.str("DETECTOR_WEIGHTS", "coco")
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", 120, validate=validate.Range(min=1))
SWEEP_SECONDS = env.int("SWEEP_SECONDS", 30, validate=validate.Range(min=1))
IMAGE_LEASE_SECONDS = env.int("IMAGE_LEASE_SECONDS", 900, validate=validate.Range(min=1))
FREE_DISK_FLOOR = env.float("FREE_DISK_FLOOR", 0.02, validate=validate.Range(0, 1, max_inclusive=False))
LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
THROTTLE = env.bool("THROTTLE", True)

env.seal()

SECRET_KEY = _configured_key or secret_key.kept_in(DATA_DIR)
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is shorter than 50 characters. Make one: openssl rand -base64 64")

# --- Django ----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "annotator",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "drf_spectacular",
    "rest_framework",
]
if find_spec("django_linear_migrations"):  # A tool for developers: users have no need of it.
    INSTALLED_APPS.append("django_linear_migrations")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "annotator.api.headers.SafeHeaders",
    "csp.middleware.CSPMiddleware",
    "annotator.api.static.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "annotator.urls"
WSGI_APPLICATION = "annotator.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "frontend" / "dist"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

# --- the database ----------------------------------------------------------------------------------------------

DATABASES = {"default": database.at(DATABASE_URL, password=DATABASE_PASSWORD, folder=DATA_DIR)}

# --- files -----------------------------------------------------------------------------------------------------

MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_PERMISSIONS = 0o640
STATIC_URL = "/static/"
STATIC_ROOT = None  # Nothing is collected: WhiteNoise serves what the finders find.
FRONTEND_DIR = BASE_DIR / "frontend" / "dist"
STATICFILES_DIRS = [FRONTEND_DIR] if FRONTEND_DIR.is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/"  # The build names them by their content.


def _default_storage() -> dict[str, Any]:
    """Files in the data folder, or the bucket that STORAGE_URL names (s3://bucket/prefix)."""
    if not STORAGE_URL:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    bucket = urlsplit(STORAGE_URL)
    if bucket.scheme != "s3" or not bucket.netloc:
        raise ImproperlyConfigured("STORAGE_URL must look like s3://bucket/prefix, or be empty for the data folder.")
    options = {"bucket_name": bucket.netloc, "location": bucket.path.strip("/"), "file_overwrite": True}
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


STORAGES = {
    "default": _default_storage(),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Per request; the browser sends many files in batches.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 2**20  # a save of 10,000 boxes is 2 MB
DATA_UPLOAD_MAX_NUMBER_FILES = 500
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# --- who is who ------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "sesame.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.NumericPasswordValidator"},
]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
SESAME_MAX_AGE = 24 * 3600
SESAME_ONE_TIME = True
API_TOKEN_DAYS = 365

# --- headers ---------------------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    # The container's own health check speaks plain HTTP from inside.
    SECURE_REDIRECT_EXEMPT = [r"^health$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    # Preloading is the owner's decision: it binds the whole domain for months.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# --- REST ------------------------------------------------------------------------------------------------------

_RATES = {"sign_in": "5/min", "anonymous": "30/min", "user": "6000/min", "upload": "600/min", "jobs": "60/min"}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "annotator.api.authentication.BrowserSession",
        "annotator.api.authentication.ProgramToken",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["annotator.api.renderers.FastJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["annotator.api.parsers.FastJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "annotator.api.renderers.OneAnswer",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["annotator.api.throttles.PersonThrottle"] if THROTTLE else [],
    "DEFAULT_THROTTLE_RATES": _RATES if THROTTLE else dict.fromkeys(_RATES),
    # The address of a client, for the throttles: never what the client itself says it is.
    "NUM_PROXIES": 1 if BEHIND_TLS else 0,
    "EXCEPTION_HANDLER": "annotator.api.problems.as_problem",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Boxloop",
    "DESCRIPTION": "Draw boxes with a detector in the loop.",
    "VERSION": "0.1.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api",
    "PATH_CONVERTER_OVERRIDES": {"id": int},
    "ENUM_NAME_OVERRIDES": {
        "ImageState": "annotator.models.image.Image.State",
        "Split": "annotator.models.image.Image.Split",
        "JobState": "annotator.models.job.Job.State",
        "JobKind": "annotator.models.job.Job.Kind",
        "BoxOrigin": "annotator.models.annotation.Box.Origin",
        "RevisionKind": "annotator.models.annotation.Revision.Kind",
        "ModelOrigin": "annotator.models.model_version.ModelVersion.Origin",
        "DetectorKind": "annotator.models.project.Project.DetectorKind",
        "Acquisition": "annotator.models.project.Project.Acquisition",
        "AutoTrain": "annotator.models.project.Project.AutoTrain",
        "Role": "annotator.models.project.Role",
        "SuspectKind": "annotator.models.suspect.Suspect.Kind",
        "SuspectState": "annotator.models.suspect.Suspect.State",
        "SuspectAnswer": "annotator.models.suspect.Suspect.Answer",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "annotator.api.schema.add_problems",
    ],
}

# --- logs ------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
