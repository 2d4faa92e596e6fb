// Which language the page speaks. Order: ?lang=, the choice kept from before, the browser, Chinese.
import { ref, watch } from 'vue';

export type Language = 'zh' | 'en';
const key = 'jiangtang.language';

/** Pure: the language for a query string, a kept choice and the browser's list. */
export function pick_language(search: string, kept: string | null, browser: readonly string[]): Language {
  for (const wanted of [new URLSearchParams(search).get('lang'), kept, ...browser]) {
    const head = wanted?.toLowerCase().slice(0, 2);
    if (head === 'zh' || head === 'en') return head;
  }
  return 'zh';
}

function kept_choice(): string | null {
  try {
    return globalThis.localStorage?.getItem(key) ?? null;
  } catch {
    return null; // a browser that forbids storage still shows the page
  }
}

export const language = ref<Language>(
  typeof window === 'undefined'
    ? 'zh'
    : pick_language(window.location.search, kept_choice(), window.navigator.languages ?? []),
);

/** Switches without a reload and keeps the choice on this device. */
export function choose_language(chosen: Language): void {
  language.value = chosen;
  try {
    globalThis.localStorage?.setItem(key, chosen);
  } catch {
    // the choice holds for this page only
  }
}

/** Keeps <html lang> in step; called once by main. */
export function mirror_language(root: HTMLElement): void {
  watch(language, (now) => { root.lang = now === 'zh' ? 'zh-CN' : 'en'; }, { immediate: true });
}
