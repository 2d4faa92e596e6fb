// A form's life: typed, checked, sent until it is answered, its mistakes at their fields. Knows no field by name.
import { nextTick, reactive, ref, shallowRef, useTemplateRef, watch } from 'vue';
import { as_problem, type Problem } from './api';

export interface FormOptions<Field extends string, Mistake extends string> {
  typed: Record<Field, unknown>; // reactive
  fields: readonly Field[]; // in the order in which they stand
  mistakes: () => Partial<Record<Field, Mistake>>;
  words: (mistake: Mistake) => string;
  /** Sends what is typed; tells the seconds to the next try and why it waits, 0 when it goes on. */
  send: (waits: (seconds: number, why?: Problem) => void) => Promise<void>;
}

export function use_form<Field extends string, Mistake extends string>(options: FormOptions<Field, Mistake>) {
  const { typed, fields } = options;
  const errors = reactive<Record<string, Mistake | Problem | undefined>>({});
  const problem = shallowRef<Problem>(); // what no field can be blamed for
  const wait = ref(0); // seconds to the next try
  const busy = ref(false);
  const element = useTemplateRef<HTMLFormElement>('element');
  for (const field of fields) watch(() => typed[field], () => { delete errors[field]; });

  function error_of(field: Field): string | undefined {
    const error = errors[field] as Mistake | Problem | undefined;
    return typeof error === 'string' ? options.words(error) : error?.text;
  }

  /** Forgets what was wrong, for a form that begins anew. */
  function clear(): void {
    for (const field of fields) delete errors[field];
    problem.value = undefined;
  }

  /** Checks and sends; the first field that is wrong gets the focus. The form is the template's ref "element". */
  async function submit(): Promise<void> {
    if (busy.value) return;
    clear(); // what the server refused before may be right now
    Object.assign(errors, options.mistakes());
    if (!fields.some((field) => errors[field])) await send();
    const wrong = fields.find((field) => errors[field]);
    if (!wrong) return;
    await nextTick();
    element.value?.querySelector<HTMLElement>(`[name="${wrong}"]`)?.focus();
  }

  async function send(): Promise<void> {
    busy.value = true;
    try {
      await options.send((seconds, why) => { wait.value = seconds; problem.value = why; });
      problem.value = undefined;
    } catch (error) {
      const refused = as_problem(error);
      const field = fields.find((known) => known === refused.field);
      problem.value = field ? undefined : refused;
      if (field) errors[field] = refused;
    } finally {
      wait.value = 0;
      busy.value = false;
    }
  }

  return { problem, wait, busy, error_of, clear, submit };
}

/**
 * The request to send: the one that was sent before, id and all, as long as it says the same; so that what was done
 * already, and its answer lost, is not done twice. `fresh_id` is used for a new one.
 */
export function same_or_new<Request extends { id: string }>(
  sent: Request | undefined, wanted: Omit<Request, 'id'>, fresh_id: () => string,
): Request {
  if (sent) {
    const { id: _, ...before } = sent;
    const in_order = (o: object) => JSON.stringify(Object.entries(o).sort(([a], [b]) => a.localeCompare(b)));
    if (in_order(before) === in_order(wanted)) return sent;
  }
  return { id: fresh_id(), ...wanted } as Request;
}
