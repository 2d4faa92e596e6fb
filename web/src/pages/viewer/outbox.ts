// Questions on their way: kept, with their ids, until the server has answered, also through a reload. Pure but for storage.
export interface Unsent {
  id: string;
  text: string;
  anonymous: boolean;
  talk?: string;
  about?: number; // the hall's time of the picture it was asked about, from the time-shift
  refused?: boolean; // the server said no; kept because the field held other words
}
export interface AskDraft {
  text: string;
  anonymous: boolean;
}

export const longest_question = 300;
const count_from = 240;

/** The length as the server counts it: characters, not UTF-16 units; blanks at the ends do not count. */
export function question_length(text: string): number {
  return [...text.trim()].length;
}

/** When the person should see how much is left. */
export function shows_count(text: string): boolean {
  return question_length(text) >= count_from;
}

export function without(list: readonly Unsent[], id: string): Unsent[] {
  return list.filter((unsent) => unsent.id !== id);
}

const key = (slug: string, what: string) => `jiangtang.${what}.${slug}`;

export function load_outbox(slug: string): Unsent[] {
  const list = load(key(slug, 'outbox'));
  return Array.isArray(list) ? list.filter((one) => typeof one?.id === 'string' && typeof one.text === 'string') : [];
}
export function keep_outbox(slug: string, list: readonly Unsent[]): void {
  keep(key(slug, 'outbox'), list.length ? list : undefined);
}
export function load_ask_draft(slug: string): AskDraft {
  const draft = load(key(slug, 'ask')) as Partial<AskDraft> | null;
  return { text: typeof draft?.text === 'string' ? draft.text : '', anonymous: draft?.anonymous === true };
}
export function keep_ask_draft(slug: string, draft: AskDraft): void {
  keep(key(slug, 'ask'), draft.text || draft.anonymous ? draft : undefined);
}

function load(name: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? 'null');
  } catch {
    return null;
  }
}
function keep(name: string, value: unknown): void {
  try {
    if (value === undefined) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // kept in the page only
  }
}
