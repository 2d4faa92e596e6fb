// The stream, its recording and its source as docs/protocol.md has them: a part of wire.ts.
import type { Question } from './wire';

export interface StreamTrack {
  name: string;
  codec: string;
  width?: number;
  height?: number;
  fps?: number;
  bitrate: number;
  key_frame_interval_ms?: number;
  connected?: boolean;
  last_part_at: number;
  drift_ms?: number;
}
export interface Rendition {
  track: string;
  width: number;
  height: number;
  bitrate: number;
  fps: number;
  dropped: number;
  passed_through: boolean;
  off: boolean;
}
/** What the encoder reports, about once a second; moments by its own clock. */
export interface Signal {
  source: {
    state: 'on' | 'away';
    kind: 'srt' | 'rtmp' | 'rtsp' | 'http' | 'file' | 'lecture';
    since: number;
    width?: number;
    height?: number;
    fps?: number;
    bitrate?: number;
    codec?: string;
    key_frame_interval_ms?: number;
    last_frame_at?: number;
    drift_ms?: number;
    problem?: string;
  };
  picture: { black_ms: number; frozen_ms: number };
  sound: { silent_ms: number; peak_db: number; clipped_ms: number };
  renditions: Rendition[];
}
export type WarningCode =
  | 'no_source' | 'no_sound' | 'black' | 'frozen' | 'clipping' | 'key_frames' | 'dropped_frames' | 'rung_off' | 'drift' | 'recording';
export interface Warning {
  code: WarningCode;
  since: number;
  track?: string;
  ms?: number;
  share?: number;
  problem?: string;
  cleared_at?: number;
}
export interface Recording {
  state: 'on' | 'off' | 'trouble';
  since?: number;
  duration_ms: number;
  bytes: number;
  free_bytes: number;
  problem?: string;
}
export interface Stream {
  connected: boolean;
  since?: number;
  tracks: StreamTrack[];
  problem?: string;
  source?: string;
  /** Those that hold, the oldest first; then the last ten that have passed, the latest first. */
  warnings?: Warning[];
  signal?: Signal;
  recording?: Recording;
}

/** The replay of an event that is over; `at_ms` are positions in it. */
export interface Replay {
  ready: true;
  starts_at: number;
  duration_ms: number;
  download_bytes: number;
  chapters: { segment: string; at_ms: number }[];
  questions: { question: Question; at_ms: number }[];
  gaps: { at_ms: number; ms: number }[];
}
export type ReplayAnswer = Replay | { ready: false }; // false while it is still being finished

/** GET and PUT /api/events/{slug}/source. */
export interface Source {
  source: string; // without its secret; empty: a publisher pushes
  has_secret: boolean;
  restarts: number; // of the encoder, since the stream was started
  allowed: { ports: [number, number]; files: boolean; inside: boolean };
}
