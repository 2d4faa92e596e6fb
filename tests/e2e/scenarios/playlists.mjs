// The playlists by the book: strict validation in every state a stream can be in, and what a player asks of them.
import { equal, must, scenario, until, untimed, within } from '../check.mjs'
import { publish_track } from '../ffmpeg.mjs'
import { Reader, next_part, segments_there } from '../hls.mjs'
import { all_segments, length_of, read_index, read_media } from '../playlist.mjs'
import { is_starved, open_players } from '../players.mjs'
import { apply_delta, faults, index_faults } from '../playlist_rules.mjs'
import { end_stream, replay_of, switch_stream } from '../recording.mjs'
import { encoder_of, serve } from '../server.mjs'
import { serve_venue, shows } from '../venue.mjs'
import { Watch } from '../watch.mjs'

const live = state => read_media(state).segments

/** Judges whole sets of playlists and remembers what was wrong, so that one fault does not hide the next. */
class Judge {
    faults = []

    constructor(server) {
        this.live = new Reader(server)
        this.replay = new Reader(server, 'replay')
    }

    note(found, name, text = '') {
        if (!found.length) return
        if (!this.faults.length) console.log(text) // the first culprit
        this.faults.push(`${name}: ${found.join('; ')}`)
    }

    /** All playlists that `index` leads to. → their texts by name. */
    async set(reader, state, kind, index = 'index.m3u8') {
        this.note(index_faults(await reader.text(index)), `${state}: ${index}`)
        const texts = await reader.playlists(index)
        must(texts.length >= 2, `${state}: ${index} leads to ${texts.length} playlists`)
        for (const [name, text] of texts) this.note(faults(text, kind), `${state}: ${name}`, text)
        return new Map(texts)
    }

    async all(state) {
        await this.set(this.live, state, 'live')
        await this.set(this.live, state, 'plain', 'index.plain.m3u8')
        await this.set(this.live, state, 'event', 'index.event.m3u8')
    }
}

// RFC 8216bis 6.2.5.2: an answer holds the part that was asked for; the hinted part comes and is then listed.
async function blocking_reload(reader) {
    for (let i = 0; i < 4; i++) {
        const before = read_media(await reader.text('video.m3u8'))
        const { msn, part, query } = next_part(before)
        const [hinted, text] = await Promise.all([reader.bytes(before.hint.URI), reader.text(`video.m3u8?${query}`)])
        const segment = all_segments(read_media(text)).find(one => one.msn === msn)
        must(segment?.parts.length > part, `part ${msn}.${part} is not in the answer that waited for it\n${text}`)
        equal(segment.parts[part].uri, before.hint.URI, 'the part that came is the hinted one')
        must(hinted.equals(await reader.bytes(segment.parts[part].uri)), 'the hinted part is another one later')
    }
}

// 4.4.5.2 and 6.2.5.1: a delta update put upon an old playlist is the new playlist.
async function delta_updates(reader) {
    const older = await reader.text('video.m3u8')
    const { query } = next_part(read_media(older))
    const [full, delta] = await Promise.all([reader.text(`video.m3u8?${query}`), reader.text(`video.m3u8?${query}&_HLS_skip=YES`)])
    equal(faults(delta), [], 'the delta update')
    must(read_media(delta).skipped > 0 && delta.length < full.length, `nothing was skipped\n${delta}`)
    const what = one => [one.msn, one.uri, one.duration, one.date, one.gap, one.parts]
    equal(apply_delta(older, delta).map(what), live(full).map(what), 'the delta put upon the older playlist')
}

// 4.4.5.4: what a report promises is there at once.
async function rendition_reports(reader, names) {
    for (const name of names) {
        const { reports } = read_media(await reader.text(name))
        equal(reports.map(one => one.URI).sort(), names.filter(one => one !== name).sort(), `whom ${name} reports on`)
        for (const { URI, 'LAST-MSN': msn, 'LAST-PART': part } of reports) {
            const other = all_segments(read_media(await reader.text(URI)))
            const segment = other.find(one => one.msn === Number(msn))
            must(segment && (part === undefined || segment.parts.length > Number(part)), `${name} reports ${URI} ${msn}.${part}`)
        }
    }
}

function max_age(headers) {
    return Number(/max-age=(\d+)/.exec(headers.get('cache-control') ?? '')?.[1] ?? 0)
}

