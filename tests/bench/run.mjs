// ./dev bench: latency, fan-out and durable registrations, measured here and now. With --write also docs/figures.md.
// Part of a name as an argument runs only what fits. JIANGTANG_BIN names the program, its bin folder holds the rest.
import { execFile, execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem, loadavg } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Stage, within } from '../e2e/check.mjs'
import { close_shared } from '../e2e/browser.mjs'
import { Feed } from '../e2e/feed.mjs'
import { session } from '../e2e/hall.mjs'
import { call, invite, program, root, serve } from '../e2e/server.mjs'
import { latency_of_lecture, latency_over_srt } from './latency.mjs'

const options = process.argv.slice(2)
const wanted = options.find(one => !one.startsWith('--')) ?? ''
const short = options.includes('--short')
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

async function fan_out(stage) {
    const server = await serve(stage)
    const cookie = await session(server, invite(server, 'moderator'))
    const asker = await call(server, 'POST', `/api/events/${server.slug}/viewers`, {})
    const feed = await Feed.open(server, asker.cookie)
    const { question } = await feed.send('ask', { text: '老字号门店做数字化改造，第一步应该先改什么？' })
    const moderator = await Feed.open(server, cookie, 'moderator')
    await moderator.send('approve', { question: question.id })
    moderator.close()
    feed.close()
    return await generate('bench_fan_out', server, '--connections', connections, '--rounds', 50, '--question', question.id, '--cookie', cookie)
}

async function registrations(stage) {
    const server = await serve(stage)
    return await generate('bench_registrations', server, '--connections', 200, '--seconds', short ? 3 : 10, '--folder', server.data)
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
        name: 'fan-out', what: 'One notice to all WebSocket connections', run: fan_out,
        rows: r => [['connections', String(r.connections)], ['all joined after', ms(r.joined_ms)],
            [`command sent → last has it, p50 of ${r.rounds}`, ms(r.last_p50_ms)], ['the same, p99', ms(r.last_p99_ms)],
            ['command sent → any one has it, p50', ms(r.each_p50_ms)], ['the same, p99', ms(r.each_p99_ms)],
            [`${r.connections} votes at once: all durable and answered`, ms(r.votes_answered_ms)],
            ['… and their whole sum seen by all', ms(r.votes_seen_ms)], ['… in so many ticks', String(r.vote_ticks)]],
    },
    {
        name: 'registrations', what: 'Durable registrations (online) over HTTP, 200 connections', run: registrations,
        rows: r => [['registrations a second', String(r.per_second)], ['p50', ms(r.p50_ms)], ['p99', ms(r.p99_ms)],
            ['SQLite, one commit a row, same disk', `${r.one_by_one_per_second} a second`], ['its p99', ms(r.one_by_one_p99_ms)],
            ['ratio', `${r.ratio.toFixed(1)}`]],
    },
]

function machine() {
    const model = cpus()[0]?.model ?? 'unknown'
    return [['processor', `${cpus().length} × ${model}`], ['memory', `${Math.round(totalmem() / 2 ** 30)} GiB`], ['kernel', release()],
        ['program', execFileSync(program, ['--version'], { encoding: 'utf8' }).trim()], ['Node', process.version],
        ['load before (1 min)', loadavg()[0].toFixed(2)]]
}

const table = rows => rows.map(([left, right]) => `| ${left} | ${right} |`).join('\n')
const parts = []
function say(title, head, rows) {
    const words = `## ${title}\n| ${head} | |\n|---|---|\n${table(rows)}\n`
    parts.push(words)
    console.log(words)
}

say('The machine', 'what', machine())
let failed = 0
for (const one of measurements.filter(({ name }) => name.includes(wanted))) {
    const stage = new Stage()
    try {
        say(one.what, 'figure', one.rows(await within(300_000, one.run(stage), one.name)))
    } catch (error) {
        failed++
        console.log(`## ${one.what}\nfailed: ${error.stack}\n`)
    } finally {
        await stage.close()
    }
}
await close_shared()
if (options.includes('--write') && !failed && !wanted && !short) {
    const head = `# Figures\nMeasured on ${new Date().toISOString().slice(0, 10)} with \`./dev bench --write\`, `
        + 'everything on one machine: the load generators and the browser share its cores with the server, so delays are\n'
        + 'upper bounds and rates lower ones. A registration counts when it is answered, and it is answered when it is on the disk '
        + '(`synchronous=FULL`);\nwhat one commit a row can do is what the disk needs for one flush, and changes from minute to minute '
        + 'on a shared disk.\n'
    writeFileSync(join(root, 'docs/figures.md'), `${head}\n${parts.join('\n')}`)
    console.log('written to docs/figures.md')
}
process.exitCode = failed ? 1 : 0
