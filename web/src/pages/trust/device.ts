// Which steps come first on this device, and where the https address is.

export type Device = 'iphone' | 'android' | 'computer';

/** By what the browser says of itself; an iPad says that it is a Mac, but Macs have no touch screen. */
export function device_of(agent: string, touch_points: number): Device {
  if (/iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touch_points > 1)) return 'iphone';
  return /Android|HarmonyOS|OpenHarmony/.test(agent) ? 'android' : 'computer';
}

/** The same host over https; `from` is the path one came from, else the list of lectures. */
export function secure_address(host: string, port: number, from: string | null): string {
  const path = from !== null && /^\/(?![/\\])/.test(from) ? from : '/';
  return `https://${host}${port === 443 ? '' : `:${port}`}${path}`;
}
