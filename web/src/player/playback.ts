// A stream in a <video>: hls.js, or the browser's own HLS where there is no other way. It keeps the last frame while
// it has to open again, gives picture or sound alone, and finds out when it stands still. Knows no page and no clock
// of the hall.
import type Hls from 'hls.js';
import type { ErrorData, HlsConfig, LevelDetails } from 'hls.js';
import { ref, shallowRef } from 'vue';
import { load_library } from './library';
import { patience } from './patience';
import { NoPlaylist, sound_address } from './sound_address';
import { first_estimate, keep_estimate } from './line_speed';
import { is_stuck, next_try_ms, opened, with_news } from './standing';

export interface Level {
  index: number;
  height: number;
}
export interface Source {
  address: string; // of the multivariant playlist
  start_s?: number; // where to begin on its timeline; without it the live edge, or the beginning
  config?: Partial<HlsConfig>;
  missing?: () => void; // the server has no such playlist; without it one is asked for until it comes
}
export interface PlaybackHooks {
  /** Waits for the person to press play, then with sound; else it begins at once, muted, as browsers allow. */
  waits?: boolean;
  /** A media playlist was read, and hls.js has placed it on its timeline. */
  details?: (hls: Hls, details: LevelDetails) => void;
  /** Four times a second while it is open. */
  tick?: (now: number) => void;
  /** It failed, and will be opened again where it was. */
  reopens?: () => void;
  /** Stands still although there is new media: a seek that may help. */
  nudge?: () => void;
}

/** Parts of hls.js that nothing here has a use for; each would take its time at every opening. */
const left_out: Partial<HlsConfig> = {
  interstitialsController: undefined, subtitleStreamController: undefined, subtitleTrackController: undefined,
  timelineController: undefined, emeController: undefined, cmcdController: undefined, contentSteeringController: undefined,
  iframeController: undefined, id3TrackController: undefined,
};

export class Playback {
  readonly played = ref(false); // something of this stream has been seen or heard
  readonly unsupported = ref(false);
  readonly blocked = ref(false); // the browser wants a tap first
  readonly paused = ref(false); // by the person
  readonly muted = ref(true);
  readonly frozen = ref(false); // the canvas stands in for the picture
  readonly finished = ref(false); // the stream has an end, and it was reached
  readonly advanced_at = ref(Date.now());
  readonly levels = shallowRef<Level[]>([]);
  readonly wanted_level = ref(-1); // -1 automatic
  readonly shown_height = shallowRef<number | undefined>();
  readonly sound_only = ref(false);
  readonly has_sound_track = ref(true); // there is a sound to hear without the picture

  private hls_: Hls | undefined;
  private source_: Source | undefined;
  private run_ = 0; // counts openings: what an older one still does is void
  private failures_ = 0;
  private media_failures_ = 0;
  private standing_ = opened(0);
  private last_time_ = 0;
  private retry_: ReturnType<typeof setTimeout> | undefined;
  private ticking_: ReturnType<typeof setInterval> | undefined;

  constructor(
    readonly video: HTMLVideoElement, private readonly canvas_: HTMLCanvasElement, private readonly hooks_: PlaybackHooks = {},
  ) {
    this.paused.value = hooks_.waits ?? false;
    this.muted.value = video.muted = !hooks_.waits; // the attribute alone is not enough in every browser
    video.addEventListener('volumechange', () => { this.muted.value = video.muted; });
    video.addEventListener('error', () => { if (!this.hls_ && this.ticking_) this.open_later(); });
    video.addEventListener('ended', () => { this.finished.value = true; });
  }

  get hls(): Hls | undefined { return this.hls_; }
  get is_open(): boolean { return this.ticking_ !== undefined; }

  /** Plays a source from now on, in place of the one before. */
  open(source: Source): void {
    this.source_ = source;
    this.finished.value = false;
    this.advanced_at.value = Date.now();
    this.failures_ = 0;
    if (!this.ticking_) {
      this.ticking_ = setInterval(() => this.tick(), 250);
      window.addEventListener('online', this.hurry);
      document.addEventListener('visibilitychange', this.seen_);
    }
    void this.attach();
  }

