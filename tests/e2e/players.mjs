// People who watch: open viewer pages, each noting inside itself when frames came and when they did not.
import { person } from './browser.mjs'
import { until } from './check.mjs'

// Runs in the page before its own scripts: notes every frame shown, and every time the picture stood.
function observe() {
    const stood_ms = 500
    const late_ms = 350
    const seen = { loaded_at: Date.now(), videos: 0, frames: 0, last: 0, stops: [], waits: [], seeks: [], starved: [] }
    window.seen = seen
    let beat = Date.now() // a timer that comes late: the machine had no time for this page
    setInterval(() => {
        const now = Date.now()
        if (now - beat > late_ms) seen.starved.push({ from: beat, until: now })
        beat = now
    }, 100)
    let video
    const frame = () => {
        const now = Date.now()
        if (seen.last && now - seen.last > stood_ms) seen.stops.push({ from: seen.last, until: now })
        seen.last = now
        seen.frames++
        video.requestVideoFrameCallback(frame)
    }
    const find = () => {
        const found = document.querySelector('video')
        if (!found || found === video) return
        video = found
        seen.videos++
        video.requestVideoFrameCallback(frame)
        video.addEventListener('waiting', () => seen.waits.push(Date.now()))
        video.addEventListener('seeking', () => seen.seeks.push(Date.now()))
    }
    document.addEventListener('DOMContentLoaded', () => {
        find()
        new MutationObserver(find).observe(document.documentElement, { childList: true, subtree: true })
    })
}

/** One page that watches. */
class Player {
    loads = 0 // of the document

    static async open(stage, server, size) {
        const player = new Player()
        // The server is away in some tests: what the browser says of that on the console is no trouble.
        player.page = await person(stage, { size, expected: [/503|ERR_|WebSocket|Failed to (fetch|load)/] })
        player.page.on('framenavigated', frame => { if (frame === player.page.mainFrame()) player.loads++ })
        await player.page.addInitScript(observe)
        await player.page.goto(server.links.viewer)
        return player
    }

    /** {loaded_at, videos, frames, last, stops: [{from, until}], waits, seeks, starved: [{from, until}]}, UTC ms of this machine. */
    seen() {
        return this.page.evaluate(() => window.seen)
    }

    /** Where the buffer has a hole: [from, until], seconds of the player's time. A browser drops pictures behind one. */
    holes() {
        return this.page.evaluate(() => {
            const { buffered } = document.querySelector('video')
            return Array.from({ length: Math.max(0, buffered.length - 1) }, (_, i) => [buffered.end(i), buffered.start(i + 1)])
        })
    }
}

/** Opens `count` pages of `size` on the stream; → once each shows moving pictures. */
export async function open_players(stage, server, count, size = 'small') {
    const players = []
    for (let i = 0; i < count; i++) players.push(await Player.open(stage, server, size))
    for (const player of players) await moving(player, Date.now(), 60_000)
    return players
}

/** Waits until the picture of `player` has gone on for a second after `since`; → when its first frame after that was shown. */
export async function moving(player, since, limit_ms) {
    let first
    await until(async () => {
        const { last, stops } = await player.seen()
        if (last <= since) return false
        const stop = stops.find(one => one.until > since)
        first = stop ? stop.until : since
        return last - first > 1000
    }, `the picture moves again (${JSON.stringify(await player.seen().catch(String))})`, limit_ms)
    return first
}

/** A stop for want of a machine: the page's own timer came late in it or shortly before. */
export const is_starved = (stop, starved) => starved.some(one => one.until > stop.from - 3000 && one.from < stop.until)
