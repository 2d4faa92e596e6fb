// The live stream near the hall, or from any moment since its beginning. Two playlists: the low-latency one, a minute
// long, and the one of the whole event. Knows the hall's clock; the rest is Playback's.
import type Hls from 'hls.js';
import type { LevelDetails } from 'hls.js';
import { ref, shallowRef } from 'vue';
import { Playback, type Source } from '../../player/playback';
import {
  after_calm, after_stall, distance_seconds, first_distance, jump_s, rate_for,
} from './live_distance';
import { seconds_behind } from './picture_state';
import { keep_shift, position_of, type DatedPiece } from './shift';

const told_behind_s = 5; // beyond the wanted distance the person is told
const window_ms = 20_000; // so near a seek in the low-latency playlist does
const edge_ms = 8000; // nearer than this is live
const settle_ms = 6000; // so soon after the first frame a small jump is no loss
const settle_s = 0.4;
const nudge_s = 0.1;

export class LivePlayback {
  readonly latency = shallowRef<number>(); // s behind the hall
  readonly hall_time = shallowRef<number>(); // of the last frame, UTC ms
  readonly is_behind = ref(false);
  readonly shifted = ref(false); // plays the whole event's playlist
  readonly speed = ref(1);
  readonly refused_at = ref<number>(); // when there turned out to be nothing to go back to
  readonly playback: Playback;

  private distance_ = first_distance(Date.now());
  private rewound_ = false; // by the person, within the low-latency playlist
  private jumped_at_ = 0;
  private began_at_: number | undefined; // when the first frame near the hall was seen
  private part_s_ = 0;
  private wanted_time_: number | undefined; // hall time to begin at, until the playlist says where that is

  /** `folder`: "/live/{slug}/"; `server_now`: UTC ms; `since`: when the event went live, UTC ms. */
  constructor(
    video: HTMLVideoElement, canvas: HTMLCanvasElement, private readonly folder_: string, private readonly slug_: string,
    private readonly server_now_: () => number, private readonly since_: () => number | undefined,
  ) {
    this.playback = new Playback(video, canvas, {
      details: (hls, details) => this.read(hls, details), tick: (now) => this.tick(now), nudge: () => this.nudge(),
      reopens: () => { if (this.shifted.value) this.wanted_time_ = this.hall_time.value; },
    });
    video.addEventListener('waiting', () => this.stalled());
  }

  /** Opens near the hall, or at a moment of the hall's time. Does nothing when it is open. */
  start(at?: number): void {
    if (this.playback.is_open) return;
    if (at === undefined || at < (this.since_() ?? 0)) this.open_live(); // kept from an earlier time on air
    else this.open_event(at);
  }
  stop(): void { this.playback.stop(); }

  go_live(): void {
    this.rewound_ = false;
    this.set_speed(1);
    if (this.shifted.value) this.open_live();
    else this.to_edge();
    this.playback.play();
  }

  /** To a moment of the hall's time, UTC ms: as far back as the beginning, no nearer than live. */
  go_to(at: number): void {
    const now = this.server_now_();
    const to = Math.max(at, this.since_() ?? at);
    const is_back = to < (this.hall_time.value ?? to) - 1000; // a step back from the edge is not undone by the edge
    if (to >= now - edge_ms && !is_back) return this.go_live();
    const hls = this.playback.hls;
    const known = hls?.latestLevelDetails ? position_of(pieces_of(hls.latestLevelDetails), to) : undefined;
    if (known !== undefined && (this.shifted.value || now - to < window_ms)) {
      this.rewound_ = true;
      this.hall_time.value = to;
      this.playback.seek(known);
    } else {
      this.open_event(to);
    }
    this.playback.play();
  }

  step(by_s: number): void {
    if (this.hall_time.value !== undefined) this.go_to(this.hall_time.value + by_s * 1000);
  }

  /** Pauses; or plays on from where it was left, however long ago. */
  toggle(): void {
    const { paused } = this.playback;
    if (paused.value && !this.shifted.value && this.hall_time.value !== undefined) this.go_to(this.hall_time.value);
    else this.playback.toggle();
  }

  /** Faster than the hall is possible only behind it. */
  set_speed(speed: number): void {
    this.speed.value = speed;
    this.playback.set_rate(speed);
  }

  choose_sound_only(on: boolean): void {
    if (this.playback.sound_only.value === on) return;
    const at = this.shifted.value || this.rewound_ ? this.hall_time.value : undefined;
    if (at !== undefined) this.shift_to(at);
    this.playback.choose_sound_only(on, at === undefined ? this.live_source() : this.event_source());
  }

  private open_live(): void {
    this.shifted.value = this.rewound_ = this.is_behind.value = false;
    this.wanted_time_ = this.began_at_ = undefined;
    keep_shift(this.slug_, undefined);
    this.playback.open(this.live_source());
  }
  private open_event(at: number): void {
    this.shift_to(at);
    this.playback.open(this.event_source());
  }
  private shift_to(at: number): void {
    this.shifted.value = this.is_behind.value = true;
    this.hall_time.value = this.wanted_time_ = at;
    keep_shift(this.slug_, at);
  }

