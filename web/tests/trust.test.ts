import { expect, it } from 'vitest';
import { device_of, secure_address } from '../src/pages/trust/device';

it('the device is known by what its browser says, and an iPad by its touch screen', () => {
  expect(device_of('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1', 5)).toBe('iphone');
  expect(device_of('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15', 5)).toBe('iphone');
  expect(device_of('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15', 0)).toBe('computer');
  expect(device_of('Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile', 5)).toBe('android');
  expect(device_of('Mozilla/5.0 (Phone; OpenHarmony 5.0) ArkWeb/4.1', 5)).toBe('android');
  expect(device_of('Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edg/140.0', 10)).toBe('computer');
});

it('the https address is of the same host, and leads back to where one came from, but never elsewhere', () => {
  expect(secure_address('hall.local', 8443, '/e/2020-3/desk')).toBe('https://hall.local:8443/e/2020-3/desk');
  expect(secure_address('[fd00::1]', 443, null)).toBe('https://[fd00::1]/');
  for (const elsewhere of ['//evil.example', '/\\evil.example', 'https://evil.example', '@evil.example', '.evil.example', ''])
    expect(new URL(secure_address('hall.local', 8443, elsewhere)).href).toBe('https://hall.local:8443/');
});
