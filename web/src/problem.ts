// What went wrong, in words for the person at the page. Knows no fetch and no socket.
import { language } from './language';
import type { ProblemBody } from './wire';

/** A refusal of the server, or (`code` "offline") a server that could not be reached. */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly field?: string;
  readonly retry_after_ms?: number;
  readonly body: ProblemBody;

  constructor(body: ProblemBody, status = body.status ?? 0) {
    super(body.message_en ?? body.message);
    this.name = 'Problem';
    this.code = body.code;
    this.status = status;
    this.field = body.field;
    this.retry_after_ms = body.retry_after_ms;
    this.body = body;
  }

  /** The message in the page's language; it changes with the language when read in a template. */
  get text(): string {
    return language.value === 'en' ? (this.body.message_en ?? this.body.message) : this.body.message;
  }

  /** Whether sending the same thing again, with the same id, may help. */
  get worth_retrying(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502 || this.retry_after_ms !== undefined;
  }
}

export function offline_problem(): Problem {
  return new Problem({
    code: 'offline',
    message: '连不上服务器，请检查网络',
    message_en: 'The server cannot be reached. Please check the network',
  }, 0);
}

/** A Problem from whatever was thrown; a programming error stays what it is. */
export function as_problem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  throw error;
}

/** Of a sentence that the server keeps in Chinese and, after a line break, in English: the one for this page. */
export function in_page_language(both: string): string {
  const [zh = '', en = zh] = both.split('\n');
  return language.value === 'en' ? en : zh;
}
