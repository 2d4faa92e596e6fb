// Badges from this device's printer: on which paper, whether at each admission, and the printing itself, one after the other.
import { createApp, ref } from 'vue';
import type { Event } from '../../wire';
import Badge from './Badge.vue';
import { keep, kept } from './kept';
import { papers, type Bearer, type Paper } from './papers';

const paper_key = 'jiangtang.desk.badge.paper';
const each_key = 'jiangtang.desk.badge.each';
const asking_ms = 120_000; // a browser that tells no end of printing
const known = (name: string | null): name is Paper => name !== null && Object.hasOwn(papers, name);
const before = kept(paper_key);
export const paper = ref<Paper>(known(before) ? before : 'card');
export const at_each_admission = ref(kept(each_key) === 'on');
let printing: Promise<void> = Promise.resolve();

export function choose_paper(chosen: Paper): void {
  paper.value = chosen;
  keep(paper_key, chosen);
}

export function print_at_each(on: boolean): void {
  at_each_admission.value = on;
  keep(each_key, on ? 'on' : 'off');
}

/** Prints a badge on the chosen paper, after those that are being printed. */
export function print_badge(bearer: Bearer, event: Event): Promise<void> {
  return (printing = printing.catch(() => undefined).then(() => print(bearer, event, paper.value)));
}

async function print(bearer: Bearer, event: Event, on: Paper): Promise<void> {
  const sheet = document.createElement('div');
  sheet.className = 'badge_sheet';
  document.body.append(sheet);
  const page = new CSSStyleSheet(); // the content security policy has no words against it
  page.replaceSync(`@page { size: ${papers[on].width}mm ${papers[on].height}mm; margin: 0; }`);
  document.adoptedStyleSheets.push(page);
  const app = createApp(Badge, { bearer, event, paper: on });
  try {
    app.mount(sheet);
    await frames(3); // its type is made to fit when it is laid out
    await new Promise<unknown>((resolve) => {
      window.addEventListener('afterprint', resolve, { once: true });
      setTimeout(resolve, asking_ms);
      window.print();
    });
  } finally {
    app.unmount();
    sheet.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== page);
  }
}

async function frames(n: number): Promise<void> {
  while (n-- > 0) await new Promise((resolve) => requestAnimationFrame(resolve));
}
