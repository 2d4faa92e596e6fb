// The feed's WebSocket without a browser: RFC 6455, text only, just what the program sends.
import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'

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

/** The request that opens the feed. `resume`: {since, epoch} of what is known. */
export function upgrade_request(server, { cookie, as, resume = {} }) {
    const query = new URLSearchParams({ event: server.slug, as, ...resume })
    return `GET /feed?${query} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n`
        + `Origin: ${server.url}\r\nCookie: ${cookie}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`
        + `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`
}

/** One connection. `on_text(text)` hears every message, `on_close(code)` the end, once: 1006 without a close frame. */
export class FeedSocket {
    #socket
    #rest = Buffer.alloc(0)
    #upgraded = false
    #told = false
    #on_text
    #on_close
    #code = 1006
    refusal // the first line of an answer that was no upgrade

    /** `who` as for `upgrade_request`. */
    constructor(server, who, on_text, on_close) {
        this.#on_text = on_text
        this.#on_close = on_close
        this.#socket = connect(server.port, '127.0.0.1')
        this.#socket.setNoDelay()
        this.#socket.on('error', () => {})
        this.#socket.on('close', () => this.#tell_close())
        this.#socket.on('data', data => this.#take(data))
        this.#socket.write(upgrade_request(server, who))
    }

    #tell_close() {
        if (this.#told) return
        this.#told = true
        this.#on_close(this.#code)
    }

    #take(data) {
        this.#rest = this.#rest.length ? Buffer.concat([this.#rest, data]) : data
        if (!this.#upgraded) {
            const end = this.#rest.indexOf('\r\n\r\n')
            if (end < 0) return
            const head = this.#rest.subarray(0, end).toString()
            if (!head.startsWith('HTTP/1.1 101')) {
                this.refusal = head.split('\r\n')[0]
                return void this.cut()
            }
            this.#upgraded = true
            this.#rest = this.#rest.subarray(end + 4)
        }
        const [frames, rest] = frames_in(this.#rest)
        this.#rest = rest
        for (const { opcode, payload } of frames) {
            if (this.#told) return
            if (opcode === ping_opcode) this.#socket.write(frame(pong_opcode, payload))
            else if (opcode === close_opcode) {
                this.#code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005
                this.#socket.end(frame(close_opcode, payload.subarray(0, 2)))
            } else if (opcode === text_opcode) this.#on_text(payload.toString())
        }
    }

    send(text) {
        if (!this.#told) this.#socket.write(frame(text_opcode, Buffer.from(text)))
    }

    /** As a network that is gone: no close frame; nothing more of it is heard but `on_close`. */
    cut() {
        this.#socket.destroy()
        this.#tell_close()
    }

    /** With a close frame. */
    close() {
        this.#told = true
        this.#socket.write(frame(close_opcode, Buffer.from([0x03, 0xe8])))
        this.#socket.end()
        this.#socket.destroySoon()
    }
}