  private live_source(): Source {
    // The browser drops what is long past when it needs the room. hls.js (1.7) doing so while a part is on its way takes the
    // parts before it for unloaded, and loads nothing until their segment is off the list.
    const backBufferLength = Infinity;
    const config = { lowLatencyMode: true, startOnSegmentBoundary: true, liveSyncOnStallIncrease: 0, backBufferLength };
    return { address: `${this.folder_}index.m3u8`, config };
  }
  private event_source(): Source {
    const since = this.since_() ?? this.wanted_time_ ?? 0;
    const guess_s = Math.max(0, ((this.wanted_time_ ?? since) - since) / 1000); // made exact by `read`
    return {
      address: `${this.folder_}index.event.m3u8`, start_s: guess_s, config: { lowLatencyMode: false }, missing: () => this.refuse(),
    };
  }

  /** Nothing is recorded: asking again would end nowhere. */
  private refuse(): void {
    this.refused_at.value = Date.now();
    this.go_live();
  }

  private read(hls: Hls, details: LevelDetails): void {
    this.part_s_ = this.shifted.value ? 0 : details.partTarget || 0;
    if (this.shifted.value) this.place(hls, details);
    else this.keep_distance(hls);
  }

  /**
   * hls.js takes its place on the first reading, before a segment is asked for: now it is known where the moment is. At once,
   * for hls.js never asks again for an init segment whose request it has broken off.
   */
  private place(hls: Hls, details: LevelDetails): void {
    if (this.wanted_time_ === undefined) return;
    const position = position_of(pieces_of(details), this.wanted_time_);
    this.wanted_time_ = undefined;
    const guess = hls.config.startPosition;
    if (position === undefined || Math.abs(position - guess) < 0.5) return;
    hls.startLoad(position);
  }

  private place_native(start: number): void {
    if (this.wanted_time_ === undefined) return;
    this.playback.seek((this.wanted_time_ - start) / 1000);
    this.wanted_time_ = undefined;
  }

  private keep_distance(hls: Hls): void {
    const wanted = distance_seconds(this.distance_, this.part_s_);
    if (wanted !== undefined) hls.targetLatency = wanted;
    else hls.config.liveSyncDuration = undefined; // plain mode: three target durations
  }

  private stalled(): void {
    const { video, played, paused } = this.playback;
    const now = Date.now();
    if (this.shifted.value || video.seeking || !played.value || paused.value || now - this.jumped_at_ < 2000) return;
    this.distance_ = after_stall(this.distance_, now);
    if (this.playback.hls) this.keep_distance(this.playback.hls);
  }

  private tick(now: number): void {
    const { video, hls } = this.playback;
    const start = (video as HTMLVideoElement & { getStartDate?: () => Date }).getStartDate?.().getTime(); // Safari's own HLS
    if (!hls && start && video.readyState > 0) this.place_native(start);
    const date = hls?.playingDate?.getTime() ?? (start ? start + video.currentTime * 1000 : undefined);
    if (date !== undefined && !video.seeking && this.wanted_time_ === undefined && this.playback.played.value) {
      this.hall_time.value = date;
      this.latency.value = seconds_behind(this.server_now_(), date, hls?.latency ?? 0);
      if (this.shifted.value) keep_shift(this.slug_, date);
    }
    if (this.shifted.value) this.is_behind.value = true;
    else if (hls) this.stay_near(hls, now);
  }

  private stay_near(hls: Hls, now: number): void {
    const { video, paused, played } = this.playback;
    const wanted_s = hls.targetLatency;
    if (wanted_s === null || !hls.latency) return;
    const off_s = hls.latency - wanted_s;
    this.is_behind.value = off_s > (this.rewound_ ? 1 : told_behind_s);
    if (paused.value || !played.value || video.seeking || video.paused) return;
    if (this.rewound_) {
      if (off_s > 1) return;
      this.rewound_ = false; // it has come back by itself, at speed
      this.set_speed(1);
    }
    this.distance_ = after_calm(this.distance_, now);
    const ahead_s = hls.mainForwardBufferInfo?.len ?? 0;
    this.began_at_ ??= now;
    const settles = now - this.began_at_ < settle_ms && off_s > settle_s && ahead_s > off_s + this.part_s_;
    if ((settles || off_s > jump_s) && now - this.jumped_at_ > 5000) return this.to_edge();
    video.playbackRate = rate_for({ behind_s: hls.latency, wanted_s, ahead_s, part_s: this.part_s_, rate: video.playbackRate });
  }

  private nudge(): void {
    if (this.shifted.value || this.rewound_) this.playback.video.currentTime += nudge_s; // over a hole, not away from here
    else this.to_edge();
  }

  private to_edge(): void {
    const { video, hls } = this.playback;
    const range = video.seekable;
    const edge = hls?.liveSyncPosition ?? (range.length ? range.end(range.length - 1) - 3 : undefined);
    if (edge === undefined || edge <= video.currentTime) return;
    this.jumped_at_ = Date.now();
    video.currentTime = edge;
  }
}

function pieces_of(details: LevelDetails): DatedPiece[] {
  return details.fragments.map((one) => ({ start: one.start, duration: one.duration, date: one.programDateTime }));
}
