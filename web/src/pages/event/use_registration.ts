// The registration form: what is typed is kept through a reload, and one person is registered once.
import { reactive, watch } from 'vue';
import { new_id, post, retry } from '../../api';
import { same_or_new, use_form } from '../../form';
import { language } from '../../language';
import { keep_ticket } from '../../my_tickets';
import { empty_form, fields, mistakes, request_of, type Form, type FormError } from '../../registration';
import { offered, open_for } from '../../rules';
import type { Event, RegistrationAnswer } from '../../wire';
import { drop_draft, keep_draft, load_draft, type Draft } from './draft';

/** `event` and `now`, the server's clock, as they are by then: what is open may change while one types. */
export function use_registration(event: () => Event, now: () => number, words: (mistake: FormError) => string, done: (code: string) => void, sent_to: (phone: string) => void) {
  const { slug, seats } = event();
  const draft = load_draft(slug);
  const typed = reactive<Form>({ ...empty_form(seats), ...draft?.form });
  const is_open = () => open_for(event(), now()).includes(typed.attendance);
  if (!offered(event()).includes(typed.attendance) || !is_open()) typed.attendance = open_for(event(), now())[0] ?? typed.attendance;
  let sent: Draft['sent'] = draft?.sent;
  const keep = () => keep_draft(slug, { form: { ...typed }, sent });
  watch(typed, keep);

  const form = use_form({
    typed, fields, words,
    mistakes: () => ({ ...(!sent && !is_open() && { attendance: 'need_other' as const }), ...mistakes(typed) }),
    send: async (waits) => {
      const request = sent = same_or_new(sent, { ...request_of(typed), language: language.value }, new_id);
      keep();
      const answer = await retry(() => post<RegistrationAnswer>(`/api/events/${encodeURIComponent(slug)}/registrations`, request), {
        tries: 8,
        on_wait: waits,
      });
      drop_draft(slug);
      if (!('code' in answer.ticket)) {
        sent_to(answer.ticket.sent_to);
        return;
      }
      keep_ticket({ code: answer.ticket.code, event: slug, attendance: request.attendance, name: request.name });
      done(answer.ticket.code);
    },
  });
  return { typed, ...form };
}