// 6.2.5.2 and appendix B: names never change their meaning, so media may be kept; playlists live as long as they are true.
async function caching(reader) {
    const text = await reader.text('video.m3u8')
    const p = read_media(text)
    const { query } = next_part(p)
    const segment = p.segments.at(-1)
    for (const path of [segment.map, segment.uri, segment.parts[0].uri]) {
        const { status, headers } = await reader.ask(path)
        equal([status, headers.get('content-type')], [200, 'video/mp4'], path)
        must(/immutable/.test(headers.get('cache-control')) && max_age(headers) >= 60, `${path}: ${headers.get('cache-control')}`)
        equal(headers.get('access-control-allow-origin'), '*', `who may read ${path}`)
    }
    for (const [path, most] of [['video.m3u8', p.target / 2], [`video.m3u8?${query}`, 6 * p.target], ['index.m3u8', p.target]]) {
        const { headers } = await reader.ask(path)
        equal(headers.get('content-type'), 'application/vnd.apple.mpegurl', path)
        must(max_age(headers) <= most && !/immutable/.test(headers.get('cache-control')), `${path}: ${headers.get('cache-control')}`)
    }
    const parts = await Promise.all(segment.parts.map(part => reader.bytes(part.uri)))
    must(Buffer.concat(parts).equals(await reader.bytes(segment.uri)), 'a segment is its parts, one behind the other')
    equal((await reader.ask('video.m3u8?_HLS_part=1')).status, 400, 'a part without its segment')
}

scenario('a stream’s playlists obey RFC 8216bis from the first segment to the replay', async stage => {
    const server = await serve(stage, { source: 'test:' })
    const judge = new Judge(server)
    const reader = judge.live
    const watch = Watch.start(stage, server) // looks at every text there is, all the time
    await segments_there(reader, 1)
    const begun = await judge.set(reader, 'just started', 'live')
    must(live(begun.get('video.m3u8')).length <= 2, 'one segment')
    await segments_there(reader, 9) // what lies further back than the skip boundary of 12 s
    await judge.all('running')
    await blocking_reload(reader)
    await delta_updates(reader)
    await rendition_reports(reader, [...begun.keys()])
    await caching(reader)

    process.kill(encoder_of(server), 'SIGKILL')
    await until(() => watch.outages().length === 1, 'a new run', 20_000)
    await segments_there(reader, 11)
    await judge.all('after an encoder restart')
    let places = []
    await until(async () => { // sound completes its segment a moment after the picture
        places = (await reader.playlists()).map(([, text]) => live(text).filter(one => one.discontinuity).map(one => one.msn))
        return places.every(one => one.length)
    }, 'the new run in every track', 10_000)
    must(places.every(one => one.length === 1 && one[0] === places[0][0]), `all tracks have one discontinuity at one place: ${places}`)

    await end_stream(server)
    await until(async () => read_media(await reader.text('video.m3u8')).ended, 'the end of the list')
    await judge.all('ended')
    await watch.stop()
    const replay = await replay_of(server)
    const vod = await judge.set(judge.replay, 'the replay', 'vod')
    for (const text of vod.values()) {
        const length_ms = 1000 * live(text).reduce((sum, one) => sum + length_of(one), 0)
        must(Math.abs(length_ms - replay.duration_ms) < 2000, `the replay says ${replay.duration_ms} ms, its list ${length_ms}`)
    }
    equal([...judge.faults, ...watch.faults], [], 'what is against the rules')
}, 150_000)

scenario('a rung that goes leaves the others valid and playing, and comes back', async stage => {
    const server = await serve(stage)
    await switch_stream(server, 'start')
    const judge = new Judge(server)
    const reader = judge.live
    const tracks = { video: '640x360', 'video-360': '320x180', audio: undefined }
    const [, rung] = await Promise.all(Object.entries(tracks).map(([name, size]) => publish_track(stage, server, name, size)))
    await segments_there(reader, 3)
    const watch = Watch.start(stage, server)
    const end_of = async name => read_media(await reader.text(name)).segments.at(-1).msn
    const go_on = async (name, by) => {
        const from = await end_of(name)
        await until(async () => await end_of(name) >= from + by, `${name} goes on`, 20_000)
    }
    const rungs = async () => read_index(await reader.text('index.m3u8')).variants.filter(one => one.attributes.RESOLUTION).length
    equal(await rungs(), 2, 'rungs')
    rung.kill()
    for (const name of ['video.m3u8', 'audio.m3u8']) await go_on(name, 3)
    await judge.set(reader, 'a rung gone', 'live')
    await publish_track(stage, server, 'video-360', '320x180')
    await go_on('video-360.m3u8', 2)
    await judge.set(reader, 'the rung is back', 'live')
    equal(await rungs(), 2, 'rungs after that')
    await watch.stop()
    equal([...judge.faults, ...watch.faults], [], 'what is against the rules')
}, 90_000)

