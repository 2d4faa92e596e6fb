// Light or dark: fixed by the page, or the device's choice, followed while the page is open.
import type { Theme } from './pages';

export function wear_theme(theme: Theme, root: HTMLElement): void {
  const device = window.matchMedia('(prefers-color-scheme: dark)');
  const wear = () => {
    root.dataset.theme = theme === 'device' ? (device.matches ? 'dark' : 'light') : theme;
  };
  wear();
  if (theme === 'device') device.addEventListener('change', wear);
}
