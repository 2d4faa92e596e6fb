// Somebody at a page without the page: the pages' own feed machine and reducers over a socket that can be cut.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './server.mjs'
import { FeedSocket } from './websocket.mjs'
import { rolldown } from '../../web/node_modules/rolldown/dist/index.mjs'

let code

/** What the pages are built from, for Node: FeedMachine, and apply, apply_answer, empty_state, and what a vote does to the state. */
export function page_code() {
    code ??= build()
    return code
}

async function build() {
    const folder = mkdtempSync(join(tmpdir(), 'jiangtang-pages-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    const input = Object.fromEntries(['feed_machine', 'state', 'ballots'].map(name => [name, join(root, 'web/src', `${name}.ts`)]))
    const made = await rolldown({ input, cwd: join(root, 'web'), platform: 'node' })
    await made.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' })
    await made.close()
    const [machine, state, ballots] = await Promise.all(Object.keys(input).map(name => import(pathToFileURL(join(folder, `${name}.mjs`)))))
    return { ...machine, ...state, ...ballots }
}

export class Follower {
    #code
    #server
    #machine
    #socket
    #timer
    #waiting = new Map()
    #left = false
    #away = false
    #listening = []
    who
    state
    notices = [] // [seq, type, question] in the order in which they came
    began = 0 // the seq of the snapshot that these notices follow
    snapshots = 0
    resumes = 0
    ticks = 0

    /** `who`: {cookie, as}. Joins at once and comes back by itself, until the stage is closed. */
    static async join(stage, server, who) {
        const follower = new Follower()
        follower.#code = await page_code()
        follower.#server = server
        follower.who = who
        follower.#machine = new follower.#code.FeedMachine()
        follower.state = follower.#code.empty_state()
        stage.keep(follower, () => follower.leave())
        follower.#run(follower.#machine.start(Date.now()))
        return follower
    }

    get open() { return this.#machine.state.name === 'open' }
    get pending() { return this.#machine.pending }
    get seq() { return this.#machine.seq ?? -1 }

    /** Resolves with the answer, also across connections; rejects with the page's Problem. */
    send(name, fields) {
        const id = randomBytes(12).toString('hex')
        return new Promise((resolve, reject) => {
            this.#waiting.set(id, { resolve, reject })
            this.#run(this.#machine.command(id, name, fields, Date.now()))
        }).then(answer => {
            this.state = this.#code.apply_answer(this.state, answer)
            return answer
        })
    }

    /** Resolves once everything up to `seq` is known. */
    has_heard(seq) {
        return this.seq >= seq ? Promise.resolve() : new Promise(resolve => this.#listening.push({ seq, resolve }))
    }

    /** Votes or takes the vote back as the page does (web/src/ballots.ts). */
    async vote(question, on) {
        const { vote_sent, vote_taken, vote_refused } = this.#code
        this.state = vote_sent(this.state, question, on)
        try {
            const { unvoted } = await this.send(on ? 'vote' : 'unvote', { question })
            this.state = vote_taken(this.state, question, on, unvoted)
        } catch (error) {
            this.state = vote_refused(this.state, question, on)
            throw error
        }
    }

    /** The network is gone: nothing is said, and no connection is made until `come_back`. */
    lose_network() {
        this.#away = true
        this.#socket?.cut()
    }

    come_back() {
        this.#away = false
        this.#run(this.#machine.hurry(Date.now()))
    }

    leave() {
        this.#left = true
        clearTimeout(this.#timer)
        this.#socket?.close()
    }

    #run(actions) {
        for (const action of actions) this.#act(action)
        clearTimeout(this.#timer)
        const due = this.#machine.wake_at()
        if (due !== undefined && !this.#left)
            this.#timer = setTimeout(() => this.#run(this.#machine.tick(Date.now())), Math.max(0, due - Date.now()))
    }

    #act(action) {
        switch (action.do) {
            case 'connect': return void this.#connect(action)
            case 'drop': return void this.#drop()
            case 'send': return void this.#socket?.send(action.text)
            case 'deliver': return void this.#hear(action.message)
            case 'answer': return void this.#settle(action.id)?.resolve(action.answer)
            case 'refuse': return void this.#settle(action.id)?.reject(action.problem)
        }
    }

    #settle(id) {
        const waiting = this.#waiting.get(id)
        this.#waiting.delete(id)
        return waiting
    }

    #hear(message) {
        if (message.type === 'hello') message.recovered ? this.resumes++ : this.#begin(message)
        if (message.type === 'tick') this.ticks++
        if ('seq' in message && message.type !== 'hello') this.notices.push([message.seq, message.type, message.question])
        this.state = this.#code.apply(this.state, message)
        const [there, waiting] = [this.#listening.filter(one => one.seq <= this.seq), this.#listening.filter(one => one.seq > this.seq)]
        this.#listening = waiting
        there.forEach(one => one.resolve())
    }

    #begin(hello) {
        this.snapshots++
        this.notices = []
        this.began = hello.seq
    }

    #connect({ since, epoch }) {
        if (this.#away) return void queueMicrotask(() => this.#run(this.#machine.closed(1006, Date.now())))
        const socket = new FeedSocket(this.#server, { ...this.who, resume: since === undefined ? {} : { since, epoch } },
            text => this.#socket === socket && this.#run(this.#machine.received(text, Date.now())),
            code => {
                if (this.#socket !== socket) return
                this.#socket = undefined
                this.#run(this.#machine.closed(code, Date.now()))
            })
        this.#socket = socket
    }

    #drop() {
        const socket = this.#socket
        this.#socket = undefined
        socket?.cut()
    }
}