  /** Ends it; the last frame stays. */
  stop(): void {
    clearInterval(this.ticking_);
    clearTimeout(this.retry_);
    this.ticking_ = this.retry_ = undefined;
    this.run_++;
    window.removeEventListener('online', this.hurry);
    document.removeEventListener('visibilitychange', this.seen_);
    this.freeze();
    this.close();
  }

  toggle(): void {
    if (this.paused.value || this.video.paused) this.play();
    else this.pause();
  }
  play(): void {
    this.paused.value = false;
    this.advanced_at.value = Date.now();
    this.try_play();
  }
  pause(): void {
    this.paused.value = true;
    this.video.pause();
  }
  set_muted(muted: boolean): void {
    this.video.muted = muted;
    if (!muted && this.video.volume === 0) this.video.volume = 1;
    if (this.video.paused && !this.paused.value) this.try_play();
  }

  seek(to_s: number): void {
    this.finished.value = false;
    this.begin_at(to_s);
    this.video.currentTime = to_s;
    if (!this.paused.value) this.try_play();
  }

  set_rate(rate: number): void {
    this.video.defaultPlaybackRate = this.video.playbackRate = rate; // the default outlives an opening
  }

  /** -1: as the line allows. From now on what is loaded has this size. */
  choose_level(index: number): void {
    this.wanted_level.value = index;
    if (this.hls_ && !this.sound_only.value) this.hls_.nextLevel = index;
  }

  /** Opens `again` (the same source from where it is now) with the sound alone, or with the picture. */
  choose_sound_only(on: boolean, again: Source): void {
    if (this.sound_only.value === on) return;
    this.sound_only.value = on;
    this.open(again);
  }

  /** Tries again now instead of after the pause. */
  readonly hurry = (): void => {
    if (this.retry_ !== undefined) void this.attach();
  };

  private readonly seen_ = (): void => {
    if (document.visibilityState !== 'visible') return;
    this.advanced_at.value = Date.now(); // a hidden page's picture stands still without being lost
    if (this.video.paused && !this.paused.value) this.try_play();
  };

  private async attach(): Promise<void> {
    const source = this.source_;
    if (!source) return;
    const run = ++this.run_;
    clearTimeout(this.retry_);
    this.retry_ = undefined;
    this.freeze();
    this.close();
    this.standing_ = opened(Date.now());
    try {
      const [library, address] = await Promise.all([load_library(), this.sound_only.value ? sound_address(source.address) : source.address]);
      if (run !== this.run_ || !this.ticking_) return;
      if (library.isSupported()) this.attach_library(library, source, address);
      else if (this.video.canPlayType('application/vnd.apple.mpegurl')) this.attach_native(source, address);
      else this.unsupported.value = true;
    } catch (error) {
      if (run !== this.run_) return;
      if (source.missing && error instanceof NoPlaylist) source.missing();
      else this.open_later(); // the player or the playlist could not be fetched
    }
  }

  private attach_library(library: typeof Hls, source: Source, address: string): void {
    const hls = new library({
      ...left_out,
      capLevelToPlayerSize: true,
      backBufferLength: 60,
      testBandwidth: false, // a test would fetch a first segment in vain
      useMediaCapabilities: false, // asking the browser holds the first segment back
      startFragPrefetch: true, // before the media source is open
      abrEwmaDefaultEstimate: first_estimate(),
      errorPenaltyExpireMs: 20_000, // a rendition that was gone may be back
      startPosition: source.start_s ?? -1,
      ...patience(Math.random(), source.missing !== undefined),
      ...source.config,
    });
    this.hls_ = hls;
    hls.on(library.Events.ERROR, (_, data) => { if (data.fatal) this.failed(library, hls, data); });
    hls.on(library.Events.MANIFEST_PARSED, () => this.parsed(hls));
    hls.on(library.Events.LEVEL_UPDATED, (_, { details }) => {
      if (details.advanced) this.standing_ = with_news(this.standing_, Date.now());
      this.hooks_.details?.(hls, details);
    });
    hls.on(library.Events.FRAG_BUFFERED, () => { this.standing_.fed_at = Date.now(); });
    hls.on(library.Events.LEVEL_SWITCHED, (_, data) => {
      this.shown_height.value = hls.levels[data.level]?.height || undefined;
      if (!this.sound_only.value) this.wanted_level.value = hls.manualLevel; // hls.js leaves a chosen rendition that has gone
    });
    hls.loadSource(address);
    hls.attachMedia(this.video);
  }

