// The ticket as a picture for the phone's album, drawn by the page itself.
import { encode } from 'uqr';
import { clock_range, day, name_pieces, seat, ticket_code, unit_pieces } from '../../format';
import type { Event, Ticket } from '../../wire';

const width = 750;
const edge = 56;
const title_font = '"Songti SC", "Noto Serif CJK SC", "Source Han Serif SC", "PingFang SC", "Microsoft YaHei", serif';
const text_font = '"PingFang SC", "HarmonyOS Sans SC", "MiSans", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';
const ink = '#1A1D21';
const second = '#474D55';

/**
 * Where a text must break so that no line is wider than `most`, by a measure of its own: between its pieces, and inside
 * one only when that alone is too wide. Pure.
 */
export function broken(pieces: readonly string[], most: number, measure: (line: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  const add = (part: string) => {
    if (line && measure(line + part) > most) {
      lines.push(line);
      line = part.trimStart();
    } else {
      line += part;
    }
  };
  for (const piece of pieces) {
    if (measure(piece) <= most) add(piece);
    else for (const character of piece) add(character);
  }
  return line ? [...lines, line] : lines;
}

/** A PNG as a data: address, or undefined where the browser gives no canvas. */
export function ticket_picture(ticket: Ticket, event: Event): string | undefined {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = 1600;
  const pen = canvas.getContext('2d');
  if (!pen) return undefined;
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, width, canvas.height);
  let y = 60;
  const write = (text: string, font: string, lead: number, color = ink, centred = false, pieces = unit_pieces(text)) => {
    pen.font = font;
    pen.fillStyle = color;
    pen.textAlign = centred ? 'center' : 'left';
    for (const line of broken(pieces, width - 2 * edge, (piece) => pen.measureText(piece).width)) {
      y += lead;
      pen.fillText(line, centred ? width / 2 : edge, y);
    }
  };
  const rule = () => {
    y += 28;
    pen.fillStyle = '#DEE0DC';
    pen.fillRect(edge, y, width - 2 * edge, 2);
    y += 8;
  };
  pen.fillStyle = ink;
  pen.fillRect(0, 0, width, 10);
  write(`${event.series} ${event.issue}`, `400 28px ${text_font}`, 40, second);
  write(event.theme, `700 40px ${title_font}`, 58);
  y += 24;
  y += draw_code(pen, ticket.signed_url ?? ticket.url, y);
  write(ticket_code(ticket.code), '400 34px "SF Mono", "Noto Sans Mono CJK SC", monospace', 44, second, true);
  rule();
  write(ticket.name, `700 64px ${title_font}`, 84, ink, false, name_pieces(ticket.name));
  y += 6;
  if (ticket.seat) write(seat(ticket.seat), `700 48px ${title_font}`, 68);
  y += 8;
  if (ticket.organization) write(ticket.organization, `400 28px ${text_font}`, 44, second);
  rule();
  write(`${day(event.starts_at)} ${clock_range(event.starts_at, event.ends_at)}`, `400 30px ${text_font}`, 48);
  write(event.venue, `400 30px ${text_font}`, 46);
  return cut(canvas, y + 56);
}

function draw_code(pen: CanvasRenderingContext2D, text: string, y: number): number {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const unit = Math.floor(520 / size);
  const x = Math.floor((width - unit * size) / 2);
  pen.fillStyle = '#000';
  data.forEach((row, j) => row.forEach((dark, i) => { if (dark) pen.fillRect(x + i * unit, y + j * unit, unit, unit); }));
  return unit * size;
}

function cut(canvas: HTMLCanvasElement, height: number): string {
  const whole = document.createElement('canvas');
  whole.width = width;
  whole.height = Math.ceil(height);
  whole.getContext('2d')?.drawImage(canvas, 0, 0);
  return whole.toDataURL('image/png');
}
