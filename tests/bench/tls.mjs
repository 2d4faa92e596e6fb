// What HTTPS costs: one large file over HTTP and over HTTPS by turns, and handshakes, in the server's own processor time.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { connect } from 'node:tls'
import { scratch } from '../e2e/browser.mjs'
import { serve } from '../e2e/server.mjs'

const file_mb = 64
const tick_ms = 10 // of /proc, USER_HZ is 100 on every Linux that we know

/** The processor time of a process in milliseconds (proc_pid_stat(5), fields 14 and 15). */
function processor_ms(pid) {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
    return (Number(fields[11]) + Number(fields[12])) * tick_ms
}

function download(url, agent) {
    return new Promise((done, failed) => {
        (url.startsWith('https') ? https : http).get(url, { agent, rejectUnauthorized: false }, answer => {
            let bytes = 0
            answer.on('data', piece => { bytes += piece.length })
            answer.on('end', () => bytes === file_mb * 2 ** 20 ? done() : failed(new Error(`${url}: ${bytes} bytes`)))
            answer.on('error', failed)
        }).on('error', failed)
    })
}

/** → {mb_s, cpu_ms: of the server, per gigabyte} */
async function rate(server, base, times) {
    const agent = new (base.startsWith('https') ? https : http).Agent({ keepAlive: true })
    await download(`${base}/assets/large.bin`, agent)
    const [began, used] = [performance.now(), processor_ms(server.pid)]
    for (let i = 0; i < times; i++) await download(`${base}/assets/large.bin`, agent)
    const seconds = (performance.now() - began) / 1000
    agent.destroy()
    return { mb_s: file_mb * times / seconds, cpu_ms: (processor_ms(server.pid) - used) * 1024 / (file_mb * times) }
}

function handshake(port) {
    return new Promise((done, failed) => {
        const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => socket.destroy())
        socket.on('close', done)
        socket.on('error', failed)
    })
}

/** → {per_second, per_core_second: if the server had a core for itself} */
async function handshakes(server, seconds) {
    const port = Number(new URL(server.tls_url).port)
    const [began, used] = [performance.now(), processor_ms(server.pid)]
    let count = 0
    await Promise.all(Array.from({ length: 16 }, async () => {
        while (performance.now() - began < seconds * 1000) {
            await handshake(port)
            count++
        }
    }))
    return { per_second: count / seconds, per_core_second: count * 1000 / (processor_ms(server.pid) - used) }
}

/** → {plain, secure, shaken} */
export async function cost_of_tls(stage, times, seconds) {
    const web = scratch(stage)
    mkdirSync(join(web, 'assets'))
    writeFileSync(join(web, 'index.html'), '<!doctype html><title>bench</title>')
    writeFileSync(join(web, 'assets/large.bin'), randomBytes(file_mb * 2 ** 20))
    const server = await serve(stage, { tls: true, web })
    const rates = { plain: [], secure: [] }
    for (let round = 0; round < 3; round++) { // by turns: other programs share the machine
        rates.plain.push(await rate(server, server.url, times))
        rates.secure.push(await rate(server, server.tls_url, times))
    }
    const median = all => all.sort((a, b) => a.cpu_ms - b.cpu_ms)[1]
    return { plain: median(rates.plain), secure: median(rates.secure), shaken: await handshakes(server, seconds) }
}
