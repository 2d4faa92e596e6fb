// How the pages are built: one html for every address, hashed files under /assets/.
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { desk_worker } from './desk-worker/plugin';

const server = 'http://localhost:8080';

export default defineConfig({
  plugins: [vue(), desk_worker()],
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    target: 'es2022',
    assetsInlineLimit: 0, // the content security policy lets data: be an image, never a font or a fetch
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600, // hls.js, which only pages that play fetch
    rolldownOptions: {
      // What pages share is one file, not twenty: each request more is a first frame later.
      output: { codeSplitting: { groups: [{ name: 'shared', test: /\/src\/(parts|styles|texts\/(common|texts|agenda)\b|[a-z_]+\.ts)/ }] } },
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
