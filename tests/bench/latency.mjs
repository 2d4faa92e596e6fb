// Glass to glass: from the moment a picture is made to the moment the viewer's page in Chromium shows it.
import { until, within } from '../e2e/check.mjs'
import { person } from '../e2e/browser.mjs'
import { end_child, free_udp_port, serve, start_child } from '../e2e/server.mjs'
import { draw_strip, watch_ages } from './strip.mjs'

const [wide, high, fps] = [1280, 720, 25]

function share(values, part) {
    const sorted = [...values].sort((a, b) => a - b)
    return sorted[Math.round(part * (sorted.length - 1))]
}

/** Watches the page of the server's stream. → {p50_ms, p95_ms, looks, unread, stalls} */
async function measure(stage, server, seconds) {
    const viewer = await person(stage)
    await viewer.goto(server.links.viewer)
    // Once the page says how far behind it is, the player has found its place.
    await viewer.locator('[data-test="latency"]').waitFor({ timeout: 60_000 })
    await viewer.waitForFunction(() => document.querySelector('video').currentTime > 8, null, { timeout: 60_000 })
    await viewer.evaluate(() => {
        window.stalls = 0
        document.querySelector('video').addEventListener('waiting', () => window.stalls++)
    })
    const seen = await within((seconds + 30) * 1000, viewer.evaluate(watch_ages, seconds), 'the looks at the picture')
    if (!seen.ages.length) throw new Error('no picture carried a readable time')
    return {
        p50_ms: share(seen.ages, 0.5), p95_ms: share(seen.ages, 0.95), looks: seen.ages.length, unread: seen.unread,
        stalls: await viewer.evaluate(() => window.stalls),
    }
}

/** From jiangtang-media's own lecture: made, encoded, published, served, decoded, drawn. */
export async function latency_of_lecture(stage, seconds) {
    const server = await serve(stage, { source: 'test:?strip=1' })
    return await measure(stage, server, seconds)
}

// Feeds ffmpeg a grey picture with the present time in it, again and again.
function camera(stage, to) {
    const child = start_child('ffmpeg', ['-hide_banner', '-loglevel', 'error',
        '-use_wallclock_as_timestamps', '1', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${wide}x${high}`, '-framerate', String(fps), '-i', 'pipe:0',
        '-re', '-f', 'lavfi', '-i', 'anullsrc=r=48000:cl=stereo', '-map', '0:v', '-map', '1:a',
        '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p', '-g', String(fps), '-b:v', '1500k',
        '-c:a', 'aac', '-flush_packets', '1', '-muxdelay', '0', '-muxpreload', '0', '-f', 'mpegts', to], { stdio: ['pipe', 'ignore', 'pipe'] })
    const picture = Buffer.alloc(wide * high * 3 / 2, 128)
    let written = 0
    const timer = setInterval(() => {
        if (child.stdin.writableLength > 0) return // it has not taken the last one
        draw_strip(picture, wide, high, Date.now())
        child.stdin.write(Buffer.from(picture))
        written++
    }, 1000 / fps)
    child.stdin.on('error', () => clearInterval(timer))
    child.once('exit', () => clearInterval(timer))
    stage.keep(child, () => {
        clearInterval(timer)
        return end_child(child)
    })
    return { child, written: () => written }
}

/** From an encoder at the venue: the same, after H.264 in MPEG-TS over SRT with its 120 ms of patience. */
export async function latency_over_srt(stage, seconds) {
    const port = await free_udp_port()
    const passphrase = 'a-long-enough-passphrase'
    const server = await serve(stage, { source: `srt://127.0.0.1:${port}?mode=listener&passphrase=${passphrase}&pbkeylen=16` })
    const to = `srt://127.0.0.1:${port}?mode=caller&passphrase=${passphrase}&pbkeylen=16&latency=120000`
    let sending
    await until(async () => {
        if (!sending || sending.child.exitCode !== null) sending = camera(stage, to) // nobody listened yet
        return /picture: the source/.test(server.log())
    }, `the source is seen\n${server.log()}`, 30_000)
    return await measure(stage, server, seconds)
}
