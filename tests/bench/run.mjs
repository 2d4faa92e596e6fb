// ./dev bench: latency, the encoders' work, fan-out and durable registrations, measured here and now. With --write also docs/figures.md.
// Part of a name as an argument runs only what fits; what takes minutes runs when so named, or with --long.
// JIANGTANG_BIN names the program, its bin folder holds the rest.
import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cpus, release, totalmem, loadavg } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Stage, equal, must, range, within } from '../e2e/check.mjs'
import { close_shared } from '../e2e/browser.mjs'
import { Feed } from '../e2e/feed.mjs'
import { cut_connections } from '../e2e/fleet.mjs'
import { one_that_floods, phones_behind_one_address, readers_that_never_read } from '../e2e/flood.mjs'
import { session } from '../e2e/hall.mjs'
import { rehearse } from '../e2e/rehearsal.mjs'
import { killed_while_checking_in, known_and_unknown, one_ticket_at_all_desks, rush } from '../e2e/rush.mjs'
import { call, invite, program, root, rows, serve } from '../e2e/server.mjs'
import { measure_desk } from './desk.mjs'
import { first_frame } from './first_frame.mjs'
import { measure_sync } from '../e2e/sync.mjs'
import { section, write_figures } from './figures.mjs'
import { latency_of_lecture, latency_over_srt } from './latency.mjs'
import { outages, rows_of } from './outages.mjs'
import { cost_of_tls } from './tls.mjs'

const options = process.argv.slice(2)
const wanted = options.find(one => !one.startsWith('--')) ?? ''
const short = options.includes('--short')
const long = options.includes('--long')
const connections = short ? 1000 : 5000
const seconds = short ? 5 : 30

/** Runs a load generator beside the program; → what it printed, read as JSON. */
async function generate(name, server, ...words) {
    const path = join(dirname(program), name)
    if (!existsSync(path)) throw new Error(`there is no ${path}: build the target ${name}`)
    const { stdout } = await promisify(execFile)(path, ['--port', String(server.port), '--event', server.slug, ...words.map(String)],
        { timeout: 240_000 })
    return JSON.parse(stdout)
}

/** So many published questions, and the cookie of a moderator. → {ids, cookie} */
async function publish(server, count) {
    const cookie = await session(server, invite(server, 'moderator'))
    const asker = await call(server, 'POST', `/api/events/${server.slug}/viewers`, {})
    const feed = await Feed.open(server, asker.cookie)
    const moderator = await Feed.open(server, cookie, 'moderator')
    const ids = []
    for (const i of range(count)) {
        const { question } = await feed.send('ask', { text: `老字号门店做数字化改造，第${i + 1}步应该先改什么？` })
        await moderator.send('approve', { question: question.id })
        ids.push(question.id)
    }
    moderator.close()
    feed.close()
    return { ids, cookie }
}

async function with_question(server) {
    const { ids: [question], cookie } = await publish(server, 1)
    return ['--question', question, '--cookie', cookie]
}

/** Everybody votes for a minute, then the server is killed. What is on the disk and what a newcomer is told are the votes that were answered. */
async function voting(stage) {
    const server = await serve(stage)
    const { ids } = await publish(server, 8)
    const seen = await generate('bench_votes', server, '--connections', connections, '--seconds', short ? 5 : 60, '--questions', ids.join(','))
    await server.stop('SIGKILL')
    const kept = rows(server, 'SELECT question, count(*) AS n FROM vote GROUP BY question')
    equal(Object.fromEntries(ids.map(id => [id, kept.find(one => one.question === id)?.n ?? 0])), seen.sums, 'the votes on the disk')
    await server.start()
    const newcomer = await call(server, 'POST', `/api/events/${server.slug}/viewers`, {})
    const feed = await Feed.open(server, newcomer.cookie)
    equal(Object.fromEntries(feed.hello.snapshot.questions.map(one => [one.id, one.votes])), seen.sums, 'the votes that a newcomer is told')
    feed.close()
    must(seen.ticks_each <= 4.1, `${seen.ticks_each} ticks a second`)
    return seen
}

