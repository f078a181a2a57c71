# The image holds one program, its libraries, and nothing that it could write to: run it with a read-only root
# file system and under any user id. State is in the database; secrets come as files (SIGNET_..._FILE).
FROM debian:bookworm-slim AS build
WORKDIR /signet
COPY scripts/packages/build scripts/packages/
RUN apt-get update \
 && sed 's/#.*//' scripts/packages/build | DEBIAN_FRONTEND=noninteractive xargs apt-get install -y --no-install-recommends
COPY . .
# The history stays outside: `docker build --build-arg SIGNET_COMMIT=$(git rev-parse --short=12 HEAD) .`
ARG SIGNET_COMMIT=
RUN SIGNET_SKIP_INSTALL=1 scripts/build "-DSIGNET_COMMIT=$SIGNET_COMMIT" && strip build/release/signet

FROM debian:bookworm-slim
COPY scripts/packages/runtime /tmp/packages
RUN apt-get update \
 && sed 's/#.*//' /tmp/packages | DEBIAN_FRONTEND=noninteractive xargs apt-get install -y --no-install-recommends \
 && rm -rf /var/lib/apt/lists/* /tmp/packages
COPY --from=build /signet/build/release/signet /usr/bin/signet
COPY LICENSE /usr/share/doc/signet/LICENSE
# Behind a proxy that terminates TLS, hence every address; the management port stays on the container's loopback.
ENV SIGNET_LISTEN=0.0.0.0:8080
EXPOSE 8080
# A number, so that an orchestrator can see that it is not root.
USER 65532:65532
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s CMD ["/usr/bin/signet", "healthcheck"]
ENTRYPOINT ["/usr/bin/signet"]
CMD ["serve"]
