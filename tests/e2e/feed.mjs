// The feed without a browser: a small WebSocket client (RFC 6455, text only) and commands that wait for their answer.
import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { within } from './check.mjs'

const text_opcode = 1
const close_opcode = 8
const ping_opcode = 9
const pong_opcode = 10

function frame(opcode, payload) {
    const mask = randomBytes(4)
    const long = payload.length > 125
    const head = Buffer.alloc(long ? 4 : 2)
    head[0] = 0x80 | opcode
    head[1] = 0x80 | (long ? 126 : payload.length)
    if (long) head.writeUInt16BE(payload.length, 2)
    return Buffer.concat([head, mask, payload.map((byte, i) => byte ^ mask[i % 4])])
}

/** Takes the frames of a server that are whole out of `bytes`; → [frames, what is left]. */
function frames_in(bytes) {
    const frames = []
    for (;;) {
        if (bytes.length < 2) return [frames, bytes]
        const short = bytes[1] & 0x7f
        const head = short === 126 ? 4 : short === 127 ? 10 : 2
        if (bytes.length < head) return [frames, bytes]
        const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short
        if (bytes.length < head + length) return [frames, bytes]
        frames.push({ opcode: bytes[0] & 0x0f, payload: bytes.subarray(head, head + length) })
        bytes = bytes.subarray(head + length)
    }
}

/** One person's feed. `hello` is the first message; `send` resolves with the answer or throws its error's code. */
export class Feed {
    #socket
    #rest = Buffer.alloc(0)
    #waiting = new Map()
    #count = 0
    hello

    static async open(server, cookie, as = 'viewer') {
        const feed = new Feed()
        await within(10_000, feed.#connect(server, cookie, as), 'the hello of the feed')
        return feed
    }

    #connect(server, cookie, as) {
        return new Promise((ready, failed) => {
            this.#socket = connect(server.port, '127.0.0.1')
            this.#socket.on('error', failed)
            this.#socket.on('close', () => failed(new Error('the feed was closed')))
            this.#socket.write(`GET /feed?event=${server.slug}&as=${as} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n`
                + `Origin: ${server.url}\r\nCookie: ${cookie}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`
                + `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`)
            let upgraded = false
            this.#socket.on('data', data => {
                this.#rest = Buffer.concat([this.#rest, data])
                if (!upgraded) {
                    const end = this.#rest.indexOf('\r\n\r\n')
                    if (end < 0) return
                    const head = this.#rest.subarray(0, end).toString()
                    if (!head.startsWith('HTTP/1.1 101')) return void failed(new Error(head.split('\r\n')[0]))
                    upgraded = true
                    this.#rest = this.#rest.subarray(end + 4)
                }
                this.#read(ready)
            })
        })
    }

    #read(ready) {
        const [frames, rest] = frames_in(this.#rest)
        this.#rest = rest
        for (const { opcode, payload } of frames) {
            if (opcode === ping_opcode) this.#socket.write(frame(pong_opcode, payload))
            if (opcode !== text_opcode) continue
            const message = JSON.parse(payload.toString())
            if (message.type === 'hello') {
                this.hello = message
                ready(this)
            }
            this.#waiting.get(message.re)?.(message)
        }
    }

    async send(what, fields) {
        const id = `f${++this.#count}-${randomBytes(6).toString('hex')}`
        const answered = new Promise(resolve => this.#waiting.set(id, resolve))
        this.#socket.write(frame(text_opcode, Buffer.from(JSON.stringify({ id, do: what, ...fields }))))
        const answer = await within(10_000, answered, `the answer to ${what}`)
        this.#waiting.delete(id)
        if (answer.error) throw new Error(`${what}: ${answer.error.code}`)
        return answer
    }

    close() {
        this.#socket.write(frame(close_opcode, Buffer.from([0x03, 0xe8])))
        this.#socket.end()
        this.#socket.destroySoon()
    }
}
