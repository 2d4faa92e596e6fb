// Whether this person wants to see 弹幕, kept in the browser for all events.
import { ref, watch } from 'vue';

const key = 'jiangtang.danmaku';

function kept(): boolean {
  try {
    return localStorage.getItem(key) !== 'off';
  } catch {
    return true;
  }
}

export function use_danmaku_choice() {
  const wanted = ref(kept());
  watch(wanted, (on) => {
    try {
      localStorage.setItem(key, on ? 'on' : 'off');
    } catch {
      // kept in the page only
    }
  });
  return wanted;
}
