// A connection that can be cut: a TCP relay before the server. While it is cut nobody comes through.
import { createServer, connect } from 'node:net'

/** → {url, cut(), mend()}; ends with the stage. */
export async function relay(stage, server) {
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
            one.pipe(other)
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
