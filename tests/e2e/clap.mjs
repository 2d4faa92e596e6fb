// How far sound and picture are apart: ffmpeg plays the stream as any player would, and the claps in what it decodes
// (media/clap.hpp: a white corner and a click that begin together) are compared. Knows no server.
import { must, within } from './check.mjs'
import { start_child } from './server.mjs'

const clap_every_s = 2.4 // or more
const step_samples = 48 // of sound: a look each millisecond
const quiet_s = 1 // before a clap
const longest_s = 0.5 // a clap
const white = 126 // mean luma of the corner
const loud_db = -9 // the click's peak is at -3, notes stay below -18

// Lines of ffmpeg's metadata filter: "frame:0 pts:0 pts_time:1.5", then "key=value".
async function read_metadata(stream, each) {
    let [time, rest] = [0, '']
    for await (const piece of stream) {
        const lines = (rest + piece).split('\n')
        rest = lines.pop()
        for (const line of lines) {
            const at = /pts_time:(\S+)/.exec(line)
            if (at) time = Number(at[1])
            else each(time, Number(line.slice(line.indexOf('=') + 1)))
        }
    }
}

/**
 * Finds the moments in seconds at which a value rises above `level` for less than half a second, after it has been
 * below it for one. What lasts longer is no clap: the slate, which may come first of all, is white too.
 */
export function bursts(level) {
    const found = []
    let [rose, last_high] = [undefined, 0]
    return {
        found,
        look(time, value) {
            if (value > level) {
                if (time - last_high > quiet_s) rose = time
                last_high = time
            } else if (rose !== undefined) {
                if (time - rose < longest_s) found.push(rose)
                rose = undefined
            }
        },
    }
}

/** For each flash the nearest click: how many ms the sound is late (negative: early). Flashes without one are left out. */
export function offsets(flashes, clicks) {
    return flashes.flatMap(flash => {
        const nearest = clicks.reduce((best, click) => Math.abs(click - flash) < Math.abs(best - flash) ? click : best, Infinity)
        return Math.abs(nearest - flash) < clap_every_s / 2 ? [1000 * (nearest - flash)] : []
    })
}

/**
 * Plays `url` for `seconds` of media (to its end when left out) and measures. → {claps, worst_ms, mean_ms: of sound
 * behind picture, seconds decoded}; fails when ffmpeg complains or hears no clap.
 */
export async function measure_claps(url, seconds, input = []) {
    const limit = seconds ? ['-t', String(seconds)] : []
    const child = start_child('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-nostdin', ...input, '-i', url,
        ...limit, '-map', '0:v:0', '-vf', 'crop=iw/20:ih/20:iw/40:ih/40,signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=pipe\\\\\\:3', '-f', 'null', '-',
        ...limit, '-map', '0:a:0', '-af', `asetnsamples=${step_samples},astats=metadata=1:reset=1:measure_perchannel=none:measure_overall=Peak_level,`
            + 'ametadata=print:key=lavfi.astats.Overall.Peak_level:file=pipe\\\\\\:4', '-f', 'null', '-'],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] })
    let [said, last] = ['', 0]
    child.stderr.on('data', data => { said += data })
    const [flashes, clicks] = [bursts(white), bursts(loud_db)]
    const ended = new Promise(resolve => child.once('exit', resolve))
    await within(1000 * ((seconds ?? 120) + 40), Promise.all([ended,
        read_metadata(child.stdio[3], (time, luma) => flashes.look(last = time, luma)),
        read_metadata(child.stdio[4], clicks.look)]), `ffmpeg plays ${url}: ${said}`)
    must(child.exitCode === 0 && !said, `ffmpeg ended with ${child.exitCode}: ${said.slice(0, 500)}`)
    const apart = offsets(flashes.found, clicks.found)
    must(apart.length > 0, `no clap in ${url}: ${flashes.found.length} flashes, ${clicks.found.length} clicks`)
    return {
        claps: apart.length, seconds: last,
        worst_ms: apart.reduce((worst, one) => Math.abs(one) > Math.abs(worst) ? one : worst, 0),
        mean_ms: apart.reduce((sum, one) => sum + one, 0) / apart.length,
    }
}
