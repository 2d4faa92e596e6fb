// Sound against picture after everything that may tear them apart, measured on what a player decodes.
import { measure_claps } from './clap.mjs'
import { Reader, segments_there } from './hls.mjs'
import { end_stream, replay_of } from './recording.mjs'
import { encoder_of, serve } from './server.mjs'
import { serve_venue, shows } from './venue.mjs'

const index_of = (server, door) => `${server.url}/${door}/${server.slug}/index.m3u8`

const three_segments_s = 6

// A player that begins now begins in the newest run once three whole segments of it are there.
const settled = (server, runs) => segments_there(new Reader(server), 3, runs)

async function lecture(stage, seconds, rows) {
    const server = await serve(stage, { source: 'test:?strip=1' })
    const measure = async (name, runs) => {
        await settled(server, runs)
        rows.push({ name, ...await measure_claps(index_of(server, 'live'), seconds) })
    }
    await measure('at the beginning', 0)
    process.kill(encoder_of(server), 'SIGKILL')
    await measure('after kill -9 of the encoder', 1)
    await server.stop('SIGKILL')
    await server.start()
    await measure('after kill -9 of the server', 2)
    await in_replay(server, rows, 'of the lecture')
}

async function in_replay(server, rows, whose) {
    await end_stream(server)
    await replay_of(server)
    rows.push({ name: `in the replay ${whose}`, ...await measure_claps(index_of(server, 'replay')) })
    rows.push({ name: `in the file ${whose}`, ...await measure_claps(`${server.url}/replay/${server.slug}/download.mp4`) })
}

async function pushed(stage, seconds, rows) {
    const { server, source } = await serve_venue(stage)
    const measure = async (name, more = 0) => rows.push({ name, ...await measure_claps(index_of(server, 'live'), seconds + more) })
    await settled(server, 0)
    await measure('pushed over SRT')
    const slate = shows(server, 'slate')
    await source.cut()
    await slate()
    const shown = shows(server, 'source')
    await source.mend()
    await shown()
    await measure('pushed over SRT, after a cut', three_segments_s) // a player begins so far back: in the cut
    await in_replay(server, rows, 'of the pushed source')
}

/** The program's own lecture, through restarts of encoder and server, and its replay. → rows as below */
export async function measure_lecture_sync(stage, seconds) {
    const rows = []
    await lecture(stage, seconds, rows)
    return rows
}

/** → [{name, claps, worst_ms, mean_ms, seconds}], each measured on `seconds` of media, replays whole. */
export async function measure_sync(stage, seconds) {
    const rows = await measure_lecture_sync(stage, seconds)
    await pushed(stage, seconds, rows)
    return rows
}
