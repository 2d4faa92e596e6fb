// Words that must be whole on a screen: makes type smaller until a box of fixed size holds it.
import { onScopeDispose, ref, watch, type Ref } from 'vue';

/**
 * Sets the custom property --fit on `box`, from 1 down to `least`, so that its content fits; CSS multiplies its
 * type sizes by it. Fits again when `content` or the box's size changes; `too_much` is called when even `least` is
 * too large. Returns whether it fits at all.
 */
export function use_fit(
  box: Ref<HTMLElement | undefined | null>, content: () => unknown, least = 0.4, too_much?: () => void,
): Ref<boolean> {
  const fits = ref(true);

  function fit(): void {
    const el = box.value;
    if (!el) return;
    const holds = (scale: number) => {
      el.style.setProperty('--fit', String(scale));
      return el.scrollHeight <= el.clientHeight + 1 && el.scrollWidth <= el.clientWidth + 1;
    };
    fits.value = true;
    if (holds(1)) return;
    let low = least;
    let high = 1;
    for (let n = 0; n < 7; n++) {
      const middle = (low + high) / 2;
      if (holds(middle)) low = middle;
      else high = middle;
    }
    fits.value = holds(low);
    if (!fits.value) too_much?.();
  }

  const observer = typeof ResizeObserver === 'undefined' ? undefined : new ResizeObserver(fit);
  watch(box, (el, before) => {
    if (before) observer?.unobserve(before);
    if (el) observer?.observe(el);
  }, { immediate: true, flush: 'post' });
  watch(content, fit, { flush: 'post' });
  onScopeDispose(() => observer?.disconnect());
  return fits;
}
