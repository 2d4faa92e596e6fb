// Builds /desk-worker.js: the worker with the list of files that the desk needs, among them the reader of QR codes, which is
// loaded only with the camera.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin, Rolldown } from 'vite';

const roots = ['src/main.ts', 'src/pages/desk/Page.vue', 'src/pages/desk/detector.ts'];

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

/** The chunks that the desk's modules are in, what those import, and the styles and the WebAssembly that go with them. */
function needed(bundle: Rolldown.OutputBundle): string[] {
  const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
  const found = new Set<string>();
  const take = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    const chunk = chunks.find((one) => one.fileName === name);
    chunk?.imports.forEach(take);
    const styles = (chunk as { viteMetadata?: { importedCss?: Set<string> } } | undefined)?.viteMetadata?.importedCss;
    styles?.forEach((style) => found.add(style));
  };
  for (const root of roots) {
    const chunk = chunks.find((one) => one.moduleIds.some((id) => id.replaceAll('\\', '/').split('?')[0]?.endsWith(`/web/${root}`)));
    if (!chunk) throw new Error(`no chunk has ${root}`);
    take(chunk.fileName);
  }
  for (const name of Object.keys(bundle)) if (name.includes('zxing_reader') && name.endsWith('.wasm')) found.add(name);
  return [...found].map((name) => `/${name}`);
}

/** Names of assets hold their hash; of the page itself the text tells. */
function text_of(bundle: Rolldown.OutputBundle, file: string): string {
  const one = bundle[file.slice(1)];
  return one?.type === 'asset' && file.endsWith('.html') ? String(one.source) : '';
}
