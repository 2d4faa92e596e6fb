// Sums of the organizer's page: questions by what became of them and where they came from. Pure.
import type { Question, QuestionStatus } from '../../wire';
import type { Stream, StreamTrack } from '../../wire_stream';

export type Heap = 'pending' | 'published' | 'answered' | 'rejected';
export interface HeapSum {
  heap: Heap;
  hall: number;
  online: number;
}

const heaps: Partial<Record<QuestionStatus, Heap>> = {
  pending: 'pending', published: 'published', staged: 'published', answered: 'answered', rejected: 'rejected',
};

/** Merged and withdrawn ones are in no heap: they live on in another, or were taken back. */
export function question_sums(questions: Iterable<Question>): HeapSum[] {
  const sums = (['pending', 'published', 'answered', 'rejected'] as const).map((heap) => ({ heap, hall: 0, online: 0 }));
  for (const question of questions) {
    const sum = sums.find((one) => one.heap === heaps[question.status]);
    if (sum) sum[question.from]++;
  }
  return sums;
}

/** Bits a second as people read them: "4.2 Mbit/s", "128 kbit/s". */
export function bitrate(bits: number): string {
  return bits >= 950_000 ? `${(bits / 1e6).toFixed(1)} Mbit/s` : `${Math.round(bits / 1000)} kbit/s`;
}

const quiet_after_ms = 4000; // parts come every few hundred ms

export function is_flowing(track: StreamTrack, now: number): boolean {
  return now - track.last_part_at < quiet_after_ms;
}

export function frames(fps: number): string {
  return String(Math.round(fps * 100) / 100);
}

/** The largest picture first, sound last. */
export function by_height(tracks: readonly StreamTrack[]): StreamTrack[] {
  return [...tracks].sort((a, b) => (b.height ?? 0) - (a.height ?? 0));
}

/** Of all frames since somebody publishes, the part that the encoder left out; nothing without its report. */
export function dropped_share(stream: Stream, now: number): number | undefined {
  const on = stream.signal?.renditions.filter((one) => !one.off) ?? [];
  if (!on.length || !stream.since) return undefined;
  const seconds = Math.max(1, (now - stream.since) / 1000);
  const lost = on.reduce((n, one) => n + one.dropped, 0);
  const shown = on.reduce((n, one) => n + one.fps * seconds, 0);
  return lost / Math.max(1, lost + shown);
}

/** Room on a disk: "212 GB", "1.4 TB". */
export function disk(bytes: number): string {
  return bytes >= 1e12 ? `${(bytes / 1e12).toFixed(1)} TB` : bytes >= 1e9 ? `${Math.round(bytes / 1e9)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