async function flood(stage) {
    const one = await one_that_floods(stage, { seconds: short ? 2 : 5 })
    const phones_ms = await phones_behind_one_address(stage)
    const deaf = []
    for (const count of [1, short ? 50 : 500]) deaf.push(await readers_that_never_read(stage, { deaf: count }))
    return { one, phones_ms, deaf }
}

const rows_of_deaf = one => [[`${one.deaf} that never read: closed after`, `${one.closed_s.toFixed(1)} s`],
    ['… memory of the program for each, at most', `${one.kb_each.toFixed(0)} kB`],
    ['… a notice to the others, p95, before and meanwhile', `${ms(one.before_ms)} and ${ms(one.during_ms)}`]]

async function fan_out(stage) {
    const server = await serve(stage)
    const organizer = await session(server, invite(server, 'organizer'))
    await call(server, 'POST', `/api/events/${server.slug}/stream`, { do: 'start' }, { Cookie: organizer }) // reactions are counted while it is live
    return await generate('bench_fan_out', server, '--connections', connections, '--rounds', 50, ...await with_question(server))
}

/** A loop that only writes a buffer to its sockets. → {port, pid, slug} */
async function bare_loop(stage, bytes) {
    const child = spawn(join(dirname(program), 'bench_bare_loop'), ['--bytes', String(bytes)], { stdio: ['ignore', 'pipe', 'inherit'] })
    stage.keep(child, () => child.kill('SIGKILL'))
    const [port] = await within(5000, once(child.stdout, 'data'), 'the port of the bare loop')
    return { port: Number(String(port)), pid: child.pid, slug: 'bare' }
}

/** Memory and processor time of one viewer more; the bare loop writes frames of the same size, by turns with the server. */
async function crowd_cost(stage) {
    const crowd = ['--connections', short ? 2000 : 18_000, '--rounds', 20]
    const [ours, bare] = [[], []]
    for (let turn = 0; turn < (short ? 1 : 3); ++turn) {
        const server = await serve(stage)
        ours.push(await generate('bench_crowd_cost', server, ...crowd, '--pid', server.pid, ...await with_question(server)))
        await server.stop('SIGKILL')
        const loop = await bare_loop(stage, ours.at(-1).bytes_of_frame)
        bare.push(await generate('bench_crowd_cost', loop, ...crowd, '--pid', loop.pid, '--question', '', '--cookie', 'x'))
        process.kill(loop.pid, 'SIGKILL')
    }
    const middle = (all, name) => all.map(one => one[name]).sort((a, b) => a - b)[Math.floor(all.length / 2)]
    return { turns: ours.length, ...ours[0], memory: middle(ours, 'memory_of_viewer'), us: middle(ours, 'us_of_frame'), bare_us: middle(bare, 'us_of_frame'),
        ratio: middle(ours.map((one, i) => ({ ratio: one.us_of_frame / bare[i].us_of_frame })), 'ratio') }
}

/** The encoder's program against the bare encoders; needs no server. */
async function ladder() {
    const path = join(dirname(program), 'bench_ladder')
    if (!existsSync(path)) throw new Error(`there is no ${path}: build the target bench_ladder`)
    const { stdout } = await promisify(execFile)(path, ['--seconds', short ? '4' : '10', '--rounds', short ? '1' : '3'], { timeout: 240_000 })
    const seen = JSON.parse(stdout)
    if (seen.rungs_dropped) throw new Error('this machine is too busy to encode the whole ladder: nothing was measured')
    return seen
}

async function registrations(stage) {
    const server = await serve(stage)
    return await generate('bench_registrations', server, '--connections', 200, '--seconds', short ? 3 : 10, '--folder', server.data, '--schema', join(root, 'schema.sql'))
}

const flush_ms = 2

/** The same with a disk that takes its time: both sides pay for every flush. */
async function registrations_slowly(stage) {
    Object.assign(process.env, { LD_PRELOAD: join(dirname(program), 'bench_slow_flush.so'), FLUSH_MS: String(flush_ms) })
    try {
        return await registrations(stage)
    } finally {
        delete process.env.LD_PRELOAD
    }
}

