// Makes the desk a page that can be installed, and that opens without a network: its service worker and its manifest.

/** Where a browser has no service workers, or the address is no secure one, the page works as any other. */
export function install_desk(slug: string): void {
  const link = document.createElement('link');
  link.rel = 'manifest';
  link.href = `/api/events/${encodeURIComponent(slug)}/desk.webmanifest`;
  document.head.append(link);
  const scope = `/e/${encodeURIComponent(slug)}/desk`;
  navigator.serviceWorker?.register('/desk-worker.js', { scope }).catch(() => undefined);
}
