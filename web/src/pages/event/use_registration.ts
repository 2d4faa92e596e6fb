// The form's life: typed, checked, sent until it is answered, its mistakes at their fields.
import { reactive, ref, shallowRef, watch } from 'vue';
import { as_problem, new_id, post, retry, type Problem } from '../../api';
import { keep_ticket } from '../../my_tickets';
import type { RegistrationAnswer, Seats } from '../../wire';
import { drop_draft, keep_draft, load_draft, type Draft } from './draft';
import { empty_form, fields, mistakes, request_of, same_or_new, type Field, type Form, type FormError } from '../../registration';

export function use_registration(slug: string, seats: Seats, done: (code: string) => void) {
  const draft = load_draft(slug);
  const form = reactive<Form>({ ...empty_form(seats), ...draft?.form });
  if (!seats.total) form.attendance = 'online';
  let sent: Draft['sent'] = draft?.sent;
  const errors = reactive<Partial<Record<Field, FormError | Problem>>>({});
  const problem = shallowRef<Problem>(); // what no field can be blamed for
  const wait = ref(0); // seconds to the next try
  const sending = ref(false);

  const keep = () => keep_draft(slug, { form: { ...form }, sent });
  watch(form, keep);
  for (const field of fields) watch(() => form[field], () => { delete errors[field]; });

  /** Sends what is typed, again and again until an answer comes. Returns the field to mend, if one is wrong. */
  async function submit(): Promise<Field | undefined> {
    if (sending.value) return undefined;
    problem.value = undefined;
    const found = mistakes(form);
    for (const field of fields) if (found[field]) errors[field] = found[field];
    const first = fields.find((field) => found[field]);
    return first ?? (await send());
  }

  async function send(): Promise<Field | undefined> {
    const request = same_or_new(sent, request_of(form), new_id);
    sent = request;
    keep();
    sending.value = true;
    try {
      const answer = await retry(() => post<RegistrationAnswer>(`/api/events/${encodeURIComponent(slug)}/registrations`, request), {
        tries: 8,
        on_wait: (seconds, why) => { wait.value = seconds; problem.value = why; },
      });
      drop_draft(slug);
      keep_ticket({ code: answer.ticket.code, event: slug, attendance: request.attendance, name: request.name });
      done(answer.ticket.code);
      return undefined;
    } catch (error) {
      return blame(as_problem(error));
    } finally {
      wait.value = 0;
      sending.value = false;
    }
  }

  function blame(refused: Problem): Field | undefined {
    const field = fields.find((known) => known === refused.field);
    if (field) {
      problem.value = undefined;
      errors[field] = refused;
    } else {
      problem.value = refused;
    }
    return field;
  }

  return { form, errors, problem, wait, sending, submit };
}
