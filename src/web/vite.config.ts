// How the pages are built: hashed files under /app, one style sheet a page, and the service worker told which files there are.
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The worker keeps the pages for when the network is gone, so it has to know their names.
function tellWorker(): Plugin {
  return {
    name: 'tell-worker',
    // After the document has been made, when a script that became empty is no longer among the files.
    enforce: 'post',
    generateBundle(_options, bundle) {
      const worker = bundle['worker.js'];
      if (worker?.type !== 'chunk') throw new Error('there is no service worker to tell');
      // The scanner's WebAssembly weighs as much as everything else together, and few need it.
      const files = Object.keys(bundle).filter((name) => name.startsWith('app/') && !/\.(map|wasm)$/.test(name));
      worker.code = worker.code.replace('__FILES__', JSON.stringify(files.map((name) => `/${name}`)));
    },
  };
}

const LATER = /\/(parts\/(chart|plot)|shell\/(scan|decode))\./;

function isShared(id: string): boolean {
  if (/\/node_modules\/(preact|idb)\/|vite\/preload-helper/.test(id)) return true;
  return (
    id.startsWith(here('.')) && !/\/(pages|verify)\//.test(id) && !/\/(main|worker)\.ts/.test(id) && !LATER.test(id)
  );
}

export default defineConfig({
  root: here('.'),
  publicDir: false,
  plugins: [tellWorker()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: here('../../dist/web'),
    emptyOutDir: true,
    assetsDir: 'app',
    // No `data:` addresses: the security policy of styles and scripts knows files alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    reportCompressedSize: false,
    rolldownOptions: {
      input: { app: here('app.html'), worker: here('worker.ts') },
      output: {
        entryFileNames: ({ name }) => (name === 'worker' ? 'worker.js' : 'app/[name]-[hash].js'),
        chunkFileNames: 'app/[name]-[hash].js',
        assetFileNames: 'app/[name]-[hash][extname]',
        // What every page needs comes as one file: a dozen small ones would wait for one another's connections.
        codeSplitting: { groups: [{ name: 'shared', test: isShared }] },
      },
    },
  },
});
