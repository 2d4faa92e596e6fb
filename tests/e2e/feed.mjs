// The feed without a browser: one person's connection, and commands that wait for their answer.
import { randomBytes } from 'node:crypto'
import { within } from './check.mjs'
import { FeedSocket } from './websocket.mjs'

/** One person's feed. `hello` is the first message; `send` resolves with the answer or throws its error's code. */
export class Feed {
    #socket
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
            this.#socket = new FeedSocket(server, { cookie, as }, text => this.#hear(JSON.parse(text), ready),
                code => failed(new Error(this.#socket.refusal ?? `the feed was closed with ${code}`)))
        })
    }

    #hear(message, ready) {
        if (message.type === 'hello') {
            this.hello = message
            ready(this)
        }
        this.#waiting.get(message.re)?.(message)
    }

    async send(what, fields) {
        const id = `f${++this.#count}-${randomBytes(6).toString('hex')}`
        const answered = new Promise(resolve => this.#waiting.set(id, resolve))
        this.#socket.send(JSON.stringify({ id, do: what, ...fields }))
        const answer = await within(10_000, answered, `the answer to ${what}`)
        this.#waiting.delete(id)
        if (answer.error) throw new Error(`${what}: ${answer.error.code}`)
        return answer
    }

    close() {
        this.#socket.close()
    }
}
