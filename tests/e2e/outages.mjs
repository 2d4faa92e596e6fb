// What befalls a stream in an afternoon: the encoder dies, the source is cut, the server is started again, while people
// watch. The scenario has a short one of it, `./dev bench outages` a long one; both are judged by `complaints`.
import { must, until } from './check.mjs'
import { is_starved, moving, open_players } from './players.mjs'
import { end_stream, replay_of } from './recording.mjs'
import { encoder_of } from './server.mjs'
import { serve_venue, shows } from './venue.mjs'
import { Watch } from './watch.mjs'

const patience_ms = 40_000 // how long a trial is waited for; how long it may take is judged afterwards
const allowed = {
    picture_ms: 6000, // from the first new part to the picture
    slate_ms: 2000, // from the cut to the slate
    gap_ms: 2, // of a gap of the recording beside the outage in the playlist of that picture: rounding
}

/** A server whose source is pushed to it, watched by `count` players and by one who reads all playlists; → the hall. */
export async function open_hall(stage, count, ladder) {
    const { server, source } = await serve_venue(stage, { ladder })
    const watch = Watch.start(stage, server)
    const players = await open_players(stage, server, count)
    return { server, watch, source, players, opened_at: Date.now(), trials: [] }
}

const all_move = (hall, since) => Promise.all(hall.players.map(player => moving(player, since, patience_ms)))

// Does `act`; waits for the first part of the new run, for every picture to move, and for the source to be back.
async function outage(hall, name, act) {
    const before = hall.watch.outages().length
    const shown = shows(hall.server, 'source')
    const at = Date.now()
    await act()
    await until(() => hall.watch.outages().length > before, `${name}: a new run\n${hall.server.log()}`, patience_ms)
    const { from, until: to, seen_at } = hall.watch.outages()[before]
    await all_move(hall, seen_at)
    await shown()
    hall.trials.push({ name, at, seen_at, gap_ms: to - from })
}

/** The encoder's process is killed. */
export function kill_encoder(hall) {
    return outage(hall, 'encoder kill -9', () => {
        const pid = encoder_of(hall.server)
        must(pid, `there is an encoder\n${hall.server.log()}`)
        process.kill(pid, 'SIGKILL')
    })
}

/** The server is ended by `signal` and started again on the same port and data. */
export function restart_server(hall, signal) {
    return outage(hall, `server ${signal}`, async () => {
        await hall.server.stop(signal)
        await hall.server.start()
    })
}

/** The venue's line is cut for so many seconds. */
export async function cut_source(hall, seconds) {
    const slate = shows(hall.server, 'slate')
    const at = Date.now()
    await hall.source.cut()
    await slate()
    const slate_ms = Date.now() - at
    await new Promise(resolve => setTimeout(resolve, Math.max(0, at + 1000 * seconds - Date.now())))
    const shown = shows(hall.server, 'source')
    await hall.source.mend()
    await shown()
    await all_move(hall, Date.now())
    hall.trials.push({ name: `source away ${seconds} s`, at, seen_at: at, slate_ms })
}

// What the players saw of one trial: their pictures' longest way back, and how often a picture stood again after that.
function seen_of(trial, next_at, all_seen) {
    const stops = all_seen.map(({ stops: own }) => own.filter(({ from }) => from >= trial.at && from < next_at))
    // When each picture was back for good: at the end of the stop that lasted beyond the first new part, if there was one.
    const back = stops.map(own => own.find(({ until: to }) => to > trial.seen_at)?.until ?? trial.seen_at)
    const own_stops = all_seen.flatMap(({ starved }, i) => stops[i].filter(stop => !is_starved(stop, starved)))
    return {
        ...trial,
        part_ms: trial.seen_at - trial.at,
        picture_ms: Math.max(...back) - trial.seen_at,
        still_ms: Math.max(0, ...stops.flat().map(({ from, until: to }) => to - from)),
        own_still_ms: Math.max(0, ...own_stops.map(({ from, until: to }) => to - from)), // not the machine's
        second_stalls: stops.reduce((sum, own, i) => sum + own.filter(({ from }) => from >= back[i]).length, 0),
    }
}

/** Ends the event; → all that was seen, times in milliseconds. */
export async function close_hall({ server, watch, players, trials, opened_at }) {
    const seen = await Promise.all(players.map(player => player.seen()))
    const now = Date.now()
    await watch.stop()
    const begin = Date.now()
    await end_stream(server)
    const replay = await replay_of(server)
    const first = trials[0]?.at ?? now
    return {
        trials: trials.map((trial, i) => seen_of(trial, trials[i + 1]?.at ?? now, seen)),
        players: players.length,
        quiet_stalls: seen.flatMap(one => one.stops).filter(({ from }) => from > opened_at && from < first).length,
        standing: seen.filter(({ last }) => now - last > 1000).length,
        reloads: players.reduce((sum, player) => sum + player.loads - 1, 0),
        new_videos: seen.reduce((sum, { videos }) => sum + videos - 1, 0),
        trouble: players.flatMap(player => player.page.trouble),
        discontinuities: watch.track().runs - watch.track().first_runs,
        outages: watch.outages_of_all(), faults: watch.faults, looks: watch.looks, statuses: Object.fromEntries(watch.statuses),
        gaps: replay.gaps, replay_ms: Date.now() - begin,
    }
}

/** What is not as it was promised, one sentence each. */
export function complaints(seen) {
    const found = [...seen.faults, ...seen.trouble]
    const say = (wrong, words) => wrong && found.push(words)
    for (const { name, picture_ms, second_stalls, own_still_ms, slate_ms } of seen.trials) {
        say(picture_ms > allowed.picture_ms, `${name}: a picture came ${picture_ms} ms after the first new part`)
        say(second_stalls > 0, `${name}: ${second_stalls} stalls after the picture had come back`)
        if (slate_ms === undefined) continue
        say(slate_ms > allowed.slate_ms, `${name}: the slate came after ${slate_ms} ms`)
        say(own_still_ms > 0, `${name}: a picture stood for ${own_still_ms} ms, although the slate is a picture`)
    }
    for (const what of ['quiet_stalls', 'standing', 'reloads', 'new_videos']) say(seen[what], `${what}: ${seen[what]}`)
    const runs = seen.trials.filter(one => one.gap_ms !== undefined).length
    say(seen.discontinuities !== runs, `${seen.discontinuities} discontinuities for ${runs} new runs`)
    // The recording goes by the picture of which it has the most; each picture ends and begins with a part of its own.
    const gaps = seen.gaps.map(one => one.ms)
    const outages = seen.outages.map(track => track.map(one => one.until - one.from))
    const equal = track => track.length === gaps.length && track.every((ms, i) => Math.abs(ms - gaps[i]) <= allowed.gap_ms)
    say(!outages.some(equal),
        `the recording's gaps are ${gaps.map(Math.round)} ms, the outages ${outages.map(track => track.map(Math.round)).join(' or ')} ms`)
    return found
}
