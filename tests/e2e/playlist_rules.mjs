// What is wrong with a playlist: hls-parser in strict mode, and the rules of RFC 8216bis that it does not know.
import HLS from '../../web/node_modules/hls-parser/index.js'
import { all_segments, length_of, read_media } from './playlist.mjs'

HLS.setOptions({ strictMode: true, silent: true })

const near = (left, right, tolerance) => Math.abs(left - right) <= tolerance
const written = 0.00001 // seconds: the last digit of a duration

function strictly(text) {
    try {
        HLS.parse(text)
        return []
    } catch (error) {
        return [`hls-parser: ${error.message}`]
    }
}

function lengths(p) {
    const found = []
    for (const segment of p.segments) {
        if (Math.round(segment.duration) > p.target) found.push(`${segment.uri} lasts ${segment.duration} s, target ${p.target}`) // 4.4.3.1
        const parts = segment.parts.reduce((sum, part) => sum + part.duration, 0)
        if (parts > 0 && !near(parts, segment.duration, segment.parts.length * written))
            found.push(`${segment.uri} lasts ${segment.duration} s, its parts ${parts.toFixed(5)}`)
    }
    for (const part of all_segments(p).flatMap(segment => segment.parts))
        if (part.duration > p.part_target + 1e-9) found.push(`${part.uri} lasts ${part.duration} s, PART-TARGET ${p.part_target}`) // 4.4.3.7
    return found
}

// 4.4.4.9: all but a segment's last part have 85 % of the part target. Where some were drawn out (docs/house.md), of what half the
// parts have.
function short_parts(p) {
    const all = all_segments(p).map(segment => segment.parts)
    const sorted = all.flat().map(part => part.duration).sort((left, right) => left - right)
    const least = 0.85 * Math.min(p.part_target ?? 0, sorted[sorted.length >> 1] ?? 0)
    return all.flatMap(parts => parts.slice(0, -1)).filter(part => part.duration < least)
        .map(part => `${part.uri} lasts ${part.duration} s and is not its segment's last, PART-TARGET ${p.part_target}`)
}

// 4.4.3.8: at least twice, should be three times the part target.
function hold_back(p) {
    if (p.part_target === undefined) return []
    const wanted = 3 * p.part_target
    const got = Number(p.control['PART-HOLD-BACK'])
    return got >= wanted - written ? [] : [`PART-HOLD-BACK ${got} is not three times the part target ${p.part_target}`]
}

// Within a run the clock in the playlist goes on by the length of the media; a run begins with its own map.
function time_line(p) {
    const found = []
    let before
    for (const segment of all_segments(p)) {
        const name = segment.uri ?? 'the unfinished segment'
        if (segment.date === undefined) found.push(`${name} has no PROGRAM-DATE-TIME`)
        if (segment.map === undefined && !p.skipped) found.push(`${name} has no EXT-X-MAP before it`)
        if (before && segment.run === before.run) {
            const due = before.date + 1000 * length_of(before)
            // The date is written in whole milliseconds, both ends are rounded. Before a gap some more may be missing.
            if (!near(segment.date, due, 2) && !(segment.gap && segment.date > due)) found.push(`${name} begins at ${segment.date}, the one before it ends at ${due}`)
        } else if (before) {
            if (segment.date < before.date) found.push(`${name} begins before the run in front of it`)
        }
        before = segment
    }
    return found
}

// A player that joins late is told by the playlist's head how many runs there were, and by MAP tags what each needs.
function runs(text) {
    const found = []
    const lines = text.split('\n').filter(Boolean)
    lines.forEach((line, i) => {
        if (line !== '#EXT-X-DISCONTINUITY') return
        const rest = lines.slice(i + 1)
        const media = rest.findIndex(one => one.startsWith('#EXT-X-PART:') || !one.startsWith('#'))
        if (!rest.slice(0, media < 0 ? undefined : media).some(one => one.startsWith('#EXT-X-MAP:')))
            found.push(`no EXT-X-MAP after the discontinuity in line ${i + 1}`)
    })
    return found
}

// Media without its bytes: listed as a gap, with no parts that somebody might fetch.
function gaps(p) {
    return all_segments(p).filter(segment => segment.gap && segment.parts.some(part => !part.gap))
        .map(segment => `${segment.uri} is a gap and has parts without GAP=YES`)
}

function shape(p, kind) {
    const found = []
    const say = (wrong, words) => wrong && found.push(words)
    const low_latency = p.part_target !== undefined || p.hint !== undefined || all_segments(p).some(one => one.parts.length > 0)
    say(kind !== 'live' && low_latency, 'has low-latency tags')
    say(kind === 'live' && p.part_target === undefined, 'has no EXT-X-PART-INF')
    say(kind === 'live' && !p.ended && p.control['CAN-BLOCK-RELOAD'] !== 'YES', 'does not offer blocking reload')
    say(kind === 'live' && p.ended && p.hint, 'hints at a part after the end')
    say(kind === 'event' && p.type !== 'EVENT', `has the type ${p.type}, not EVENT`)
    say(kind === 'vod' && p.type !== 'VOD', `has the type ${p.type}, not VOD`)
    say(kind === 'vod' && !p.ended, 'has no EXT-X-ENDLIST')
    say(!p.segments.length && !p.open, 'lists no media')
    return found
}

/** What is wrong with a media playlist, one sentence each. `kind`: 'live', 'plain', 'event' or 'vod'. */
export function faults(text, kind = 'live') {
    const p = read_media(text)
    return [...strictly(text), ...shape(p, kind), ...lengths(p), ...short_parts(p), ...hold_back(p), ...time_line(p), ...runs(text), ...gaps(p)]
}

/** What is wrong with a multivariant playlist. */
export function index_faults(text) {
    const found = strictly(text)
    if (!/^#EXT-X-INDEPENDENT-SEGMENTS|^#EXT-X-STREAM-INF/m.test(text)) found.push('names no variant')
    for (const line of text.split('\n').filter(one => one.startsWith('#EXT-X-STREAM-INF:')))
        for (const needed of ['BANDWIDTH', 'CODECS'])
            if (!line.includes(`${needed}=`)) found.push(`${line} lacks ${needed}`)
    return found
}

/**
 * A delta update (4.4.5.2) put upon an older whole playlist, as a player does it. → the segments; throws when the older
 * one does not reach far enough.
 */
export function apply_delta(older_text, delta_text) {
    const [older, delta] = [read_media(older_text), read_media(delta_text)]
    const skipped = Array.from({ length: delta.skipped }, (_, i) => older.segments.find(one => one.msn === delta.sequence + i))
    if (skipped.includes(undefined)) throw new Error(`the delta skips ${delta.skipped} segments from ${delta.sequence} on, some are unknown`)
    return [...skipped, ...delta.segments]
}
