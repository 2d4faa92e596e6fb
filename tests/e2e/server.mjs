// A server of its own for one scenario: the demo event in a fresh folder, on a free port. Ended by its process id.
import { execFileSync, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { until, within } from './check.mjs'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
export const program = process.env.JIANGTANG_BIN ?? join(root, 'build/release/bin/jiangtang')
export const slug = '2020-3'

/** A port nobody listens on. */
export function free_udp_port() {
    return new Promise((found, failed) => {
        const socket = createSocket('udp4')
        socket.once('error', failed)
        socket.bind(0, '127.0.0.1', () => {
            const { port } = socket.address()
            socket.close(() => found(port))
        })
    })
}

// What is still running when this process is ended in the middle goes with it.
const running = new Set()
process.once('exit', () => running.forEach(child => child.kill('SIGKILL')))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))

/** Starts a child that does not outlive this process. */
export function start_child(command, words, options) {
    const child = spawn(command, words, options)
    running.add(child)
    child.once('exit', () => running.delete(child))
    return child
}

/** Ends a child: politely, then not. */
export async function end_child(child, patience_ms = 5000) {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise(resolve => child.once('exit', resolve))
    child.kill('SIGTERM')
    await within(patience_ms, gone, 'the end of a process').catch(() => {
        child.kill('SIGKILL')
        return gone
    })
}

/**
 * Serves the demo event until the stage is closed.
 * → {url, port, slug, links: {event, viewer, desk, console, stage, organizer}, log(): its last words}
 */
export async function serve(stage, { source = 'none', seats, config } = {}) {
    if (!existsSync(program)) throw new Error(`there is no program ${program}; build it, or set JIANGTANG_BIN`)
    const data = mkdtempSync(join(tmpdir(), 'jiangtang-e2e-'))
    const pages = process.env.JIANGTANG_WEB ?? join(root, 'web/dist')
    const child = start_child(program, ['serve', '--demo', '--data', data, '--listen', '127.0.0.1:0', '--web', pages,
        '--demo-source', source, ...(seats === undefined ? [] : ['--demo-seats', String(seats)]),
        ...(config ? ['--config', config] : [])], { stdio: ['ignore', 'pipe', 'pipe'] })
    const said = []
    const links = {}
    let url
    createInterface({ input: child.stderr }).on('line', line => said.push(line) > 400 && said.shift())
    createInterface({ input: child.stdout }).on('line', line => {
        const [name, address] = line.split(/\s+/)
        if (line.startsWith('listening on ')) url = line.slice('listening on '.length).trim()
        else if (address?.startsWith('http')) links[name] = address
    })
    stage.keep(child, async () => {
        await end_child(child)
        rmSync(data, { recursive: true, force: true })
    })
    const log = () => said.join('\n')
    await until(() => links.organizer || child.exitCode !== null, `the sign-in links\n${log()}`, 20_000)
    if (!links.organizer) throw new Error(`the server ended with ${child.exitCode}\n${log()}`)
    return { url, port: Number(new URL(url).port), slug, links, log, said, data, pid: child.pid }
}

/** A JSON call from outside of a page; throws with the problem's code. */
export async function call(server, method, path, body, headers = {}) {
    const answer = await fetch(server.url + path, {
        method,
        headers: { Origin: server.url, ...(body && { 'Content-Type': 'application/json' }), ...headers },
        body: body && JSON.stringify(body),
    })
    const text = await answer.text()
    const read = text ? JSON.parse(text) : {}
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${read.code}: ${read.message_en}`)
    return { ...read, cookie: answer.headers.getSetCookie().map(one => one.split(';')[0]).join('; ') }
}

/** A fresh invitation, as an operator makes one beside the running server. → the link */
export function invite(server, role, name = '陈助理') {
    return execFileSync(program, ['staff', 'invite', '--data', server.data, '--event', server.slug, '--role', role,
        '--name', name, '--url', server.url], { encoding: 'utf8', timeout: 10_000 }).trim()
}
