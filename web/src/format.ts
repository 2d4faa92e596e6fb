// Figures, times and names as people here read them. Times are of Asia/Shanghai, wherever the device is.
// No spaces are typed between 汉字 and figures: text-autospace sets them.
import { language, type Language } from './language';

const zone = 'Asia/Shanghai';
const parts_format = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone, year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit',
  second: '2-digit', weekday: 'short', hourCycle: 'h23',
});
const weekdays_zh: Record<string, string> = {
  Mon: '周一', Tue: '周二', Wed: '周三', Thu: '周四', Fri: '周五', Sat: '周六', Sun: '周日',
};
const months_en = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'June', 'July', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec'];

function parts_of(ms: number): Record<string, string> {
  return Object.fromEntries(parts_format.formatToParts(ms).map((part) => [part.type, part.value]));
}

/** 54,321 exact. */
export function count(n: number): string {
  return Math.round(n).toLocaleString('en-US');
}

/** In prose and on axes: 5.5万, 55,000; below ten thousand exact. */
export function rough_count(n: number, lang: Language = language.value): string {
  if (n < 10_000 || lang === 'en') return count(n);
  return `${(Math.round(n / 1000) / 10).toString()}万`;
}

/** "14:05". */
export function clock(ms: number): string {
  const p = parts_of(ms);
  return `${p.hour}:${p.minute}`;
}

/** "14:05:09". */
export function clock_seconds(ms: number): string {
  return `${clock(ms)}:${parts_of(ms).second}`;
}

/** "14:00–16:45". */
export function clock_range(from: number, to: number): string {
  return `${clock(from)}–${clock(to)}`;
}

/** "2020年9月22日 周二", "22 Sept 2020, Tue". */
export function day(ms: number, lang: Language = language.value): string {
  return lang === 'zh' ? `${date(ms, lang)} ${weekday(ms, lang)}` : `${date(ms, lang)}, ${weekday(ms, lang)}`;
}

/** "2020年9月22日", "22 Sept 2020". */
export function date(ms: number, lang: Language = language.value): string {
  const p = parts_of(ms);
  return lang === 'zh'
    ? `${p.year}年${Number(p.month)}月${Number(p.day)}日`
    : `${Number(p.day)} ${months_en[Number(p.month) - 1]} ${p.year}`;
}

/** "9月22日", "22 Sept": where the year goes without saying. */
export function month_day(ms: number, lang: Language = language.value): string {
  const p = parts_of(ms);
  return lang === 'zh' ? `${Number(p.month)}月${Number(p.day)}日` : `${Number(p.day)} ${months_en[Number(p.month) - 1]}`;
}

/** "周二", "Tue". */
export function weekday(ms: number, lang: Language = language.value): string {
  const short = parts_of(ms).weekday ?? '';
  return lang === 'zh' ? (weekdays_zh[short] ?? '') : short;
}

/** What <input type="datetime-local"> wants: "2020-09-22T14:00", of Asia/Shanghai. */
export function input_time(ms: number): string {
  const p = parts_of(ms);
  return `${p.year}-${p.month?.padStart(2, '0')}-${p.day?.padStart(2, '0')}T${p.hour}:${p.minute}`;
}

/** The way back from `input_time`; NaN when the text is no time. Shanghai keeps UTC+8 all year since 1992. */
export function from_input_time(text: string): number {
  return Date.parse(`${text}:00+08:00`);
}

/** "12:40", "1:02:05"; past zero with a minus: "-0:07". Takes milliseconds. */
export function duration(ms: number): string {
  const total = ms < 0 ? Math.floor(-ms / 1000) : Math.floor(ms / 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const body = hours ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
  return ms < 0 && total > 0 ? `-${body}` : body;
}

/** "5-12" → "5排12座", "Row 5, seat 12"; any other text stays as it is. */
export function seat(text: string, lang: Language = language.value): string {
  const found = /^(\d+)-(\d+)$/.exec(text);
  if (!found) return text;
  return lang === 'zh' ? `${found[1]}排${found[2]}座` : `Row ${found[1]}, seat ${found[2]}`;
}

/** A ticket's ten symbols in two groups of five: "7KQ2M 9XHTA". */
export function ticket_code(code: string): string {
  return code.toUpperCase().replace(/(.{5})(?=.)/g, '$1 ');
}

/** The bare code in what a scanner read or a hand typed: an address, groups, small letters; else undefined. */
export function read_ticket_code(text: string): string | undefined {
  const tail = /\/ticket\/([^/?#]+)/.exec(text)?.[1] ?? text;
  const code = tail.replace(/[\s-]/g, '').toUpperCase();
  return /^[2-9A-HJKMNP-Z]{10}$/.test(code) ? code : undefined;
}

/** A talk's title for setting: in Chinese inside 《》, in pieces that should not be broken, —— ending a piece. */
export function title_pieces(title: string, quoted: boolean): string[] {
  const whole = quoted && !title.startsWith('《') ? `《${title}》` : title;
  return whole.split(/(?<=——)/);
}

/** A unit's name in pieces it may break between: after 公司, 中心, 局, 区, 处 of an office never inside a word. */
export function unit_pieces(name: string): string[] {
  return spaced(name).split(/(?<=公司|集团|中心|局|协会|研究院|委员会|办公室|区(?![域块间分])|、)(?=.{2,})|(?<!股份)(?=(?:股份)?有限公司)/);
}

/** A person's name in pieces it may break between: behind the · of 古丽娜尔·买买提江, a space, or a hyphen. */
export function name_pieces(name: string): string[] {
  return name.split(/(?<=[·•‧・\s-])/);
}

/** The gap between 汉字 and Latin letters that some type and some do not: 公司CEO as 公司 CEO. */
export function spaced(text: string): string {
  return text.replace(/(?<=\p{Script=Han})(?=[A-Za-z])|(?<=[A-Za-z])(?=\p{Script=Han})/gu, ' ');
}

export function has_han(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}
