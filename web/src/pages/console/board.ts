// The state of the console's page: what each column shows, which row is selected, what is picked, who edits what,
// and what each key does. Commands go through moderating.ts.
import { computed, inject, nextTick, ref, shallowRef, watch, type InjectionKey } from 'vue';
import type { use_hall } from '../../hall';
import type { Question } from '../../wire';
import {
  balance_of, column_names, columns_of, count_places, fits_place, fits_search, follow_selection, hold_places,
  move_selection, on_stage_once, place_filters, type AnsweredFilter, type ColumnName, type PlaceFilter,
} from './columns';
import { has_words, opened_now, overtaken, way_to_save, type Editing } from './editing';
import type { Moderating } from './moderating';
import { can, merge_target, type StepName } from './steps';

export function use_board(slug: string, hall: ReturnType<typeof use_hall>, moderating: Moderating) {
  const place = ref<PlaceFilter>('all');
  const answered_filter = ref<AnsweredFilter>('all');
  const search = ref('');
  const active = ref<ColumnName>('pending');
  const selected = ref<Record<ColumnName, string | undefined>>({ pending: undefined, published: undefined, answered: undefined });
  const picks = shallowRef<ReadonlySet<string>>(new Set());
  const keep = ref<string>();
  const editing = shallowRef<Editing>();
  const laid_aside = shallowRef<readonly Editing[]>([]); // whose words wait until the open one is done
  const history = ref<string>(); // the question whose history is open
  const whole = ref<string>(); // the next question, while it is read whole
  const opened = computed(() => hall.state.value.opened); // by others
  watch([() => editing.value?.id, () => hall.feed.state.value.name === 'open'] as const, ([id, open], before) => {
    if (!open || (id === undefined && before[0] === undefined)) return; // what was open ended with the connection
    void (id === undefined ? hall.send('close', {}) : hall.send('open', { question: id })).catch(() => undefined); // only for the others' eyes
  });
  const pointed = ref(false); // the pointer is over the published column

  const muted = computed(() => hall.state.value.muted);
  const all = computed(() => columns_of(hall.questions.value, muted.value, hall.state.value.show.next));
  const found = (list: Question[]) => (search.value.trim() ? list.filter((q) => fits_search(q, search.value)) : list);
  const pending = computed(() => (place.value === 'apart' ? found(all.value.apart)
    : found(all.value.pending).filter((q) => fits_place(q, place.value))));
  const pending_counts = computed(() => ({ ...count_places(found(all.value.pending)), apart: found(all.value.apart).length }));
  const filters = computed(() => place_filters.filter((name) => name !== 'apart' || place.value === name || all.value.apart.length > 0));
  const next = computed(() => all.value.published[0]);
  const next_chosen = computed(() => next.value !== undefined && next.value.id === hall.state.value.show.next);
  const balance = computed(() => balance_of(all.value));

  const shown = shallowRef<string[]>([]); // the published order while it is read
  const holding = computed(() => active.value === 'published' || pointed.value);
  watch([() => all.value.published, holding], ([list, hold]) => {
    if (!hold) shown.value = list.map((q) => q.id);
  }, { immediate: true });
  const published = computed(() => found(hold_places(shown.value, all.value.published).filter((q) => q.id !== next.value?.id)));

  const answered = computed(() => {
    if (answered_filter.value === 'aside') return found(all.value.aside);
    const list = found(all.value.answered);
    if (answered_filter.value === 'all') return list;
    return list.filter((q) => on_stage_once(q) === (answered_filter.value === 'stage'));
  });
  const answered_counts = computed(() => {
    const stage = found(all.value.answered).filter(on_stage_once).length;
    const whole = found(all.value.answered).length;
    return { all: whole, stage, writing: whole - stage, aside: found(all.value.aside).length };
  });

  const ids: Record<ColumnName, { readonly value: string[] }> = {
    pending: computed(() => pending.value.map((q) => q.id)),
    published: computed(() => [ // the first two are always seen, and the keyboard comes to them when they are what is looked for
      ...found([...(all.value.staged ? [all.value.staged] : []), ...(next.value ? [next.value] : [])]), ...published.value,
    ].map((q) => q.id)),
    answered: computed(() => answered.value.map((q) => q.id)),
  };
  for (const name of column_names) {
    watch(() => ids[name].value, (now, before) => {
      selected.value[name] = follow_selection(before ?? [], now, selected.value[name]);
    }, { immediate: true, flush: 'sync' });
  }
  const known = (id: string | undefined) => (id === undefined ? undefined : hall.state.value.questions.get(id));
  const current = computed(() => known(selected.value[active.value]));
  const picked = computed(() => [...picks.value].flatMap((id) => known(id) ?? []).filter((q) => can('merge', q.status))
    .sort((a, b) => a.number - b.number));
  const kept = computed(() => picked.value.find((q) => q.id === keep.value) ?? merge_target(picked.value));
  const talks = computed(() => (hall.event.value?.agenda ?? []).filter((segment) => segment.kind === 'talk').map(({ id, title }) => ({ id, title })));
  const talk_of = (question: Question) => hall.event.value?.agenda.find((segment) => segment.id === question.talk)?.title;
  const connected = computed(() => hall.connection.value.name === 'open');
  const editing_column = computed(() => column_names.find((name) => ids[name].value.includes(editing.value?.id ?? '')));
  const editing_seen = computed(() => editing_column.value !== undefined);
  watch(() => known(editing.value?.id), (question) => { // others act on it too
    if (editing.value && question) editing.value = overtaken(editing.value, question);
  }, { flush: 'sync' });
  watch([editing_column, () => editing.value?.id], ([name, id], [before, same]) => { // it goes with its row, also where one column is seen at a time
    if (name && before && name !== before && id !== undefined && id === same) select(name, id);
  });

  /** Brings the selected row of the active column into sight and under the keyboard. */
  function reveal(): void {
    void nextTick(() => {
      const id = selected.value[active.value];
      const row = id === undefined ? null : document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`);
      row?.focus({ preventScroll: true });
      row?.scrollIntoView({ block: 'nearest' });
    });
  }

  // a row that leaves takes the focus with it: the next one gets it, without a jump of the page
  watch(() => selected.value[active.value], (id) => {
    if (id === undefined || document.activeElement !== document.body) return;
    document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
  }, { flush: 'post' });

  function select(name: ColumnName, id: string): void {
    active.value = name;
    selected.value[name] = id;
  }

  function move(by: number): void {
    selected.value[active.value] = move_selection(ids[active.value].value, selected.value[active.value], by);
    reveal();
  }

  /** To the column beside; false at the edge, where the browser's own Tab goes on. */
  function change_column(by: number): boolean {
    const to = column_names[column_names.indexOf(active.value) + by];
    if (!to) return false;
    active.value = to;
    reveal();
    return true;
  }

  /** Selects the next row that has no command in flight: the one just handled is on its way out. */
  function move_on(): void {
    const list = ids[active.value].value;
    const at = list.indexOf(selected.value[active.value] ?? '');
    const free = (id: string) => id !== list[at] && !moderating.busy.value.has(id);
    const to = list.slice(at + 1).find(free) ?? list.slice(0, Math.max(0, at)).reverse().find(free);
    if (to !== undefined) selected.value[active.value] = to;
    reveal();
  }

  function pick(id: string): void {
    const now = new Set(picks.value);
    if (!now.delete(id)) now.add(id);
    picks.value = now;
    if (!now.size) keep.value = undefined;
  }

  function drop_picks(): void {
    picks.value = new Set();
    keep.value = undefined;
  }

  /** M: picks the selected one first; with two or more it settles whose text stays, each time another's. */
  function merge_key(): void {
    const question = current.value;
    if (picked.value.length < 2) {
      if (question && can('merge', question.status) && !picks.value.has(question.id)) pick(question.id);
      return;
    }
    const at = picked.value.findIndex((q) => q.id === keep.value);
    keep.value = at < 0 ? kept.value?.id : picked.value[(at + 1) % picked.value.length]?.id;
  }

  /** Enter: merges what is picked, else reads the long next question whole, or shortens it again. */
  async function enter_key(): Promise<void> {
    if (picked.value.length > 1) { await merge_now(); return; }
    if (current.value?.id === next.value?.id) whole.value = whole.value === undefined ? next.value?.id : undefined;
  }

  async function merge_now(): Promise<void> {
    const into = kept.value;
    const others = picked.value.filter((q) => q.id !== into?.id);
    if (!into || !others.length) return;
    drop_picks();
    await moderating.merge(others, into);
  }

  function open_editor(kind: Editing['kind'], question: Question): void {
    if (!can(kind, question.status) || moderating.busy.value.has(question.id)) return;
    const open = editing.value;
    const waits = laid_aside.value.find((one) => one.id === question.id && one.kind === kind);
    laid_aside.value = [...laid_aside.value.filter((one) => one !== waits), ...(open && has_words(open) ? [open] : [])];
    editing.value = waits ? overtaken(waits, question) : opened_now(kind, question);
  }

  /** Keeps what is typed with the editor, which may be drawn in another column by the next moment. Redraws nothing. */
  function write(draft: string): void {
    if (editing.value) editing.value.draft = draft;
  }

  /** Closes the editor; one that was left for it with words typed opens again. */
  function leave_editor(): void {
    const back = laid_aside.value[laid_aside.value.length - 1];
    laid_aside.value = laid_aside.value.slice(0, -1);
    editing.value = back && overtaken(back, known(back.id) ?? back.seen);
    if (!back) reveal();
  }

  async function save(): Promise<void> {
    const open = editing.value;
    const text = open?.draft.trim() ?? '';
    if (!open || (!text && (open.kind === 'edit' || open.kind === 'reply'))) return;
    const way = way_to_save(open.kind, open.seen.status);
    if (way === 'none') return;
    leave_editor();
    if (way === 'plain' && open.kind === 'edit' && text === open.seen.text) return;
    if (way === 'plain' && open.kind === 'assign' && text === (open.seen.talk ?? '')) return;
    if (way === 'restore' && !(await moderating.step('restore', 'restore', open.seen))) { keep_words(open); return; }
    const seen = (way === 'restore' && known(open.id)) || open.seen;
    if (!(await send_edited({ ...open, seen }, text))) keep_words({ ...open, seen });
  }

  /** It was refused: the words stay open beside what it reads now, or wait until another editor is done. */
  function keep_words(open: Editing): void {
    const kept = overtaken(open, known(open.id) ?? open.seen);
    if (editing.value) laid_aside.value = [...laid_aside.value, kept];
    else editing.value = kept;
  }

  async function send_edited({ kind, seen }: Editing, text: string): Promise<boolean> {
    if (kind === 'reply') return moderating.reply(seen, text);
    if (kind === 'assign') return moderating.step('assign', 'assign', seen, { talk: text });
    if (kind === 'edit') return moderating.step('edit', 'edit', seen, { text });
    return moderating.step('reject', 'reject', seen, text ? { reason: text } : {});
  }

  /** W: the asker is to read why it was rejected. */
  function reject_why(question: Question | undefined = current.value): void {
    if (question && !can('reject', question.status)) moderating.not_now(question);
    else if (question) open_editor('reject', question);
  }

  /** B: mutes the asker of the selected question, or lets them be heard again. */
  function mute_key(question: Question | undefined = current.value): void {
    if (question?.viewer) void moderating.mute(question, !muted.value.has(question.viewer));
  }

  /** Does a step to one question: a key on the selected row, or a press of its button. */
  function act(name: StepName, question: Question | undefined = current.value): void {
    if (name === 'answer') { void moderating.answer_and_next(); return; }
    if (!question || moderating.busy.value.has(question.id)) return;
    if (!can(name, question.status)) { moderating.not_now(question); return; }
    switch (name) {
      case 'approve': case 'reject': case 'restore':
        void moderating.step(name, name, question);
        if (question.id === current.value?.id) move_on();
        break;
      case 'down': void moderating.step('down', 'restore', question); break;
      case 'stage': void moderating.stage(question); break;
      case 'next': void moderating.choose_next(question); break;
      case 'edit': case 'reply': case 'assign': open_editor(name, question); break;
      case 'pin': case 'unpin': void moderating.step(name, name, question); break;
      case 'merge': pick(question.id); break;
      case 'mute': case 'unmute': mute_key(question); break;
    }
  }

  /** P: pins the selected question to the top of the viewers' list, or takes the pin away. */
  function pin_key(question: Question | undefined = current.value): void {
    if (question) act(question.pinned ? 'unpin' : 'pin', question);
  }

  /** U: the one on stage comes down; in the last column the selected one comes back. */
  function take_down(): void {
    if (active.value === 'answered') act('restore');
    else if (all.value.staged) act('down', all.value.staged);
  }

  /** N: the selected published question becomes next; anywhere else, another one than now. */
  function next_key(): void {
    const question = current.value;
    if (active.value === 'published' && question?.status === 'published' && question.id !== next.value?.id) act('next', question);
    else void moderating.another_next();
  }

  return {
    slug, moderating, connected, place, answered_filter, search, active, selected, picks, picked, kept, keep, editing, editing_seen, pointed,
    all, muted, opened, history, whole, filters, pending, pending_counts, published, next, next_chosen, balance, answered, answered_counts, current, talks, talk_of,
    reveal, select, move, change_column, pick, drop_picks, merge_key, merge_now, enter_key, leave_editor, write, save, act, take_down, next_key, reject_why, mute_key, pin_key,
  };
}

export type Board = ReturnType<typeof use_board>;
export const board_key: InjectionKey<Board> = Symbol('board');
export function the_board(): Board {
  const board = inject(board_key);
  if (!board) throw new Error('a part of the console outside of its page');
  return board;
}
