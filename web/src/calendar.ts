// An event as an iCalendar file (RFC 5545), made in the page.
import type { EventSummary } from './wire';

export interface CalendarNote {
  address: string; // of the page it leads back to
  place: string;
  words?: string; // description
  now: number; // UTC ms, when it was made
}

/** The text of an .ics file with one event: CRLF, lines folded at 75 octets (RFC 5545, 3.1). */
export function calendar_file(event: EventSummary, note: CalendarNote): string {
  const lines = [
    'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Jiangtang//Lecture hall//ZH', 'METHOD:PUBLISH', 'BEGIN:VEVENT',
    `UID:${event.slug}@${new URL(note.address).hostname}`,
    `DTSTAMP:${utc(note.now)}`,
    `DTSTART:${utc(event.starts_at)}`,
    `DTEND:${utc(event.ends_at)}`,
    `SUMMARY:${escaped([event.series, event.issue, event.theme].filter(Boolean).join(' '))}`,
    `LOCATION:${escaped(note.place)}`,
    ...(note.words ? [`DESCRIPTION:${escaped(note.words)}`] : []),
    `URL:${note.address}`,
    'BEGIN:VALARM', 'ACTION:DISPLAY', `DESCRIPTION:${escaped(event.theme)}`, 'TRIGGER:-PT30M', 'END:VALARM',
    'END:VEVENT', 'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function utc(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');
}

/** A fold never stands inside a character: 汉字 are three octets each. */
function folded(line: string): string {
  const encoder = new TextEncoder();
  let out = '';
  let octets = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (octets + size > 75) {
      out += '\r\n ';
      octets = 1;
    }
    out += character;
    octets += size;
  }
  return out;
}

/** Gives the person a file made in the page. */
export function save_file(name: string, type: string, content: BlobPart): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // a slow device may still be reading it
}
