// The addresses of an event's pages on this host, for the public and for the staff. Pure.

export type DoorName = 'event' | 'live' | 'join' | 'screen' | 'stage' | 'desk' | 'console';
export interface Door {
  name: DoorName;
  group: 'public' | 'staff';
  url: string;
}

export function doors(origin: string, slug: string, join_path = `/j/${encodeURIComponent(slug)}`): Door[] {
  const event = `${origin}/e/${encodeURIComponent(slug)}`;
  const open = (name: DoorName, url: string): Door => ({ name, group: 'public', url });
  const staff = (name: DoorName): Door => ({ name, group: 'staff', url: `${event}/${name}` });
  return [
    open('event', event), open('live', `${event}/live`), open('join', origin + join_path),
    staff('screen'), staff('stage'), staff('desk'), staff('console'),
  ];
}
