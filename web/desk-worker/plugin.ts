// Builds /desk-worker.js: the worker with the list of files that the desk needs, also those that it loads later, as the reader
// of QR codes.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin, Rolldown } from 'vite';

const desk_folder = '/web/src/pages/desk/';

export function desk_worker(): Plugin {
  return {
    name: 'desk-worker',
    apply: 'build',
    generateBundle: { order: 'post', handler(_, bundle) {
      const files = ['/index.html', '/favicon.svg', ...needed(bundle)].sort();
      const version = createHash('sha256').update(files.map((file) => file + text_of(bundle, file)).join()).digest('hex').slice(0, 12);
      const worker = readFileSync(new URL('worker.js', import.meta.url), 'utf8');
      const source = worker.replace('__VERSION__', version).replace('[/* __FILES__ */]', JSON.stringify(files));
      this.emitFile({ type: 'asset', fileName: 'desk-worker.js', source });
    } },
  };
}

/** The start of every page and the desk, also what it imports later, with the styles and the WebAssembly. */
function needed(bundle: Rolldown.OutputBundle): string[] {
  const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
  const found = new Set<string>();
  const take = (name: string, later: boolean): void => {
    if (found.has(name)) return;
    found.add(name);
    const chunk = chunks.find((one) => one.fileName === name);
    if (!chunk) return;
    chunk.imports.forEach((other) => take(other, later));
    if (later && chunk.moduleIds.some((id) => id.includes(desk_folder))) chunk.dynamicImports.forEach((other) => take(other, later));
    (chunk as { viteMetadata?: { importedCss?: Set<string> } }).viteMetadata?.importedCss?.forEach((style) => found.add(style));
  };
  const chunk_of = (file: string): Rolldown.OutputChunk => {
    const chunk = chunks.find((one) => one.moduleIds.some((id) => id.replaceAll('\\', '/').split('?')[0]?.endsWith(file)));
    if (!chunk) throw new Error(`no chunk has ${file}`);
    return chunk;
  };
  take(chunk_of(`${desk_folder}Page.vue`).fileName, true);
  take(chunk_of('/web/src/main.ts').fileName, false); // not every page that it may open
  for (const name of Object.keys(bundle)) if (name.includes('zxing_reader') && name.endsWith('.wasm')) found.add(name);
  return [...found].map((name) => `/${name}`);
}

/** Names of assets hold their hash; of the page itself the text tells. */
function text_of(bundle: Rolldown.OutputBundle, file: string): string {
  const one = bundle[file.slice(1)];
  return one?.type === 'asset' && file.endsWith('.html') ? String(one.source) : '';
}
