// A server of its own for one scenario: the demo event in a fresh folder, on a free port. Ended by its process id.
import { execFileSync, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { EventEmitter } from 'node:events'
import { createServer } from 'node:net'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
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

/** The same for TCP. */
export function free_port() {
    return new Promise((found, failed) => {
        const socket = createServer()
        socket.once('error', failed)
        socket.listen(0, '127.0.0.1', () => {
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

// Starts the program on the server's data; it has come up once it has printed its links.
async function come_up(server, listen, words) {
    const pages = server.web ?? process.env.JIANGTANG_WEB ?? join(root, 'web/dist')
    const child = start_child(program, ['serve', '--demo', '--data', server.data, '--listen', listen, '--web', pages, ...words],
        { stdio: ['ignore', 'pipe', 'pipe'] })
    server.child = child
    const links = {}
    createInterface({ input: child.stderr }).on('line', line => {
        if (server.said.push(line) > 400) server.said.shift()
        server.heard.emit('line', line)
    })
    createInterface({ input: child.stdout }).on('line', line => {
        const [name, address] = line.split(/\s+/)
        if (line.startsWith('listening on https')) server.tls_url = line.slice('listening on '.length).trim()
        else if (line.startsWith('listening on ')) server.url = line.slice('listening on '.length).trim()
        else if (line.includes(': SHA-256 ')) server.prints.push(line.split(' ').at(-1))
        else if (address?.startsWith('http')) links[name] = address
    })
    await until(() => links.organizer || child.exitCode !== null, `the sign-in links\n${server.log()}`, 20_000)
    if (!links.organizer) throw new Error(`the server ended with ${child.exitCode}\n${server.log()}`)
    Object.assign(server, { links, pid: child.pid, port: Number(new URL(server.url).port) })
}

/**
 * Serves the demo event until the stage is closed; `ladder` as in the configuration, `tables` what follows its keys, for a
 * server that knows its own address. With `tls` over HTTPS, too; `web` is another folder of pages.
 * → {url, port, slug, tls_url, prints: the fingerprints of certificate and authority, links: {event, viewer, desk, console, stage, organizer}, log(): its last words,
 *    says(pattern): a promise of the next line like that, stop(signal), start(): again, on the same port and data}
 */
export async function serve(stage, { source = 'none', seats, ladder, tables, tls = false, web } = {}) {
    if (!existsSync(program)) throw new Error(`there is no program ${program}; build it, or set JIANGTANG_BIN`)
    const data = mkdtempSync(join(tmpdir(), 'jiangtang-e2e-'))
    const words = ['--demo-source', source, ...(seats === undefined ? [] : ['--demo-seats', String(seats)])]
    if (tls) words.push('--tls-listen', '127.0.0.1:0')
    const port = tables ? await free_port() : 0
    const keys = [...(ladder ? [`ladder = "${ladder}"`] : []), ...(tables ? [`public_url = "http://127.0.0.1:${port}"`, tables] : [])]
    if (keys.length) {
        const config = join(data, 'jiangtang.toml')
        writeFileSync(config, `${keys.join('\n')}\n`)
        words.push('--config', config)
    }
    const server = { slug, web, prints: [], said: [], heard: new EventEmitter().setMaxListeners(0), data }
    server.log = () => server.said.join('\n')
    server.says = pattern => new Promise(resolve => {
        const hear = line => {
            if (!pattern.test(line)) return
            server.heard.off('line', hear)
            resolve(line)
        }
        server.heard.on('line', hear)
    })
    server.start = () => come_up(server, `127.0.0.1:${server.port}`, words)
    server.stop = async signal => {
        const gone = new Promise(resolve => server.child.once('exit', resolve))
        server.child.kill(signal)
        await within(10_000, gone, 'the end of the server')
    }
    stage.keep(server, async () => {
        await end_child(server.child)
        rmSync(server.data, { recursive: true, force: true })
    })
    await come_up(server, `127.0.0.1:${port}`, words)
    return server
}

/** The process id of the server's own encoder, found as its child; undefined while there is none. */
export function encoder_of(server) {
    for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
        try {
            // "PID (NAME) STATE PARENT …", the name cut to 15 bytes (proc_pid_stat(5))
            const [, name, parent] = /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))
            if (Number(parent) === server.pid && name === 'jiangtang-media') return Number(pid)
        } catch { /* it has just ended */ }
    }
    return undefined
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

/** The key a publisher of the event needs. */
export function ingest_key(server) {
    return execFileSync(program, ['ingest-key', '--data', server.data, '--event', server.slug], { encoding: 'utf8', timeout: 10_000 }).trim()
}

/** Rows of the server's own database file. */
export function rows(server, sql) {
    return JSON.parse(execFileSync('sqlite3', ['-json', '-readonly', join(server.data, 'jiangtang.db'), sql], { encoding: 'utf8' }) || '[]')
}
