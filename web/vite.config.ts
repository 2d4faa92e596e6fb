// How the pages are built: one html for every address, hashed files under /assets/.
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { desk_worker } from './desk-worker/plugin.ts';

const server = 'http://localhost:8080';
const shared = /\/src\/(parts|styles|texts\/(common|texts|agenda|desk_acts|question)\b|[a-z_]+\.ts|pages\/desk\/words)|\/node_modules\/@?vue\//;

interface Modules { getModuleInfo(id: string): { importedIds: readonly string[] } | null }
let needed: Set<string> | undefined;

/** Whether the desk's page, or the start of every page, imports it, itself or by others; so do the strips, which follow at once. */
function desk_needs(id: string, modules: Modules): boolean {
  if (!needed) {
    needed = new Set();
    const rest = ['src/main.ts', 'src/pages/desk/Page.vue', 'src/pages/desk/Strips.vue'].map((file) => fileURLToPath(new URL(file, import.meta.url)));
    for (let next = rest.pop(); next; next = rest.pop()) {
      if (needed.has(next)) continue;
      needed.add(next);
      rest.push(...(modules.getModuleInfo(next)?.importedIds ?? []));
    }
  }
  return needed.has(id);
}

export default defineConfig({
  define: { __VUE_OPTIONS_API__: false }, // every component is a <script setup>
  plugins: [vue(), desk_worker()],
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    target: 'es2022',
    assetsInlineLimit: 0, // the content security policy lets data: be an image, never a font or a fetch
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600, // hls.js, which only pages that play fetch
    rolldownOptions: {
      experimental: { chunkOptimization: false }, // it makes the desk fetch a file more
      // What pages share is two files, not twenty: each request more is a first frame later. `base` is what the desk needs of it,
      // for the desk opens on a hall's network.
      output: { codeSplitting: { groups: [{ debugName: 'shared', name: (id, modules) => (desk_needs(id, modules) ? 'base' : 'shared'), test: shared }] } },
    },
  },
  server: {
    proxy: {
      '/api': server,
      '/live': server,
      '/feed': { target: server, ws: true },
    },
  },
  test: {
    include: ['tests/**/*.test.ts'],
    environment: 'node',
  },
});