scenario('what the venue codes well is passed on as it came, and nobody sees where that begins and ends', async stage => {
    const { server, source } = await serve_venue(stage, { size: { width: 1280, height: 720, fps: 25 } })
    // A machine that is too busy to show a frame in time ends it, too, before the source is cut.
    const [passes, again] = [server.says(/video: the source's own picture/), server.says(/video: encoded here again/)]
    const judge = new Judge(server)
    const watch = Watch.start(stage, server)
    const [player] = await open_players(stage, server, 1, 'full_hd') // so large that it plays the first rung
    const coded = async () => read_index(await judge.live.text('index.m3u8')).variants[0].attributes.CODECS
    const head = async () => live(await judge.live.text('video.m3u8')).at(-1)?.map
    const segments_of_next_head = async (count, than) => {
        const whole = async () => live(await judge.live.text('video.m3u8')).filter(one => one.map > than)
        await until(async () => (await whole()).length >= count, `${count} segments behind another init segment than ${than}`, 30_000)
    }
    await segments_there(judge.live, 1)
    const ours = await head()
    await within(40_000, passes, `the source's own picture\n${server.log()}`)
    const passes_at = Date.now()
    await until(async () => (await coded()).startsWith('avc1.42'), 'ffmpeg’s own baseline profile', 20_000)
    await segments_of_next_head(1, ours)
    const passed = await head()
    await segments_of_next_head(4, ours)
    await judge.all('passed on')

    const slate = shows(server, 'slate')
    await source.cut()
    await Promise.all([within(10_000, again, `encoded again\n${server.log()}`), slate()])
    await segments_of_next_head(3, passed)
    await judge.all('encoded again')
    must((await coded()).startsWith('avc1.4D'), 'our own main profile')
    const seen = await player.seen()
    const ours_alone = what => what.filter(one => one.until > passes_at && !is_starved(one, seen.starved))
    equal(ours_alone(seen.stops), [], 'times when the picture stood')
    equal(ours_alone([...seen.waits, ...seen.seeks].map(at => ({ from: at, until: at }))), [], 'waits and jumps')
    must(await player.page.evaluate(() => document.querySelector('video').videoHeight) === 720, 'it plays the first rung')
    equal(await player.holes(), [], 'holes in what the player took')
    await watch.stop()
    for (const [name, track] of watch.tracks) equal(track.runs, track.first_runs, `discontinuities in ${name}`)
    for (const name of ['video-360.m3u8', 'audio.m3u8'])
        equal(new Set(live(await judge.live.text(name)).map(one => one.map)).size, 1, `init segments of ${name}`)
    equal([...judge.faults, ...watch.faults, ...player.page.trouble], [], 'what is against the rules')
}, 120_000)

const good = `#EXTM3U
#EXT-X-VERSION:9
#EXT-X-TARGETDURATION:2
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=3.00000,CAN-SKIP-UNTIL=12.0
#EXT-X-PART-INF:PART-TARGET=1.00000
#EXT-X-MEDIA-SEQUENCE:7
#EXT-X-MAP:URI="v/init-7.mp4"
#EXT-X-PROGRAM-DATE-TIME:2020-09-22T06:00:00.000Z
#EXT-X-PART:DURATION=1.00000,URI="v/7.0.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=1.00000,URI="v/7.1.m4s"
#EXTINF:2.00000,
v/7.m4s
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="v/init-8.mp4"
#EXT-X-PROGRAM-DATE-TIME:2020-09-22T06:00:05.000Z
#EXT-X-PART:DURATION=1.00000,URI="v/8.0.m4s",INDEPENDENT=YES
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="v/8.1.m4s"
`

untimed('the judge of playlists finds what is broken in one, and nothing in a good one', async () => {
    equal(faults(good), [], 'a good playlist')
    const broken = [
        ['PART-HOLD-BACK=3.00000', 'PART-HOLD-BACK=2.50000', /three times the part target/],
        ['PART-TARGET=1.00000', 'PART-TARGET=0.99000', /PART-TARGET/],
        ['DURATION:2', 'DURATION:1', /target 1/],
        ['EXTINF:2.00000', 'EXTINF:1.50000', /its parts/],
        ['DURATION=1.00000,URI="v/7.0.m4s"', 'DURATION=0.80000,URI="v/7.0.m4s"', /not its segment's last/],
        ['06:00:05.000Z', '05:59:00.000Z', /begins before the run/],
        ['#EXT-X-MAP:URI="v/init-8.mp4"\n', '', /no EXT-X-MAP after the discontinuity/],
        ['#EXT-X-DISCONTINUITY\n', '', /the one before it ends at/],
        ['#EXT-X-PROGRAM-DATE-TIME:2020-09-22T06:00:00.000Z\n', '', /no PROGRAM-DATE-TIME/],
        ['#EXT-X-PRELOAD-HINT:TYPE=PART,URI="v/8.1.m4s"\n', '', /hls-parser.*PRELOAD-HINT/],
        ['URI="v/7.0.m4s",INDEPENDENT=YES\n', 'URI="v/7.0.m4s",INDEPENDENT=YES\n#EXT-X-GAP\n', /is a gap/],
        ['#EXT-X-VERSION:9\n', '#EXT-X-VERSION:9\n#EXT-X-VERSION:9\n', /hls-parser/],
    ]
    for (const [from, to, words] of broken) {
        must(good.includes(from), `the good playlist has ${from}`)
        const found = faults(good.replace(from, to))
        must(found.some(one => words.test(one)), `${from} → ${to}: found ${JSON.stringify(found)}`)
    }
    must(faults(good, 'plain').includes('has low-latency tags'), 'a plain playlist with parts')
    must(faults(good, 'vod').includes('has no EXT-X-ENDLIST'), 'a replay without an end')
})
