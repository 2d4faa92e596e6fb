// Ids made by the client: they make a command happen once, however often it is sent.

/** 128 random bits as 22 base64url characters; the alphabet fits [A-Za-z0-9_-]{1,64} of the protocol. */
export function new_id(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
}
