// The table of pages: which folder answers which address, in which theme. A page is one folder in pages/.
export type Theme = 'device' | 'light' | 'dark';

export interface PageRow {
  name: string; // folder in pages/
  path: string; // {name} is one part of the address
  theme: Theme;
  from_hall?: true;
  plays?: true; // the player's library is fetched with the page
}

export const pages: readonly PageRow[] = [
  { name: 'events', path: '/', theme: 'device' },
  { name: 'event', path: '/e/{slug}', theme: 'device' },
  { name: 'viewer', path: '/e/{slug}/live', theme: 'device', plays: true },
  { name: 'viewer', path: '/j/{slug}', theme: 'device', from_hall: true, plays: true },
  { name: 'replay', path: '/e/{slug}/replay', theme: 'device', plays: true },
  { name: 'ticket', path: '/ticket/{code}', theme: 'device' },
  { name: 'delegation', path: '/delegation/{id}', theme: 'device' },
  { name: 'sign-in', path: '/sign-in', theme: 'device' },
  { name: 'trust', path: '/trust', theme: 'device' },
  { name: 'desk', path: '/e/{slug}/desk', theme: 'light' },
  { name: 'console', path: '/e/{slug}/console', theme: 'dark' },
  { name: 'stage', path: '/e/{slug}/stage', theme: 'dark' },
  { name: 'screen', path: '/e/{slug}/screen', theme: 'dark' },
  { name: 'organizer', path: '/e/{slug}/organizer', theme: 'light' },
  { name: 'import', path: '/e/{slug}/import', theme: 'light' },
];

export const not_found: PageRow = { name: 'not-found', path: '', theme: 'device' };

export interface Match {
  row: PageRow;
  params: Record<string, string>;
}

/** The page for an address's path; a slash at the end is forgiven. */
export function match_page(path: string): Match {
  const parts = path.split('/').filter(Boolean);
  for (const row of pages) {
    const params = match_parts(row.path.split('/').filter(Boolean), parts);
    if (params) return { row, params };
  }
  return { row: not_found, params: {} };
}

function match_parts(pattern: string[], parts: string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, piece] of pattern.entries()) {
    const part = parts[i] ?? '';
    if (!piece.startsWith('{')) {
      if (piece !== part) return undefined;
      continue;
    }
    try {
      params[piece.slice(1, -1)] = decodeURIComponent(part);
    } catch {
      return undefined; // "%zz"
    }
  }
  return params;
}
