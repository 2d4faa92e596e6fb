// Many at once, some of them cut off: what everybody knows in the end is what the server would tell them now.
import { scenario, untimed } from '../check.mjs'
import { cut_connections } from '../fleet.mjs'

untimed('who was cut off hears what was missed, or starts from a snapshot, also over a restart', async stage => {
    await cut_connections(stage, { viewers: 150 })
}, 180_000)
