// The live stream in a <video>: hls.js (loaded only now), or the browser's own HLS where there is no other way.
// Opens again after every failure, keeps the last frame meanwhile, stays near the live edge. Knows no page.
import type Hls from 'hls.js';
import type { ErrorData } from 'hls.js';
import { ref, shallowRef } from 'vue';
import { next_try_ms, seconds_behind } from './picture_state';

export interface Level {
  index: number;
  height: number;
}
const behind_s = 5; // beyond the wanted distance: the person is told, or brought back
const step_s = 10;
const stuck_ms = 20_000;

export class Playback {
  readonly played = ref(false);
  readonly unsupported = ref(false);
  readonly blocked = ref(false); // the browser wants a tap first
  readonly paused = ref(false); // by the person
  readonly muted = ref(true);
  readonly frozen = ref(false); // the canvas stands in for the picture
  readonly advanced_at = ref(Date.now());
  readonly stopped_at = shallowRef<number | undefined>(); // the hall's time of the last frame, UTC ms
  readonly latency = shallowRef<number | undefined>(); // s behind the hall
  readonly is_behind = ref(false);
  readonly levels = shallowRef<Level[]>([]);
  readonly wanted_level = ref(-1); // -1 automatic
  readonly shown_height = shallowRef<number | undefined>();

  private hls_: Hls | undefined;
  private run_ = 0; // counts openings: what an older one still does is void
  private failures_ = 0;
  private media_failures_ = 0;
  private rewound_ = false;
  private caught_up_at_ = 0;
  private opened_at_ = 0;
  private last_time_ = 0;
  private retry_: ReturnType<typeof setTimeout> | undefined;
  private ticking_: ReturnType<typeof setInterval> | undefined;

  /** `server_now` in UTC ms; `canvas` takes the last frame. */
  constructor(
    private readonly video_: HTMLVideoElement, private readonly canvas_: HTMLCanvasElement,
    private readonly address_: string, private readonly server_now_: () => number,
  ) {
    video_.muted = true; // the attribute alone is not enough in every browser
    video_.addEventListener('volumechange', () => { this.muted.value = video_.muted; });
    video_.addEventListener('error', () => { if (!this.hls_ && this.ticking_) this.open_later(); });
  }

  start(): void {
    if (this.ticking_) return;
    this.ticking_ = setInterval(() => this.tick(), 250);
    window.addEventListener('online', this.hurry);
    document.addEventListener('visibilitychange', this.seen_);
    void this.open();
  }

  /** Ends it; the last frame stays. */
  stop(): void {
    clearInterval(this.ticking_);
    clearTimeout(this.retry_);
    this.ticking_ = undefined;
    window.removeEventListener('online', this.hurry);
    document.removeEventListener('visibilitychange', this.seen_);
    this.freeze();
    this.close();
  }

  toggle(): void {
    if (this.paused.value || this.video_.paused) this.play();
    else this.pause();
  }
  play(): void {
    this.paused.value = false;
    this.advanced_at.value = Date.now();
    this.try_play();
  }
  pause(): void {
    this.paused.value = true;
    this.video_.pause();
  }
  set_muted(muted: boolean): void {
    this.video_.muted = muted;
    if (!muted && this.video_.volume === 0) this.video_.volume = 1;
    if (this.video_.paused && !this.paused.value) this.try_play();
  }

  /** Steps back or forward; never beyond what the server still has, or the live edge. */
  step(direction: -1 | 1): void {
    const range = this.video_.seekable;
    if (!range.length) return;
    const edge = this.hls_?.liveSyncPosition ?? range.end(range.length - 1);
    const to = this.video_.currentTime + direction * step_s;
    if (to >= edge) return this.go_live();
    this.rewound_ = true;
    this.video_.currentTime = Math.max(range.start(0) + 1, to);
  }

  go_live(): void {
    this.rewound_ = false;
    this.to_edge();
    this.play();
  }

  choose_level(index: number): void {
    this.wanted_level.value = index;
    if (this.hls_) this.hls_.nextLevel = index;
  }

  /** Tries again now instead of after the pause. */
  readonly hurry = (): void => {
    if (this.retry_ !== undefined) void this.open();
  };

  private readonly seen_ = (): void => {
    if (document.visibilityState !== 'visible') return;
    this.advanced_at.value = Date.now(); // a hidden page's picture stands still without being lost
    if (this.video_.paused && !this.paused.value) this.try_play();
  };

  private async open(): Promise<void> {
    const run = ++this.run_;
    this.opened_at_ = Date.now();
    clearTimeout(this.retry_);
    this.retry_ = undefined;
    this.freeze();
    this.close();
    try {
      const { default: library } = await import('hls.js');
      if (run !== this.run_ || !this.ticking_) return;
      if (library.isSupported()) this.attach(library);
      else if (this.video_.canPlayType('application/vnd.apple.mpegurl')) this.attach_native();
      else this.unsupported.value = true;
    } catch {
      if (run === this.run_) this.open_later(); // the player itself could not be fetched
    }
  }

