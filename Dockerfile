# Seibi as an image: built with a compiler, run without one, by a user who may do nothing, on a root that nobody writes to.
FROM node:20-bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends g++ make python3 && rm -rf /var/lib/apt/lists/*
WORKDIR /seibi
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run --silent build && npm prune --omit=dev --no-audit --no-fund

FROM node:20-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 \
  DATABASE_URL=sqlite:/data/seibi.db ATTACHMENTS=/data/attachments SIGNING_KEYS=/keys/seibi-keys.json
WORKDIR /seibi
COPY --from=build /seibi/node_modules ./node_modules
COPY --from=build /seibi/dist ./dist
COPY package.json LICENSE ./
COPY migrations ./migrations
COPY openapi ./openapi
# The two places that are written to: attachments, and the database where that is a file; and the signing keys, apart from them.
RUN mkdir /data /keys && chown node:node /data /keys && chmod 700 /keys
VOLUME ["/data", "/keys"]
USER node
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1 and gets the signals: what was accepted is finished before it ends.
CMD ["node", "dist/main.js"]
