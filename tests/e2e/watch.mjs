// Watches a stream's playlists from outside, as a cache in front of the server would: fetches every one again and
// again, judges each new text, and remembers what must never happen. Knows no browser.
import { all_segments, length_of, playlists_of, read_media } from './playlist.mjs'
import { faults, index_faults } from './playlist_rules.mjs'

const every_ms = 200

const told = ({ run, date }) => `of run ${run} from ${new Date(date).toISOString()}`

// What is remembered of one playlist, and what is wrong with the next text of it.
class Track {
    sequence = -1
    runs = undefined // discontinuities since the stream began
    first_runs = undefined
    segments = new Map() // msn → {run, date, end} in UTC ms, complete or not
    ended = false

    take(text, seen_at) {
        const p = read_media(text)
        const found = faults(text)
        const runs = all_segments(p).at(-1)?.run ?? p.run
        if (p.sequence < this.sequence) found.push(`MEDIA-SEQUENCE went back from ${this.sequence} to ${p.sequence}`)
        if (runs < this.runs) found.push(`the discontinuities went back from ${this.runs} to ${runs}`)
        for (const segment of all_segments(p)) found.push(...this.#remember(segment, seen_at))
        Object.assign(this, { sequence: p.sequence, runs, ended: p.ended })
        this.first_runs ??= runs
        return found
    }

    #remember(segment, seen_at) {
        const known = this.segments.get(segment.msn)
        const end = segment.date + 1000 * length_of(segment)
        if (known && (known.run !== segment.run || known.date !== segment.date))
            return [`segment ${segment.msn} is ${told(segment)}, and was ${told(known)} before`]
        const { run, date, gap } = segment
        this.segments.set(segment.msn, { run, date, gap, end, seen_at: known?.seen_at ?? seen_at })
        return []
    }

    /** What is missing between the runs: [{from, until, seen_at}], UTC ms; `seen_at`: when the first part after it was there. */
    outages() {
        const found = []
        let before
        for (const segment of [...this.segments.entries()].sort(([left], [right]) => left - right).map(([, one]) => one)) {
            if (segment.gap) continue
            if (before && segment.run !== before.run) found.push({ from: before.end, until: segment.date, seen_at: segment.seen_at })
            before = segment
        }
        return found
    }
}

export class Watch {
    tracks = new Map() // playlist's name → Track
    faults = [] // sentences
    statuses = new Map() // status → how often; 'refused' while there was no server
    looks = 0
    #stopped = false
    #running = []

    /** Watches from now on until the stage is closed, or `stop` is called. */
    static start(stage, server) {
        const watch = new Watch()
        watch.base = `${server.url}/live/${server.slug}/`
        watch.#running.push(watch.#repeat(() => watch.#look_index()))
        stage.keep(watch, () => watch.stop())
        return watch
    }

    async stop() {
        this.#stopped = true
        await Promise.all(this.#running)
    }

    /** The outages of all tracks as seen by the first picture's playlist. */
    outages() {
        return this.track().outages()
    }

    /** The same by the playlist of each picture. */
    outages_of_all() {
        return [...this.tracks].filter(([name]) => name.startsWith('video')).map(([, track]) => track.outages())
    }

    /** One track: the one named, or the first picture. */
    track(name) {
        return name ? this.tracks.get(name) : [...this.tracks.values()][0]
    }

    async #repeat(look) {
        while (!this.#stopped) {
            const begin = Date.now()
            await look()
            await new Promise(resolve => setTimeout(resolve, Math.max(0, begin + every_ms - Date.now())))
        }
    }

    async #look_index() {
        const text = await this.#fetch('index.m3u8')
        if (text === undefined) return
        this.#note('index.m3u8', index_faults(text))
        for (const name of playlists_of(text)) {
            if (this.tracks.has(name)) continue
            this.tracks.set(name, new Track())
            this.#running.push(this.#repeat(() => this.#look(name)))
        }
    }

    async #look(name) {
        const text = await this.#fetch(name)
        if (text !== undefined) this.#note(name, this.tracks.get(name).take(text, Date.now()), text)
    }

    /** The text, or nothing; whatever is not 200 must be a 503 before the first part, or no server at all. */
    async #fetch(name) {
        this.looks++
        let answer
        try {
            answer = await fetch(this.base + name, { signal: AbortSignal.timeout(5000) })
            const text = await answer.text()
            this.#count(answer.status)
            if (answer.status === 200) return text
        } catch (error) {
            return void this.#count(error.name === 'TimeoutError' ? 'late' : 'refused')
        }
        if (answer.status !== 503 || this.tracks.has(name)) this.#note(name, [`was answered ${answer.status}`])
        return undefined
    }

    #count(status) {
        this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1)
    }

    #note(name, found, text = '') {
        if (found.length && !this.faults.length) console.log(text) // the first culprit
        for (const words of found) {
            const line = `${name}: ${words}`
            if (!this.faults.includes(line) && this.faults.length < 50) this.faults.push(line)
        }
    }
}
