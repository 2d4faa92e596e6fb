// Too much at once: who floods is limited alone, a hall behind one address is heard, and who never reads is let go.
import { scenario, untimed } from '../check.mjs'
import { one_that_floods, phones_behind_one_address, readers_that_never_read } from '../flood.mjs'

untimed('one who sends a thousand questions a second is limited, and nobody else', stage => one_that_floods(stage, { seconds: 2 }))

untimed('three hundred phones behind one address ask at the same moment, and all are taken', stage => phones_behind_one_address(stage))

scenario('readers that never read are let go within thirty seconds, and the others notice nothing', async stage => {
    await readers_that_never_read(stage, { deaf: 1 })
    await readers_that_never_read(stage, { deaf: 200 })
})
