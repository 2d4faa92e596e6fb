// The end of an event and what is left of it: the replay, as anyone can ask for it.
import { session } from './hall.mjs'
import { until } from './check.mjs'
import { call, invite } from './server.mjs'

/** 开始直播 or 结束直播, by an organizer of its own. */
export async function switch_stream(server, what) {
    const Cookie = await session(server, invite(server, 'organizer'))
    await call(server, 'POST', `/api/events/${server.slug}/stream`, { do: what }, { Cookie })
}

export const end_stream = server => switch_stream(server, 'end')

/** What `GET /api/events/{slug}/replay` says once it is ready. */
export async function replay_of(server, limit_ms = 60_000) {
    let replay
    await until(async () => {
        replay = await call(server, 'GET', `/api/events/${server.slug}/replay`)
        return replay.ready
    }, 'the replay', limit_ms)
    return replay
}
