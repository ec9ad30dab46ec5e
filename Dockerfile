# Two stages: what builds does not ship. The base is pinned by its full version; glibc, because the
# embedded store has no musl wheel.
FROM python:3.13.9-slim-bookworm AS build
WORKDIR /src
COPY constraints.txt pyproject.toml README.md LICENSE ./
COPY bot ./bot
# What else it is to have, such as [otel]: docker build --build-arg EXTRAS='[otel]' …
ARG EXTRAS=""
RUN python -m venv /opt/dgusage \
 && /opt/dgusage/bin/pip install --no-cache-dir --constraint constraints.txt ".${EXTRAS}"

FROM python:3.13.9-slim-bookworm
LABEL org.opencontainers.image.title="dgusage" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /opt/dgusage /opt/dgusage
RUN useradd --system --uid 10001 --home-dir /data --create-home dgusage
ENV PATH=/opt/dgusage/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DGUSAGE_DATA_DIR=/data
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
  CMD ["python", "-c", "import os,urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ.get('PORT','3000')}/healthz\", timeout=2)"]
ENTRYPOINT ["dgusage"]
CMD ["serve"]
