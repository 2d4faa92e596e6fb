// A reader of a stream as a player is one: fetches playlists and media below one address.
import { must, until } from './check.mjs'
import { playlists_of, read_media } from './playlist.mjs'

export class Reader {
    constructor(server, door = 'live') {
        this.base = `${server.url}/${door}/${server.slug}/`
    }

    /** → {status, headers, bytes}, whatever the status. */
    async ask(path) {
        const answer = await fetch(this.base + path, { signal: AbortSignal.timeout(10_000) })
        return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) }
    }

    async bytes(path) {
        const { status, bytes } = await this.ask(path)
        must(status === 200, `${path} was answered ${status}`)
        return bytes
    }

    async text(path) {
        return (await this.bytes(path)).toString('utf8')
    }

    /** The text, or nothing while there is none. */
    async maybe(path) {
        const { status, bytes } = await this.ask(path)
        return status === 200 ? bytes.toString('utf8') : undefined
    }

    /** The media playlists that `index` leads to: [[name, text]]. */
    async playlists(index = 'index.m3u8') {
        const names = playlists_of(await this.text(index))
        return await Promise.all(names.map(async name => [name, await this.text(name)]))
    }
}

/** The directives of a blocking reload for the part after the last one of `playlist`. */
export function next_part(playlist) {
    const [msn, part] = playlist.open ? [playlist.open.msn, playlist.open.parts.length]
        : [playlist.segments.at(-1).msn + 1, 0]
    return { msn, part, query: `_HLS_msn=${msn}&_HLS_part=${part}` }
}

/** Waits until the first picture's playlist lists `count` whole segments of the run `run`, or of a later one. */
export function segments_there(reader, count, run = 0) {
    return until(async () => {
        const text = await reader.maybe('video.m3u8')
        return text && read_media(text).segments.filter(one => one.run >= run && !one.gap).length >= count
    }, `${count} segments of run ${run}`, 60_000)
}
