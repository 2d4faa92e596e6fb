// Many at once, some of them cut off: what everybody knows in the end is what the server would tell them now.
import { must, untimed } from '../check.mjs'
import { cut_connections } from '../fleet.mjs'
import { rehearse } from '../rehearsal.mjs'

untimed('who was cut off hears what was missed, or starts from a snapshot, also over a restart', async stage => {
    await cut_connections(stage, { viewers: 150 })
}, 180_000)

untimed('three moderators and sixty viewers act at random, and every page ends with what the server knows', async stage => {
    const { conflicts } = await rehearse(stage, { viewers: 60, seconds: 15 })
    must(conflicts > 0, 'nobody got into the way of another')
})
