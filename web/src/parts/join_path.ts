// The path on the big screen's code, for staff: with a code behind the # where the event is not open to all.
import { ref, watch, type Ref } from 'vue';
import { get, retry } from '../api';
import type { Event } from '../wire';

export function use_join_path(slug: string, event: Ref<Event | undefined>): Ref<string> {
  const plain = `/j/${encodeURIComponent(slug)}`;
  const path = ref(plain);
  watch(() => event.value?.access?.version, async (version) => {
    if (version === undefined) {
      path.value = plain;
      return;
    }
    const found = await retry(() => get<{ path: string }>(`/api/events/${encodeURIComponent(slug)}/join`), { tries: 30 });
    if (event.value?.access?.version === version) path.value = found.path;
  }, { immediate: true });
  return path;
}
