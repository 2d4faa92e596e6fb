// A pasted list read as people, one a line: from a spreadsheet (tabs), with commas, or with spaces. Pure; says of each line
// what is wrong with it.
import { phone_digits, walk_in_mistakes, type FormError } from '../../registration';
import type { DelegateFields } from '../../wire';

export interface Row {
  line: number; // in the text, from 1
  name: string;
  phone: string;
  title: string;
  mistake?: FormError;
}

const separators = [/\t/, /[,，;；、|｜]/];
const phone_like = /(?:\+?86[\s-]?)?1\d{2}[\s-]?\d{4}[\s-]?\d{4}(?!\d)/;
const heading = /^(?:姓名|名字|name)$/i;

export function people_in(text: string): Row[] {
  return text.split(/\r\n|[\n\r\u2028]/).flatMap((raw, i) => {
    const fields = fields_of(raw.normalize('NFKC').replace(/[\u3000\u00a0]/g, ' ').trim());
    if (!fields.some(Boolean) || fields.some((field) => heading.test(field))) return [];
    return [row_of(i + 1, fields)];
  });
}

/** What is sent; only for rows without a mistake. */
export function fields_of_row({ name, phone, title }: Row): DelegateFields {
  return { name, ...(phone && { phone }), ...(title && { title }) };
}

/** The line without its number, in pieces. */
function fields_of(line: string): string[] {
  const separator = separators.find((one) => one.test(line.replace(/^\d{1,3}、/, '')));
  const rest = separator === separators[0] ? line : line.replace(/^\d{1,3}[.、)]\s*/, '');
  const fields = separator ? rest.split(separator).map((field) => field.trim()) : by_spaces(rest);
  return fields.length > 1 && /^\d{1,3}$/.test(fields[0]!) ? fields.slice(1) : fields;
}

/** "林一帆 138 0013 8000 店长"; a name in Latin letters may hold spaces itself. */
function by_spaces(line: string): string[] {
  const phone = phone_like.exec(line);
  if (phone) {
    return [line.slice(0, phone.index).trim(), phone[0], line.slice(phone.index + phone[0].length).trim()];
  }
  const numbered = line.replace(/^\d{1,3}\s+/, '');
  if (!/\p{Script=Han}/u.test(numbered)) return [numbered];
  const [name = '', ...rest] = numbered.split(/\s+/);
  return [name, ...rest];
}

/** The name first; a piece that is mostly digits is the phone; the others are the position. */
function row_of(line: number, [name = '', ...others]: string[]): Row {
  const at = others.findIndex((field) => /^[+\d][\d\s()-]*$/.test(field));
  const phone = at < 0 ? '' : phone_digits(others[at]!);
  const title = others.filter((field, i) => field && i !== at).join(' ');
  const wrong = walk_in_mistakes({ attendance: 'in_person', name, phone, organization: '', title, email: '', consent: true });
  const mistake = wrong.name ?? wrong.phone ?? wrong.title;
  return { line, name, phone, title, ...(mistake && { mistake }) };
}
