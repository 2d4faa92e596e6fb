// Too much at once: one who floods, a hall behind one address, and readers that never read. What must hold is checked, then counted.
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { equal, must, range, until, within } from './check.mjs'
import { gather } from './fleet.mjs'
import { call, serve } from './server.mjs'
import { FeedSocket, upgrade_request } from './websocket.mjs'

const quantile = (values, share) => [...values].sort((a, b) => a - b)[Math.round(share * (values.length - 1))]
const pause = ms => new Promise(resolve => setTimeout(resolve, ms))

const viewer_cookie = async server => (await call(server, 'POST', `/api/events/${server.slug}/viewers`, {})).cookie

/** Memory of the server that is its own, in bytes (proc_pid_statm(5)). */
function memory_of(server) {
    const [, resident, shared] = readFileSync(`/proc/${server.pid}/statm`, 'utf8').split(' ').map(Number)
    return (resident - shared) * 4096
}

async function metric(server, name) {
    const text = await (await fetch(`${server.url}/metrics`)).text()
    const line = text.split('\n').find(one => one.startsWith(`jiangtang_${name} `))
    return Number(line.split(' ')[1])
}

/** A hall in which a moderator changes one published question again and again. → {followers, question} */
async function hall(stage, server, viewers) {
    const followers = await gather(stage, server, { viewers, moderators: 1 })
    const { question } = await followers.viewers[0].send('ask', { text: '质量由谁来管？' })
    await followers.moderators[0].send('approve', { question: question.id })
    return { ...followers, question: question.id }
}

const long_text = '质量管理不是检验出来的，'.repeat(25).slice(0, 299)

/** From a command of the moderator, a long text, until the last viewer has heard: round after round, until `done`. → ms of each round */
async function delays({ viewers, moderators: [moderator], question }, done) {
    const times = []
    while (!done(times.length)) {
        const began = performance.now()
        const { seq } = await moderator.send('reply', { question, text: long_text + times.length % 10 })
        await within(10_000, Promise.all(viewers.map(one => one.has_heard(seq))), 'everybody has heard')
        times.push(performance.now() - began)
        await pause(25) // a moderator may do fifty things a second
    }
    return times
}

/** One viewer sends 1,000 questions a second. → {sent, taken, limited, before_ms, during_ms: p95 of the others' delay} */
export async function one_that_floods(stage, { seconds = 5, viewers = 50 } = {}) {
    const server = await serve(stage)
    const room = await hall(stage, server, viewers)
    const before = await delays(room, n => n >= 30)
    const answers = { ok: 0 }
    let closed
    const flooder = new FeedSocket(server, { cookie: await viewer_cookie(server), as: 'viewer' }, text => {
        const { re, error } = JSON.parse(text)
        if (re) answers[error?.code ?? 'ok'] = (answers[error?.code ?? 'ok'] ?? 0) + 1
    }, code => { closed = code })
    stage.keep(flooder, () => flooder.cut())
    let sent = 0
    const began = performance.now()
    const flooding = setInterval(() => {
        for (const due = Math.min(1000 * seconds, performance.now() - began); sent < due;)
            flooder.send(JSON.stringify({ id: `f${sent}`, do: 'ask', text: `第${sent++}遍问同一件事` }))
    }, 5)
    stage.keep(flooding, () => clearInterval(flooding))
    const during = await delays(room, () => performance.now() - began > 1000 * seconds)
    clearInterval(flooding)
    const answered = () => Object.values(answers).reduce((a, b) => a + b)
    await until(() => answered() === sent || closed, 'the flood is answered', 20_000)
    equal(closed, undefined, 'the flooder was let go with')
    must(sent > 900 * seconds, `only ${sent} were sent`)
    equal(Object.keys(answers).sort(), ['ok', 'rate_limited'], 'the answers')
    must(answers.ok <= 8 + seconds, `${answers.ok} questions were taken`)
    return { sent, seconds, taken: answers.ok, limited: answers.rate_limited, before_ms: quantile(before, 0.95), during_ms: quantile(during, 0.95) }
}

/** So many phones of one address come and ask one question each, all at the same moment. → ms until the last was answered */
export async function phones_behind_one_address(stage, { phones = 300 } = {}) {
    const server = await serve(stage)
    const { viewers, moderators: [moderator] } = await gather(stage, server, { viewers: phones, moderators: 1 })
    const began = performance.now()
    const answers = await Promise.all(viewers.map((one, i) => one.send('ask', { text: `第${i + 1}部手机：老字号怎样做质量追溯？` })))
    const took = performance.now() - began
    equal(new Set(answers.map(one => one.question.number)).size, phones, 'questions with a number of their own')
    await until(() => moderator.state.questions.size === phones, 'the moderator has them all')
    return took
}

/** Joins and reads nothing of what comes. */
async function join_deaf(stage, server) {
    const socket = connect(server.port, '127.0.0.1')
    stage.keep(socket, () => socket.destroy())
    socket.pause()
    socket.on('error', () => {})
    socket.write(upgrade_request(server, { cookie: await viewer_cookie(server), as: 'viewer' }))
}

/** So many join and never read, while the others go on. → {closed_s, kb_each: most memory for each, before_ms, during_ms} */
export async function readers_that_never_read(stage, { deaf, viewers = 50, limit_s = 30 }) {
    const server = await serve(stage)
    const room = await hall(stage, server, viewers)
    const before = await delays(room, n => n >= 30)
    const others = await metric(server, 'websockets')
    const empty = memory_of(server)
    for (let at = 0; at < deaf; at += 100) await Promise.all(range(Math.min(100, deaf - at)).map(() => join_deaf(stage, server)))
    await until(async () => await metric(server, 'websockets') === others + deaf, 'all of them have joined')
    const began = performance.now()
    let most = 0
    let left = deaf
    const watching = setInterval(async () => {
        most = Math.max(most, memory_of(server) - empty)
        left = await metric(server, 'websockets') - others
    }, 200)
    stage.keep(watching, () => clearInterval(watching))
    const during = await within(1000 * (limit_s + 10), delays(room, () => left <= 0), 'the end of those that never read')
    clearInterval(watching)
    const closed_s = (performance.now() - began) / 1000
    must(closed_s <= limit_s, `they were closed after ${closed_s} s`)
    must(most / deaf < 256 * 1024 || most < 16 * 1024 * 1024, `${most / deaf} bytes for each that never reads`)
    must(room.viewers.every(one => one.open && one.resumes === 0), 'another was closed, too')
    return { deaf, closed_s, kb_each: most / deaf / 1000, before_ms: quantile(before, 0.95), during_ms: quantile(during, 0.95) }
}
