// The camera of the desk: opens it, reads code after code, says in one word why it cannot. Knows no ticket.
import { onScopeDispose, ref, shallowRef, type Ref } from 'vue';
import { repeat_guard } from './repeat';

export type CameraState = 'off' | 'opening' | 'on' | 'insecure' | 'denied' | 'none' | 'busy' | 'no_reader';

const look_every_ms = 90;

export interface CameraOptions {
  video: Ref<HTMLVideoElement | undefined>;
  paused: () => boolean; // a result waits to be seen
  on_read: (text: string) => void;
}

export function use_camera(options: CameraOptions) {
  const state = ref<CameraState>(can_open() ? 'off' : 'insecure');
  const stream = shallowRef<MediaStream>();
  const cameras = ref(1);
  const torch = ref<boolean>(); // undefined: this camera has none
  const guard = repeat_guard();
  let facing: 'environment' | 'user' = 'environment';
  let run = 0;

  async function open(): Promise<void> {
    if (!can_open()) return void (state.value = 'insecure');
    close();
    const mine = run;
    state.value = 'opening';
    try {
      const opened = await navigator.mediaDevices.getUserMedia({
        audio: false, video: { facingMode: facing, width: { ideal: 1280 }, height: { ideal: 720 } },
      });
      if (mine !== run) return stop_tracks(opened);
      stream.value = opened;
      await show(opened);
      state.value = 'on';
      void count_cameras();
      torch.value = has_torch(opened) ? false : undefined;
      await look(mine);
    } catch (error) {
      if (mine !== run) return;
      close();
      state.value = why(error);
    }
  }

  async function show(opened: MediaStream): Promise<void> {
    const video = options.video.value;
    if (!video) return;
    video.srcObject = opened;
    await video.play();
  }

  async function look(mine: number): Promise<void> {
    const detector = await import('./detector').then((it) => it.load_detector()).catch(() => undefined);
    if (!detector) throw new DOMException('', 'no_reader');
    while (mine === run) {
      const video = options.video.value;
      if (video && !document.hidden) {
        const text = await detector.read(video).catch(() => undefined); // a frame between two cameras
        if (mine === run && guard(text, Date.now(), options.paused()) && text !== undefined) options.on_read(text);
      }
      await new Promise((resolve) => setTimeout(resolve, look_every_ms));
    }
  }

  function close(): void {
    run++;
    stop_tracks(stream.value);
    stream.value = undefined;
    torch.value = undefined;
    if (state.value === 'on' || state.value === 'opening') state.value = 'off';
  }

  async function count_cameras(): Promise<void> {
    const devices = await navigator.mediaDevices.enumerateDevices();
    cameras.value = devices.filter((device) => device.kind === 'videoinput').length;
  }

  function turn(): void {
    facing = facing === 'environment' ? 'user' : 'environment';
    void open();
  }

  async function switch_torch(): Promise<void> {
    const on = !torch.value;
    const light = { advanced: [{ torch: on }] } as unknown as MediaTrackConstraints; // not yet in the DOM's types
    await stream.value?.getVideoTracks()[0]?.applyConstraints(light).then(() => { torch.value = on; }, () => undefined);
  }

  /** Opens at once where the permission was given on an earlier visit, so that nobody is asked on arrival. */
  async function open_if_allowed(): Promise<void> {
    if (!can_open()) return;
    const answer = await navigator.permissions?.query({ name: 'camera' as PermissionName }).catch(() => undefined);
    if (answer?.state === 'granted') await open();
  }

  onScopeDispose(close);
  return { state, cameras, torch, open, close, turn, switch_torch, open_if_allowed };
}

function can_open(): boolean {
  return window.isSecureContext && navigator.mediaDevices !== undefined;
}

function stop_tracks(stream: MediaStream | undefined): void {
  stream?.getTracks().forEach((track) => track.stop());
}

function has_torch(stream: MediaStream): boolean {
  const track = stream.getVideoTracks()[0];
  return (track?.getCapabilities?.() as { torch?: boolean } | undefined)?.torch === true;
}

function why(error: unknown): CameraState {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError': case 'SecurityError': return 'denied';
    case 'NotFoundError': case 'OverconstrainedError': return 'none';
    case 'no_reader': return 'no_reader';
    default: return 'busy';
  }
}
