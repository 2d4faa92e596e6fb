// An HLS playlist as its text says it (RFC 8216bis): tags become fields, nothing is judged. Knows no server.

const attribute = /([A-Z0-9-]+)=("[^"]*"|[^",]*)/g

/** `A=1,B="x"` → {A: '1', B: 'x'} */
export function attributes(text) {
    return Object.fromEntries([...text.matchAll(attribute)].map(([, name, value]) => [name, value.replace(/^"|"$/g, '')]))
}

const part_of = read => ({
    uri: read.URI, duration: Number(read.DURATION), independent: read.INDEPENDENT === 'YES', gap: read.GAP === 'YES',
})

// What one tag does to the playlist `p` and to the segment `s` that is being read.
const media_tags = {
    'EXT-X-VERSION': (p, s, value) => { p.version = Number(value) },
    'EXT-X-TARGETDURATION': (p, s, value) => { p.target = Number(value) },
    'EXT-X-SERVER-CONTROL': (p, s, value) => { p.control = attributes(value) },
    'EXT-X-PART-INF': (p, s, value) => { p.part_target = Number(attributes(value)['PART-TARGET']) },
    'EXT-X-MEDIA-SEQUENCE': (p, s, value) => { p.sequence = Number(value) },
    'EXT-X-DISCONTINUITY-SEQUENCE': (p, s, value) => { p.run = Number(value) },
    'EXT-X-PLAYLIST-TYPE': (p, s, value) => { p.type = value },
    'EXT-X-ENDLIST': p => { p.ended = true },
    'EXT-X-SKIP': (p, s, value) => { p.skipped = Number(attributes(value)['SKIPPED-SEGMENTS']) },
    'EXT-X-PRELOAD-HINT': (p, s, value) => { p.hint = attributes(value) },
    'EXT-X-RENDITION-REPORT': (p, s, value) => { p.reports.push(attributes(value)) },
    'EXT-X-DISCONTINUITY': (p, s) => { s.discontinuity = true },
    'EXT-X-MAP': (p, s, value) => { s.map = attributes(value).URI },
    'EXT-X-PROGRAM-DATE-TIME': (p, s, value) => { s.date = Date.parse(value) },
    'EXT-X-GAP': (p, s) => { s.gap = true },
    'EXT-X-PART': (p, s, value) => { s.parts.push(part_of(attributes(value))) },
    EXTINF: (p, s, value) => { s.duration = parseFloat(value) },
}

/**
 * A media playlist → {version, target, part_target?, control, sequence, run, type?, ended, skipped, hint?, reports,
 * segments: [{msn, run, uri, duration, date, map, gap, discontinuity, parts}], open?: the same without uri}.
 * Durations in seconds, dates in UTC milliseconds; `run` is the discontinuity sequence; `map` is the one in force.
 */
export function read_media(text) {
    const p = { run: 0, sequence: 0, control: {}, reports: [], segments: [], skipped: 0, ended: false, hint: undefined }
    const fresh = () => ({ parts: [], gap: false, discontinuity: false })
    let [segment, map, run] = [fresh(), undefined, undefined]
    const finish = () => {
        run = (run ?? p.run) + (segment.discontinuity ? 1 : 0)
        map = segment.map ?? map
        return { ...segment, map, run, msn: p.sequence + p.skipped + p.segments.length }
    }
    for (const line of text.split('\n').filter(Boolean)) {
        if (!line.startsWith('#')) {
            p.segments.push({ ...finish(), uri: line })
            segment = fresh()
            continue
        }
        const [name, value] = [/^#([^:]*)/.exec(line)[1], line.slice(line.indexOf(':') + 1)]
        media_tags[name]?.(p, segment, value)
    }
    if (segment.parts.length) p.open = finish()
    return p
}

/** The multivariant playlist → {variants: [{uri, attributes}], media: [attributes]} */
export function read_index(text) {
    const lines = text.split('\n')
    const variants = lines.flatMap((line, i) => line.startsWith('#EXT-X-STREAM-INF:')
        ? [{ uri: lines[i + 1], attributes: attributes(line.slice(18)) }] : [])
    const media = lines.filter(line => line.startsWith('#EXT-X-MEDIA:')).map(line => attributes(line.slice(13)))
    return { variants, media }
}

/** The names of the media playlists that a multivariant playlist leads to, pictures first. */
export function playlists_of(index_text) {
    const { variants, media } = read_index(index_text)
    return [...new Set([...variants.map(one => one.uri), ...media.map(one => one.URI)].filter(Boolean))]
}

/** The segments, the unfinished one last. */
export function all_segments(playlist) {
    return playlist.open ? [...playlist.segments, playlist.open] : playlist.segments
}

/** Seconds of media in a segment; of an unfinished one those of its parts. */
export function length_of(segment) {
    return segment.duration ?? segment.parts.reduce((sum, part) => sum + part.duration, 0)
}
