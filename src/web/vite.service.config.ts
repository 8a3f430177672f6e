// How the service is built for running: what `tsc` wrote, with the packages it needs, in few files. Reading a thousand took half of a start.
import { rmSync } from 'node:fs';
import { dirname, relative } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const source = fileURLToPath(new URL('..', import.meta.url));
const target = fileURLToPath(new URL('../../dist', import.meta.url));
const MARK = '__place_of__';

// A module finds its files and threads by where it stands; in a file with others it says where that was.
function keepPlaces(): Plugin {
  return {
    name: 'keep-places',
    enforce: 'pre',
    // Their names change with what is in them.
    buildStart: () => rmSync(`${target}/chunks`, { recursive: true, force: true }),
    transform(code, id) {
      if (!id.startsWith(source) || !code.includes('import.meta.url')) return null;
      const place = id.slice(source.length).replace(/\.ts$/, '.js');
      return { code: code.replaceAll('import.meta.url', `${MARK}(${JSON.stringify(place)})`), map: null };
    },
    renderChunk(code, { fileName }) {
      const placed = code.replace(
        new RegExp(`${MARK}\\("([^"]+)"\\)`, 'g'),
        (_, place: string) =>
          `new URL(${JSON.stringify(`./${relative(dirname(fileName), place)}`)}, import.meta.url).href`,
      );
      return { code: placed, map: null };
    },
  };
}

export default defineConfig({
  root: source,
  publicDir: false,
  plugins: [keepPlaces()],
  ssr: {
    noExternal: true,
    // What is compiled, begins threads or reads files of its own stays a package, and so does what few installations load.
    external: ['better-sqlite3', 'pg', 'pino', 'pdfkit', 'qrcode', '@fastify/swagger-ui', '@fastify/static', 'tsx'],
  },
  build: {
    ssr: true,
    outDir: target,
    // Beside what `tsc` wrote: declarations, the client, and what is loaded by its path.
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: Object.fromEntries(
        ['main', 'cli/seibi', 'usecases/metrics/reckoner-worker'].map((name) => [name, `${source}${name}.ts`]),
      ),
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});