const rows_of_registrations = r => [['registrations a second', String(r.per_second)], ['p50', ms(r.p50_ms)], ['p99', ms(r.p99_ms)],
    ['straight into SQLite, same disk: a row of its own, one commit each', `${r.row_per_second} a second, p99 ${ms(r.row_p99_ms)}`],
    ['ratio', (r.per_second / r.row_per_second).toFixed(1)],
    ['… all the rows of a registration, one commit each', `${r.rows_per_second} a second, p99 ${ms(r.rows_p99_ms)}`],
    ['ratio', (r.per_second / r.rows_per_second).toFixed(1)]]

async function door(stage) {
    const size = { seats: 120, people: 2000, given_back: 20 }
    const [rounds, desks, tickets] = short ? [1, 10, 50] : [10, 50, 1000]
    const seconds = []
    for (let i = 0; i < rounds; ++i) seconds.push(await rush(size))
    const per_second = await one_ticket_at_all_desks(stage, { desks, tickets })
    const phones = await known_and_unknown(stage, short ? 100 : 1000)
    const killed = await killed_while_checking_in(stage, short ? { rounds: 3, desks: 10, guests: 2000 } : { rounds: 30, desks: 10, guests: 9900 })
    return { ...size, ...phones, killed, rounds, most_s: Math.max(...seconds), desks, tickets, per_second }
}

const ms = value => `${value >= 100 ? Math.round(value) : value.toFixed(1)} ms`

