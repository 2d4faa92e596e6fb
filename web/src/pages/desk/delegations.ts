// Which delegations a search means: by a part of the name, or the beginning of its pinyin or initials. Pure.
import type { Delegation } from '../../wire';

const most = 3;

export function matching(delegations: readonly Delegation[], query: string): readonly Delegation[] {
  const key = query.normalize('NFKC').toLowerCase().replace(/\s/g, '');
  if ([...key].length < 2) return [];
  const means = ({ name, pinyin, initials }: Delegation) => name.normalize('NFKC').toLowerCase().replace(/\s/g, '').includes(key)
    || pinyin.replaceAll(' ', '').startsWith(key) || initials.startsWith(key);
  return delegations.filter(means).slice(0, most);
}
