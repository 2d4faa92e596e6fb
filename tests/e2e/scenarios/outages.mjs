// A short afternoon of accidents; `./dev bench outages` has the long one.
import { equal, scenario } from '../check.mjs'
import { close_hall, complaints, cut_source, kill_encoder, open_hall, restart_server } from '../outages.mjs'

scenario('players go on by themselves when the encoder dies, the source is cut and the server is started again', async stage => {
    const hall = await open_hall(stage, 2)
    await kill_encoder(hall)
    await cut_source(hall, 3)
    await kill_encoder(hall)
    await restart_server(hall, 'SIGKILL')
    const seen = await close_hall(hall)
    for (const { name, part_ms, picture_ms, still_ms, second_stalls } of seen.trials)
        console.log(`      ${name}: first part after ${part_ms} ms, picture ${picture_ms} ms later, stood ${still_ms} ms, then ${second_stalls} stalls`)
    equal(complaints(seen), [], 'what went wrong')
}, 150_000)
