// The start of every page: the address chooses one folder of pages/, and only that one is loaded.
import { createApp, type Component } from 'vue';
import './styles/tokens.css';
import './styles/parts.css';
import './styles/base.css';
import { mirror_language } from './language';
import { match_page, not_found } from './pages';
import { load_library } from './player/library';
import { wear_theme } from './theme';

const folders = import.meta.glob<{ default: Component }>('./pages/*/Page.vue');

async function open_page(): Promise<void> {
  const { row, params } = match_page(window.location.pathname);
  const load = folders[`./pages/${row.name}/Page.vue`] ?? folders[`./pages/${not_found.name}/Page.vue`];
  if (row.plays) load_library().catch(() => undefined); // the player tries again
  mirror_language(document.documentElement);
  wear_theme(row.theme, document.documentElement);
  document.body.dataset.page = row.name;
  if (!load) return;
  const page = await load();
  createApp(page.default, row.from_hall ? { ...params, from: 'hall' } : params).mount('#app');
}

void open_page();
