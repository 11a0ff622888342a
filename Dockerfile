# Two images from one file: `web`, which starts without torch and is small, and `worker`, which computes.
#
#   docker build --target web --tag boxloop-web .
#   docker build --target worker --tag boxloop-worker .

FROM node:24-slim AS frontend
WORKDIR /app/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend ./
RUN npm run build


FROM python:3.11-slim AS base
ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore \
    BOXLOOP_DATA_DIR=/data
RUN useradd --system --uid 10001 --create-home --home-dir /home/boxloop boxloop \
    && install --directory --owner boxloop --mode 750 /data
WORKDIR /app
# The packages first: a change of our code does not install them anew.
COPY pyproject.toml requirements.lock README.md ./
RUN mkdir annotator detector && touch annotator/__init__.py detector/__init__.py \
    && pip install --constraint requirements.lock --editable '.[postgres,redis,s3]'


FROM base AS web
COPY --from=frontend /app/frontend/dist frontend/dist
RUN python -m whitenoise.compress --quiet frontend/dist
COPY manage.py ./
COPY detector detector
COPY annotator annotator
RUN python -m compileall -q annotator detector
USER boxloop
EXPOSE 8000
VOLUME /data
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "32", "annotator.wsgi:application"]


FROM base AS worker
# What is compiled for a GPU is started from C.
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
# For a worker without a GPU, name the index of torch's CPU builds here: the image is then 5 GB smaller.
ARG PIP_EXTRA_INDEX_URL=
RUN pip install --constraint requirements.lock --editable '.[detector,fast,postgres,redis,s3]'
COPY manage.py ./
COPY detector detector
COPY annotator annotator
RUN python -m compileall -q annotator detector
USER boxloop
VOLUME /data
CMD ["python", "manage.py", "worker", "--no-clock"]
