// Keeps the draft of the rules, saves it, and says when somebody else was faster: as the programme does.
import { computed, ref, shallowRef, watch } from 'vue';
import { as_problem, get, put, retry, type Problem } from '../../api';
import type { Rules } from '../../wire_rules';
import { draft_of_rules, rules_of, same_rules, type RulesDraft } from './rules';

/** `news`: the rules as the feed told them last. */
export function use_rules(slug: string, news: () => Rules | undefined) {
  const path = `/api/events/${encodeURIComponent(slug)}/rules`;
  const base = shallowRef<Rules>(); // what the draft began from
  const draft = ref<RulesDraft>();
  const theirs = shallowRef<Rules>();
  const saving = ref(false);
  const saved = ref(false);
  const problem = shallowRef<Problem>();
  const dirty = computed(() => !!base.value && !!draft.value && !same_rules(draft_of_rules(base.value), draft.value));
  watch(dirty, (now) => { if (now) saved.value = false; });

  function begin(from: Rules): void {
    base.value = from;
    draft.value = draft_of_rules(from);
    theirs.value = undefined;
    problem.value = undefined;
  }

  function meet(now: Rules | undefined): void {
    if (!now || !base.value || now.version <= base.value.version || saving.value) return;
    if (dirty.value) theirs.value = now;
    else begin(now);
  }
  watch(news, meet);

  async function load(): Promise<void> {
    problem.value = undefined;
    try {
      begin((await retry(() => get<{ rules: Rules }>(path), { tries: 3 })).rules);
    } catch (error) {
      problem.value = as_problem(error);
    }
  }

  async function save(): Promise<void> {
    if (saving.value || !draft.value || !base.value) return;
    const wanted = rules_of(draft.value, base.value.version);
    saving.value = true;
    saved.value = false;
    problem.value = undefined;
    try {
      begin((await retry(() => put<{ rules: Rules }>(path, wanted), { tries: 4 })).rules);
      saved.value = true;
    } catch (error) {
      const refused = as_problem(error);
      if (refused.code === 'version_conflict') theirs.value = await newest(refused);
      else problem.value = refused;
    } finally {
      saving.value = false;
    }
  }

  async function newest(refused: Problem): Promise<Rules | undefined> {
    try {
      return (await get<{ rules: Rules }>(path)).rules;
    } catch {
      problem.value = refused;
      return undefined;
    }
  }

  /** Their rules in place of this draft; without theirs, what was saved last. */
  function take_theirs(): void {
    const from = theirs.value ?? base.value;
    if (from) begin(from);
  }

  /** This draft over theirs. */
  async function keep_mine(): Promise<void> {
    if (!theirs.value) return;
    base.value = theirs.value;
    theirs.value = undefined;
    await save();
  }

  void load();
  return { draft, dirty, saving, saved, problem, theirs, load, save, take_theirs, keep_mine };
}
