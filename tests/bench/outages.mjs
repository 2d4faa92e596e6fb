// A long afternoon of accidents with five open players: what tests/e2e/outages.mjs does, again and again.
import { close_hall, complaints, cut_source, kill_encoder, open_hall, restart_server } from '../e2e/outages.mjs'

// Two small qualities: five browsers that decode, the venue's encoder and the server share one machine here, and what is
// looked for is who comes back, not who gets the processor.
const ladder = '360:450,240:200'

const longest = (trials, what) => Math.max(0, ...trials.map(one => one[what] ?? 0))
const sum = (trials, what) => trials.reduce((total, one) => total + (one[what] ?? 0), 0)

/** A pause of up to `most_ms`, so that the next accident falls anywhere in a segment. */
const some_time = most_ms => new Promise(resolve => setTimeout(resolve, Math.random() * most_ms))

export async function outages(stage, { kills, cuts_s, players }) {
    const hall = await open_hall(stage, players, ladder)
    const accidents = [...Array(kills).fill(() => kill_encoder(hall)), ...cuts_s.map(seconds => () => cut_source(hall, seconds)),
        () => restart_server(hall, 'SIGTERM'), () => restart_server(hall, 'SIGKILL')]
    for (const [i, accident] of accidents.entries()) {
        await some_time(4000)
        await accident()
        const { name, part_ms = hall.trials.at(-1).seen_at - hall.trials.at(-1).at } = hall.trials.at(-1)
        console.log(`  ${i + 1} of ${accidents.length}: ${name}, first part after ${part_ms} ms`)
    }
    const seen = await close_hall(hall)
    const wrong = complaints(seen)
    if (wrong.length) throw new Error(`${wrong.join('\n')}\n${JSON.stringify(seen.trials, null, 1)}`)
    return seen
}

export function rows_of(seen) {
    const kinds = [['encoder', 'the encoder’s process, kill -9'], ['source', 'the source away'], ['server', 'the server started again']]
    return [
        ['open players', String(seen.players)],
        ['qualities', ladder],
        ...kinds.flatMap(([word, what]) => {
            const trials = seen.trials.filter(({ name }) => name.startsWith(word))
            const times = `${trials.length} times: `
            return word === 'source'
                ? [[what, `${trials.map(({ name }) => name.match(/\d+ s/)).join(', ')}: slate after at most ${longest(trials, 'slate_ms')} ms`],
                    ['… pictures that stood', String(trials.filter(one => one.still_ms > 0).length)]]
                : [[what, `${times}first new part after at most ${longest(trials, 'part_ms')} ms`],
                    ['… every picture moves again, after the first new part', `within ${longest(trials, 'picture_ms')} ms`]]
        }),
        ['stalls after the picture had come back', String(sum(seen.trials, 'second_stalls'))],
        ['pages loaded again', String(seen.reloads)],
        ['discontinuities', `${seen.discontinuities} for ${seen.gaps.length} new runs`],
        ['looks at a playlist', `${seen.looks}, ${seen.statuses[404] ?? 0} times 404, ${seen.faults.length} faults`],
        ['the recording’s gaps beside the outages', `${seen.gaps.length}, at most ${most_apart(seen)} ms apart`],
        ['replay ready after the end', `${seen.replay_ms} ms`],
    ]
}

// Beside those in the playlist of the picture that the recording goes by: the one that is nearest.
function most_apart({ gaps, outages: tracks }) {
    const apart = lost => Math.max(0, ...gaps.map(({ ms }, i) => Math.abs(ms - (lost[i]?.until - lost[i]?.from || Infinity))))
    return Math.round(Math.min(...tracks.map(apart)))
}
