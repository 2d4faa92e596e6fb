// Full screen and the small window over other programs, as far as the browser lets them.
import { onMounted, onScopeDispose, ref, type Ref } from 'vue';

export function use_windows(box: Ref<HTMLElement | undefined>, video: Ref<HTMLVideoElement | undefined>) {
  const full = ref(false);
  const small = ref(false);
  const has_small = typeof document !== 'undefined' && document.pictureInPictureEnabled;

  async function toggle_full(): Promise<void> {
    const on_phone = video.value as (HTMLVideoElement & { webkitEnterFullscreen?: () => void }) | undefined;
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else if (box.value?.requestFullscreen) await box.value.requestFullscreen();
      else on_phone?.webkitEnterFullscreen?.();
    } catch {
      // refused: the picture stays in the page
    }
  }
  async function toggle_small(): Promise<void> {
    try {
      if (document.pictureInPictureElement) await document.exitPictureInPicture();
      else await video.value?.requestPictureInPicture();
    } catch {
      // the browser does not want it now: the picture stays where it is
    }
  }

  const see_full = () => { full.value = document.fullscreenElement === box.value; };
  const see_small = () => { small.value = document.pictureInPictureElement === video.value; };
  onMounted(() => {
    document.addEventListener('fullscreenchange', see_full);
    video.value?.addEventListener('enterpictureinpicture', see_small);
    video.value?.addEventListener('leavepictureinpicture', see_small);
  });
  onScopeDispose(() => document.removeEventListener('fullscreenchange', see_full));
  return { full, small, has_small, toggle_full, toggle_small };
}