  private parsed(hls: Hls): void {
    if (!this.sound_only.value) {
      this.levels.value = hls.levels.map((level, index) => ({ index, height: level.height })).filter((level) => level.height > 0);
      this.has_sound_track.value = hls.allAudioTracks.some((track) => track.url);
      if (this.wanted_level.value >= 0) hls.nextLevel = Math.min(this.wanted_level.value, hls.levels.length - 1);
    }
    if (!this.paused.value) this.try_play();
  }

  private attach_native(source: Source, address: string): void {
    this.video.src = address;
    if (source.start_s !== undefined) this.video.currentTime = source.start_s;
    if (!this.paused.value) this.try_play();
  }

  private failed(library: typeof Hls, hls: Hls, data: ErrorData): void {
    if (hls !== this.hls_) return;
    const missing = data.details === library.ErrorDetails.MANIFEST_LOAD_ERROR && data.response?.code === 404;
    if (missing && this.source_?.missing) return this.source_.missing();
    if (data.type !== library.ErrorTypes.MEDIA_ERROR) return this.open_later();
    this.media_failures_++;
    if (this.media_failures_ === 1) hls.recoverMediaError();
    else if (this.media_failures_ < 5) this.open_later();
    else this.unsupported.value = true;
  }

  private open_later(): void {
    if (this.retry_ !== undefined || !this.ticking_) return;
    this.run_++;
    if (this.last_time_ > 0) this.begin_at(this.video.currentTime); // something of this opening was played
    this.hooks_.reopens?.();
    this.freeze();
    this.close();
    this.retry_ = setTimeout(() => void this.attach(), next_try_ms(this.failures_++, Math.random()));
  }

  /** Where the next opening begins; one without a beginning of its own begins at the live edge again. */
  private begin_at(start_s: number): void {
    if (this.source_?.start_s !== undefined) this.source_ = { ...this.source_, start_s };
  }

  private close(): void {
    if (this.hls_) keep_estimate(this.hls_.bandwidthEstimate);
    this.hls_?.destroy();
    this.hls_ = undefined;
    this.last_time_ = 0;
  }

  private try_play(): void {
    this.video.play().then(
      () => { this.blocked.value = false; },
      (error: unknown) => {
        if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return; // interrupted by a load
        if (!this.video.muted) { // sound needs a tap, the picture does not
          this.video.muted = true;
          this.try_play();
        } else {
          this.blocked.value = true;
        }
      },
    );
  }

  private tick(): void {
    const now = Date.now();
    const time = this.video.currentTime;
    if (time !== this.last_time_ && this.video.readyState >= 2 && !this.video.seeking) this.advanced(now, time);
    else this.rescue(now);
    this.hooks_.tick?.(now);
  }

  private rescue(now: number): void {
    const expected = this.retry_ === undefined && !this.paused.value && !this.blocked.value && !this.finished.value && this.hls_;
    const step = expected ? is_stuck(this.standing_, now) : undefined;
    if (step === 'open') this.open_later();
    if (step !== 'nudge') return;
    this.standing_.nudged_at = now;
    this.hooks_.nudge?.();
  }

  private advanced(now: number, time: number): void {
    this.last_time_ = time;
    this.standing_.moved_at = this.advanced_at.value = now;
    this.frozen.value = false;
    this.played.value = true;
    this.blocked.value = false;
    this.failures_ = 0;
    if (time > 30) this.media_failures_ = 0;
  }

  private freeze(): void {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (!width || this.frozen.value || !this.played.value) return;
    this.canvas_.width = Math.min(width, 1280);
    this.canvas_.height = Math.round((this.canvas_.width * height) / width);
    this.canvas_.getContext('2d')?.drawImage(this.video, 0, 0, this.canvas_.width, this.canvas_.height);
    this.frozen.value = true;
  }
}