  private attach(library: typeof Hls): void {
    const hls = new library({
      lowLatencyMode: true, // the distance to the edge is the playlist's own PART-HOLD-BACK
      maxLiveSyncPlaybackRate: 1.15, // without it a slow start is never caught up
      capLevelToPlayerSize: true,
      backBufferLength: 60,
      startLevel: -1,
    });
    this.hls_ = hls;
    hls.on(library.Events.ERROR, (_, data) => { if (data.fatal) this.failed(library, hls, data); });
    hls.on(library.Events.MANIFEST_PARSED, () => {
      this.levels.value = hls.levels.map((level, index) => ({ index, height: level.height })).filter((level) => level.height > 0);
      if (this.wanted_level.value >= 0) hls.nextLevel = Math.min(this.wanted_level.value, hls.levels.length - 1);
      if (!this.paused.value) this.try_play();
    });
    hls.on(library.Events.LEVEL_SWITCHED, (_, data) => { this.shown_height.value = hls.levels[data.level]?.height; });
    hls.loadSource(this.address_);
    hls.attachMedia(this.video_);
  }

  private attach_native(): void {
    this.video_.src = this.address_;
    this.try_play();
  }

  private failed(library: typeof Hls, hls: Hls, data: ErrorData): void {
    if (hls !== this.hls_) return;
    if (data.type !== library.ErrorTypes.MEDIA_ERROR) return this.open_later();
    this.media_failures_++;
    if (this.media_failures_ === 1) hls.recoverMediaError();
    else if (this.media_failures_ < 5) this.open_later();
    else this.unsupported.value = true;
  }

  private open_later(): void {
    if (this.retry_ !== undefined) return;
    this.run_++;
    this.freeze();
    this.close();
    this.retry_ = setTimeout(() => void this.open(), next_try_ms(this.failures_++, Math.random()));
  }

  private close(): void {
    this.hls_?.destroy();
    this.hls_ = undefined;
    this.last_time_ = 0;
  }

  private try_play(): void {
    this.video_.play().then(
      () => { this.blocked.value = false; },
      (error: unknown) => {
        if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return; // interrupted by a load
        if (!this.video_.muted) { // sound needs a tap, the picture does not
          this.video_.muted = true;
          this.try_play();
        } else {
          this.blocked.value = true;
        }
      },
    );
  }

  private tick(): void {
    const now = Date.now();
    const time = this.video_.currentTime;
    if (time !== this.last_time_ && this.video_.readyState >= 2 && !this.video_.seeking) this.advanced(now, time);
    else if (this.stuck(now)) this.open_later();
    const start = (this.video_ as HTMLVideoElement & { getStartDate?: () => Date }).getStartDate?.().getTime();
    const date = this.hls_?.playingDate?.getTime() ?? (start ? start + time * 1000 : undefined);
    if (this.retry_ === undefined) this.latency.value = seconds_behind(this.server_now_(), date, this.hls_?.latency ?? 0);
    if (date !== undefined && !this.video_.seeking) this.stopped_at.value = date;
    this.stay_near(now);
  }

  /** A picture that stands although nothing failed: a stream that stopped without a word. */
  private stuck(now: number): boolean {
    if (this.retry_ !== undefined || this.paused.value || this.blocked.value || this.unsupported.value) return false;
    return this.played.value && now - Math.max(this.advanced_at.value, this.opened_at_) > stuck_ms;
  }

  private advanced(now: number, time: number): void {
    this.last_time_ = time;
    this.advanced_at.value = now;
    this.frozen.value = false;
    this.played.value = true;
    this.blocked.value = false;
    this.failures_ = 0;
    if (this.video_.currentTime > 30) this.media_failures_ = 0;
  }

  private stay_near(now: number): void {
    const hls = this.hls_;
    if (!hls || this.latency.value === undefined) return;
    const wanted = hls.targetLatency ?? 3;
    this.is_behind.value = hls.latency - wanted > behind_s;
    const left_alone = this.paused.value || this.rewound_ || this.video_.seeking || now - this.caught_up_at_ < 5000;
    if (this.is_behind.value && !left_alone && this.played.value) {
      this.caught_up_at_ = now;
      this.to_edge();
    }
  }

  private to_edge(): void {
    const range = this.video_.seekable;
    const edge = this.hls_?.liveSyncPosition ?? (range.length ? range.end(range.length - 1) - 3 : undefined);
    if (edge !== undefined && edge > this.video_.currentTime) this.video_.currentTime = edge;
  }

  private freeze(): void {
    const { videoWidth: width, videoHeight: height } = this.video_;
    if (!width || this.frozen.value || !this.played.value) return;
    this.canvas_.width = Math.min(width, 1280);
    this.canvas_.height = Math.round((this.canvas_.width * height) / width);
    this.canvas_.getContext('2d')?.drawImage(this.video_, 0, 0, this.canvas_.width, this.canvas_.height);
    this.frozen.value = true;
  }
}
