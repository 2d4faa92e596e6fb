// A connection that can be cut: a TCP relay before the server. While it is cut nobody comes through.
import { createServer, connect } from 'node:net'

/** Everything takes `delay_ms` more, in both directions. → {url, cut(), mend()}; ends with the stage. */
export async function relay(stage, server, { delay_ms = 0 } = {}) {
    const open = new Set()
    let whole = true
    const door = createServer(inside => {
        if (!whole) return void inside.destroy()
        const outside = connect(server.port, '127.0.0.1')
        for (const [one, other] of [[inside, outside], [outside, inside]]) {
            open.add(one)
            one.on('error', () => other.destroy())
            one.on('close', () => {
                open.delete(one)
                other.destroy()
            })
            if (delay_ms) one.on('data', piece => setTimeout(() => other.writable && other.write(piece), delay_ms))
            else one.pipe(other)
        }
    })
    await new Promise(ready => door.listen(0, '127.0.0.1', ready))
    const drop = () => open.forEach(socket => socket.destroy())
    stage.keep(door, () => new Promise(closed => {
        door.close(closed)
        drop()
    }))
    return {
        url: `http://127.0.0.1:${door.address().port}`,
        cut() {
            whole = false
            drop()
        },
        mend() {
            whole = true
        },
    }
}
