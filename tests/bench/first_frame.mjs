// From opening the viewer's page to the first frame of the stream: a fresh context each time, nothing in its cache.
import { person } from '../e2e/browser.mjs'
import { serve } from '../e2e/server.mjs'

const times = 10

// Notes when the first <video> of the page presents its first frame, ms since the navigation began. Runs in the page.
function note_first_frame() {
    window.first_frame = new Promise(seen => {
        const watch = new MutationObserver(() => {
            const video = document.querySelector('video')
            if (!video) return
            watch.disconnect()
            video.requestVideoFrameCallback(now => seen(now))
        })
        watch.observe(document, { childList: true, subtree: true })
    })
}

async function open_once(server, stage) {
    const viewer = await person(stage)
    await viewer.addInitScript(note_first_frame)
    await viewer.goto(server.links.viewer, { waitUntil: 'commit' })
    const took = await viewer.evaluate(() => window.first_frame)
    await viewer.context().close()
    return took
}

/** → {p50_ms, most_ms, times} */
export async function first_frame(stage) {
    const server = await serve(stage, { source: 'test:' })
    await open_once(server, stage) // also waits until there is a stream
    const took = []
    while (took.length < times) took.push(await open_once(server, stage))
    took.sort((a, b) => a - b)
    return { p50_ms: took[times / 2], most_ms: took.at(-1), times }
}
