// Sound and picture belong together, whatever has happened; `./dev bench sync` measures longer, and what is pushed over SRT.
import { must, scenario, untimed } from '../check.mjs'
import { bursts, offsets } from '../clap.mjs'
import { measure_lecture_sync } from '../sync.mjs'

const most_ms = 40

scenario('sound and picture are within 40 ms of each other, after every kind of restart and in the replay', async stage => {
    const rows = await measure_lecture_sync(stage, 6)
    for (const { name, claps, worst_ms } of rows) console.log(`      ${name}: ${claps} claps, at most ${worst_ms.toFixed(1)} ms`)
    for (const { name, worst_ms } of rows) must(Math.abs(worst_ms) <= most_ms, `${name}: ${worst_ms} ms`)
}, 180_000)

untimed('the clap meter tells late sound from early sound, and a flash without a click from both', async () => {
    const found = offsets([1, 3.5, 6], [1.1, 3.45, 9]).map(Math.round)
    must(found.join() === '100,-50', `found ${found}`)
})

untimed('the clap meter does not take the white slate for a flash', async () => {
    const meter = bursts(0)
    const white = [[0, 0.9], [3, 3.1], [4.6, 9]] // the slate, a clap, the slate
    for (let time = 0; time < 9; time += 1 / 30) meter.look(time, white.some(([from, to]) => time >= from && time < to) ? 1 : 0)
    must(meter.found.length === 1 && Math.abs(meter.found[0] - 3) < 0.04, `found ${meter.found}`)
})