const measurements = [
    {
        name: 'latency', what: 'Glass to glass, the program’s own lecture (720p, Chromium)', run: stage => latency_of_lecture(stage, seconds),
        rows: r => [['p50', ms(r.p50_ms)], ['p95', ms(r.p95_ms)], ['looks at the picture', `${r.looks}, ${r.unread} unreadable, ${r.stalls} stalls`]],
    },
    {
        name: 'latency over SRT', what: 'Glass to glass, ffmpeg over SRT with 120 ms of patience (720p, Chromium)', run: stage => latency_over_srt(stage, seconds),
        rows: r => [['p50', ms(r.p50_ms)], ['p95', ms(r.p95_ms)], ['looks at the picture', `${r.looks}, ${r.unread} unreadable, ${r.stalls} stalls`]],
    },
    {
        name: 'first frame', what: 'From opening the viewer’s page to the first frame (720p, Chromium, nothing cached)', run: first_frame,
        rows: r => [[`p50 of ${r.times}`, ms(r.p50_ms)], ['longest', ms(r.most_ms)]],
    },
    {
        name: 'ladder', what: 'Processor time of the ladder 720/480/360 with sound, of one core', run: ladder,
        rows: r => [['jiangtang-media, from pictures to bytes sent', `${r.ladder_per_cent.toFixed(1)} %`],
            ['the bare x264 and AAC encoders, same settings and pictures', `${r.encoders_per_cent.toFixed(1)} %`],
            ['ratio', r.ratio.toFixed(3)], ['last picture of a part due → the part is ready to be sent, p50', ms(r.delay_p50_ms)], ['the same, p95', ms(r.delay_p95_ms)]],
    },
    {
        name: 'fan-out', what: 'A question to the moderators and then to all', run: fan_out,
        rows: r => [['connections', String(r.connections)], ['all joined after', ms(r.joined_ms)],
            [`asked → the moderator has it, p50 of ${r.rounds}`, ms(r.asked_p50_ms)], ['the same, p95', ms(r.asked_p95_ms)],
            ['approved → the last viewer has it, p50', ms(r.last_p50_ms)], ['the same, p99', ms(r.last_p99_ms)],
            ['approved → any one has it, p50', ms(r.each_p50_ms)], ['the same, p99', ms(r.each_p99_ms)],
            [`${r.connections} votes at once: all durable and answered`, ms(r.votes_answered_ms)],
            ['… and their whole sum seen by all', ms(r.votes_seen_ms)], ['… in so many ticks', String(r.vote_ticks)],
            [`${r.reactions} reactions in ${r.reactions_s.toFixed(1)} s, all counted: ticks a second to each, at most`, r.reaction_ticks_each.toFixed(2)]],
    },
    {
        name: 'voting', what: 'Everybody votes every two seconds', run: voting,
        rows: r => [['connections', String(r.connections)], [`votes in ${Math.round(r.seconds)} s, given and taken back`, String(r.votes)],
            ['vote → its answer, when it is on the disk, p50', ms(r.p50_ms)], ['the same, p99', ms(r.p99_ms)],
            ['frames with sums to each viewer, at most', `${r.ticks_each.toFixed(2)} a second`],
            ['after kill -9: the sums on the disk, and as told to a newcomer', 'each vote that was answered, once']],
    },
    {
        name: 'cut', what: 'Connections cut at random', run: stage => cut_connections(stage, { viewers: short ? 100 : 1000 }),
        rows: r => [['connections', String(r.connections)], ['cut off, missing one notice', String(r.one)], ['… missing fifty, and kill -9 of the server', String(r.fifty)],
            ['… missing more than are sent again (2000)', `${r.too_many}, all told to start from a snapshot`], ['votes given while away', String(r.votes)],
            ['in the end', 'each knows what the server would tell; no hole, nothing twice']],
    },
    {
        name: 'rehearsal', what: 'Moderators and viewers act at random', run: stage => rehearse(stage, { viewers: short ? 40 : 200, seconds: short ? 10 : 60 }),
        rows: r => [['consoles in Chromium, viewers on the feed', `${r.consoles}, ${r.viewers}`], [`keys and commands in ${r.seconds} s`, `${r.keys}, ${r.commands}`],
            ['questions, notices', `${r.questions}, ${r.notices}`], ['connections that broke and came back', String(r.resumes)],
            ['conflicts, each shown to who lost', String(r.conflicts)], ['in the end', 'each page and viewer knows what the server would tell; no hole, nothing twice']],
    },
    {
        name: 'flood', what: 'Too much at once', run: flood,
        rows: ({ one, phones_ms, deaf }) => [[`one viewer asks 1000 times a second: of ${one.sent}, taken`, String(one.taken)],
            ['… a notice to the others, p95, before and meanwhile', `${ms(one.before_ms)} and ${ms(one.during_ms)}`],
            ['300 phones of one address ask at once: all taken after', ms(phones_ms)], ...deaf.flatMap(rows_of_deaf)],
    },
    {
        name: 'crowd', what: 'What one more viewer costs (connections to one server process)', run: crowd_cost,
        rows: r => [['connections', String(r.connections)], ['memory of the program for an idle viewer', `${Math.round(r.memory)} bytes`],
            ['size of a delivered frame, notices and ticks', `${r.bytes_of_frame} bytes`],
            [`processor time for a delivered frame, median of ${r.turns} turns`, `${r.us.toFixed(2)} µs`],
            ['a bare epoll loop that writes one buffer to all, by turns with it', `${r.bare_us.toFixed(2)} µs`], ['ratio, median', r.ratio.toFixed(2)]],
    },
    {
        name: 'registrations', what: 'Durable registrations (online) over HTTP, 200 connections', run: registrations,
        rows: rows_of_registrations,
    },
    {
        name: 'registrations slowly', what: `The same where every flush takes ${flush_ms} ms more, as on a disk that flushes for real`,
        run: registrations_slowly, rows: rows_of_registrations,
    },
    {
        name: 'door', what: 'Everybody at once at the door', run: door,
        rows: r => [[`${r.people} for ${r.seats} seats over 200 connections`, `${r.rounds} rounds: each time exactly ${r.seats} confirmed, ${r.people - r.seats} waiting in commit order`],
            ['… all registered after at most', ms(1000 * r.most_s)], [`${r.given_back} seats given back`, `each time the first ${r.given_back} of the list moved up`],
            [`one ticket at ${r.desks} desks at once, each scan sent three times`, `${r.tickets} tickets: one desk says to go in, ${r.desks - 1} say already in, one row a scan`],
            ['… scans answered', `${r.per_second} a second`],
            [`the server killed while ten desks check in, ${r.killed.rounds} times`, `${r.killed.acknowledged} answered check-ins, ${r.killed.per_second} a second: none lost, none twice`],
            ['a phone that is known, and one that is not: answered after (p50)', `${r.known_ms.toFixed(2)} and ${r.unknown_ms.toFixed(2)} ms`]],
    },
    {
        name: 'desk', what: 'The desk’s page with 10,000 guests (Chromium)', run: stage => measure_desk(stage, short ? { guests: 1000, times: 20 } : { guests: 10_000, times: 200 }),
        rows: r => [['from the scan to the colour, network of 50 ms, p95', ms(r.online_p95_ms)], ['the same without a network', ms(r.offline_p95_ms)],
            ['from the last key to the found guests, longest', ms(r.search_most_ms)],
            ['loaded before the page can be used, gzip, with the heads of the answers', `${(r.first_bytes / 1000).toFixed(1)} kB`],
            ['… the result, dialogs and the camera that follow', `${(r.later_bytes / 1000).toFixed(1)} kB`],
            ['the list of guests, gzip', `${(r.roster_bytes / 1000).toFixed(0)} kB`]],
    },
    {
        name: 'tls', what: 'What HTTPS costs (a file of 64 MB from memory, one connection; Node reads)', run: stage => cost_of_tls(stage, short ? 2 : 16, short ? 2 : 10),
        rows: r => [['HTTP', `${Math.round(r.plain.mb_s)} MB a second, ${Math.round(r.plain.cpu_ms)} ms of the server’s processor per GB`],
            ['HTTPS', `${Math.round(r.secure.mb_s)} MB a second, ${Math.round(r.secure.cpu_ms)} ms of the server’s processor per GB`],
            ['new connections over TLS 1.3 (P-256), 16 at a time, with the clients and other programs on the same cores', `${Math.round(r.shaken.per_second)} a second`],
            ['… by the server’s own processor time', `${Math.round(r.shaken.per_core_second)} a second and core`]],
    },
    {
        name: 'steady', long: true, what: 'Ten minutes of the lecture without a break (720p, Chromium)',
        run: stage => latency_of_lecture(stage, short ? 30 : 600),
        rows: r => [['p50', ms(r.p50_ms)], ['p95', ms(r.p95_ms)], ['looks at the picture', `${r.looks}, ${r.unread} unreadable, ${r.stalls} stalls`]],
    },
    {
        name: 'outages', long: true, what: 'Accidents while people watch',
        run: stage => outages(stage, short ? { kills: 3, cuts_s: [3], players: 5 } : { kills: 20, cuts_s: [3, 30, 90], players: 5 }),
        rows: rows_of,
    },
    {
        name: 'sync', long: true, what: 'Sound behind the picture (claps in what ffmpeg decodes)', run: stage => measure_sync(stage, short ? 6 : 30),
        rows: all => all.map(one => [`${one.name}, ${one.claps} claps`, `${one.mean_ms.toFixed(1)} ms in the mean, ${one.worst_ms.toFixed(1)} ms at most`]),
    },
]

function machine() {
    const model = cpus()[0]?.model ?? 'unknown'
    return [['processor', `${cpus().length} × ${model}`], ['memory', `${Math.round(totalmem() / 2 ** 30)} GiB`], ['kernel', release()],
        ['program', execFileSync(program, ['--version'], { encoding: 'utf8' }).trim()], ['Node', process.version],
        ['load before (1 min)', loadavg()[0].toFixed(2)]]
}

const machine_title = 'The machine'
const taken = new Map()
function say(title, rows) {
    taken.set(title, section(title, rows))
    console.log(taken.get(title))
}

say(machine_title, machine())
let failed = 0
const chosen = one => wanted ? one.name.includes(wanted) : long || !one.long
for (const one of measurements.filter(chosen)) {
    const stage = new Stage()
    try {
        say(one.what, one.rows(await within(one.long ? 1_800_000 : 300_000, one.run(stage), one.name)))
    } catch (error) {
        failed++
        console.log(`## ${one.what}\nfailed: ${error.stack}\n`)
    } finally {
        await stage.close()
    }
}
await close_shared()
if (options.includes('--write') && !failed && !short) write_figures(taken, [machine_title, ...measurements.map(one => one.what)])
process.exitCode = failed ? 1 : 0
