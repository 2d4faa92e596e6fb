// Keeps the draft of the programme beside the event of the feed, saves it, and says when somebody else was faster.
import { computed, ref, shallowRef, watch, type Ref } from 'vue';
import { as_problem, get, put, type Problem } from '../../api';
import type { Event } from '../../wire';
import { differences, draft_of, edit_of, type Draft, type Part } from './edit';

export function use_programme(slug: string, event: Readonly<Ref<Event>>, changed: (event: Event) => void) {
  const base = shallowRef(draft_of(event.value)); // what the draft began from
  const version = ref(event.value.version);
  const draft = ref<Draft>(draft_of(event.value));
  const saving = ref(false);
  const saved = ref(false);
  const problem = shallowRef<Problem>();
  const theirs = shallowRef<Event>(); // a newer programme by somebody else, while this one has changes
  const dirty = computed(() => differences(base.value, draft.value).length > 0);
  const conflict = computed<Part[]>(() => (theirs.value ? differences(base.value, draft_of(theirs.value)) : []));

  function begin(from: Event): void {
    base.value = draft_of(from);
    draft.value = draft_of(from);
    version.value = from.version;
    theirs.value = undefined;
    problem.value = undefined;
  }

  /** Another version of the event: only when what is edited here differs is it anybody's business. */
  function meet(now: Event): void {
    if (now.version < version.value) return;
    if (differences(base.value, draft_of(now)).length === 0) version.value = now.version; // a segment or the stream began
    else if (dirty.value && !saving.value) theirs.value = now;
    else if (!saving.value) begin(now);
  }
  watch(event, meet);
  watch(dirty, (now) => { if (now) saved.value = false; });

  async function save(): Promise<void> {
    if (saving.value) return;
    saving.value = true;
    saved.value = false;
    problem.value = undefined;
    try {
      const answer = await send();
      begin(answer);
      changed(answer);
      saved.value = true;
    } catch (error) {
      const refused = as_problem(error);
      if (refused.code !== 'version_conflict') problem.value = refused;
    } finally {
      saving.value = false;
    }
  }

  async function send(): Promise<Event> {
    const path = `/api/events/${slug}`;
    try {
      return (await put<{ event: Event }>(path, edit_of(draft.value, version.value))).event;
    } catch (error) {
      if (as_problem(error).code !== 'version_conflict') throw error;
      const { event: newest } = await get<{ event: Event }>(path);
      if (differences(base.value, draft_of(newest)).length) {
        theirs.value = newest;
        throw error;
      }
      version.value = newest.version; // only the flow went on: the programme is still the one this draft began from
      return (await put<{ event: Event }>(path, edit_of(draft.value, version.value))).event;
    }
  }

  /** Their programme in place of this draft. */
  function take_theirs(): void {
    begin(theirs.value ?? event.value);
  }

  /** This draft over theirs. */
  async function keep_mine(): Promise<void> {
    if (!theirs.value) return;
    base.value = draft_of(theirs.value);
    version.value = theirs.value.version;
    theirs.value = undefined;
    await save();
  }

  return { draft, dirty, saving, saved, problem, theirs, conflict, save, discard: take_theirs, take_theirs, keep_mine };
}
