// The hall as staff see it: the feed of an event for one who holds a role in it, else words that say why not.
import { get, Problem } from '../api';
import { use_hall, type HallOptions } from '../hall';
import type { Staff, StaffRole } from '../wire';

const not_staff = new Problem({
  code: 'signed_out',
  message: '请先用邀请链接进入',
  message_en: 'Please sign in with your invitation link first',
}, 401);

const other_role = new Problem({
  code: 'forbidden',
  message: '你的邀请不包括这个页面，请找主办方',
  message_en: 'Your invitation does not include this page. Please ask the organizer',
}, 403);

/** What keeps these people from a page for `roles` of the event; undefined when nothing does. Organizers may all. */
export function staff_problem(staff: readonly Staff[], event: string, roles: readonly StaffRole[]): Problem | undefined {
  const here = staff.filter((one) => one.event === event);
  if (!here.length) return not_staff;
  return here.some((one) => one.role === 'organizer' || roles.includes(one.role)) ? undefined : other_role;
}

/** `use_hall` for a page of staff: asks for `as`, lets in the `roles` (and organizers). */
export function use_staff_hall(
  event: string, as: StaffRole, roles: readonly StaffRole[], on_message?: HallOptions['on_message'],
) {
  return use_hall({
    event, as, on_message,
    prepare: async () => {
      const { staff } = await get<{ staff: Staff[] }>('/api/session');
      const problem = staff_problem(staff, event, roles);
      if (problem) throw problem;
    },
  });
}
