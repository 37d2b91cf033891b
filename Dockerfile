# syntax=docker/dockerfile:1
# The app: pages, ingest, the nightly route. docker build --tag daybook .
FROM node:24-bookworm-slim AS build
WORKDIR /daybook
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
ENV NEXT_TELEMETRY_DISABLED=1
RUN npm run build

FROM node:24-bookworm-slim
WORKDIR /daybook
COPY --from=build /daybook/.next/standalone ./
# The server listens on HOSTNAME, which a container engine sets to the container's own name otherwise. It keeps idle connections
# for longer (milliseconds) than a proxy does, which would send into one that has just ended.
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOSTNAME=0.0.0.0 PORT=3000 KEEP_ALIVE_TIMEOUT=75000
USER node
EXPOSE 3000
# Any answer below 500 says that it serves; 503 says that the database is away, which a restart does not mend.
HEALTHCHECK --interval=15s --timeout=10s --start-period=20s --retries=4 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health`).then(({ status }) => process.exit(status === 200 || status === 503 ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server.js"]
