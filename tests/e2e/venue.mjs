// A server whose picture comes from a venue: ffmpeg pushes to it over SRT, and the line between them can be cut.
import { within } from './check.mjs'
import { push_srt } from './ffmpeg.mjs'
import { free_udp_port, serve } from './server.mjs'

const patience_ms = 40_000
const passphrase = 'a-long-enough-passphrase'

/** What the encoder shows next: `which` is 'source' or 'slate'. Asked before the act, awaited after it. */
export function shows(server, which) {
    const shown = server.says(new RegExp(`picture: the ${which}`))
    return () => within(patience_ms, shown, `the picture of the ${which}\n${server.log()}`)
}

/** → {server, source: {cut(), mend()}, passphrase}, once the pushed picture is on air. */
export async function serve_venue(stage, { size = { width: 640, height: 360 }, ladder } = {}) {
    const port = await free_udp_port()
    const server = await serve(stage, { ladder, source: `srt://127.0.0.1:${port}?mode=listener&passphrase=${passphrase}&pbkeylen=16` })
    const shown = shows(server, 'source')
    const source = await push_srt(stage, port, passphrase, size)
    await shown()
    return { server, source, passphrase }
}
