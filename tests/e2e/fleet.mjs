// Many who follow one hall, and what must be true of all of them in the end: what each knows is what the server would tell now.
import { equal, must, range, until, within } from './check.mjs'
import { Follower } from './follower.mjs'
import { session } from './hall.mjs'
import { call, invite, rows, serve } from './server.mjs'

/** A repeatable source of chance (mulberry32): below(n) → 0 … n-1, one_of(list), of(n): true once in n. */
export function chance(seed) {
    const next = () => {
        seed = (seed + 0x6d2b79f5) | 0
        let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296
    }
    const below = n => Math.floor(next() * n)
    return { below, one_of: list => list[below(list.length)], of: n => below(n) === 0 }
}

/** So many viewers and moderators on the feed. → {viewers, moderators, all} */
export async function gather(stage, server, { viewers, moderators }) {
    const cookies = []
    for (let at = 0; at < viewers; at += 50)
        cookies.push(...await Promise.all(range(Math.min(50, viewers - at)).map(() => call(server, 'POST', `/api/events/${server.slug}/viewers`, {}))))
    const staff = []
    for (const i of range(moderators)) staff.push(await session(server, invite(server, 'moderator', `主持人${i + 1}`)))
    const join_as = as => cookie => Follower.join(stage, server, { cookie, as })
    const of = {
        viewers: await Promise.all(cookies.map(({ cookie }) => cookie).map(join_as('viewer'))),
        moderators: await Promise.all(staff.map(join_as('moderator'))),
    }
    of.all = [...of.viewers, ...of.moderators]
    await until(() => of.all.every(one => one.open), 'everybody is on the feed', 30_000)
    return of
}

/** Everybody has heard what happened before this moment: a notice that all hear is made, and all have it. */
export async function catch_up({ moderators: [moderator], all }) {
    const { seq } = await moderator.send('switch_danmaku', { mode: moderator.state.show.mode === 'off' ? 'before' : 'off' })
    await within(20_000, Promise.all(all.map(one => one.has_heard(seq))), 'everybody has heard of all')
}

const by_id = known => [...known].sort(([a], [b]) => (a < b ? -1 : 1))
const with_sorted_keys = (_, value) => (value && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value)

const public_statuses = new Set(['published', 'staged', 'answered'])

/**
 * What a state says, as a text that is equal when it is. Of one's own question the public list may know what only `mine` tells; the sums
 * of what is not public are not told before it is, and with `unheard` (of who is muted) none are compared.
 */
function told_by({ event, asking, questions, mine, votes, voting: { given, merges }, muted, show }, unheard) {
    const in_words = question => ({ ...question, votes: unheard || !public_statuses.has(question.status) ? undefined : question.votes })
    const own = by_id(mine).map(([id, question]) => [id, in_words(question)])
    const all = by_id(questions).map(([id, question]) => [id, mine.has(id) ? 'own' : in_words(question)])
    const followed = new Map()
    for (const start of [...mine.keys(), ...given])
        for (let id = start; merges.has(id) && !followed.has(id); id = merges.get(id)) followed.set(id, merges.get(id))
    return JSON.stringify({
        event, asking, questions: all, mine: own, votes: [...votes].sort(), given: [...given].sort(), followed: by_id(followed), muted: [...muted].sort(),
        next: show.next, message: show.message, mode: show.mode,
    }, with_sorted_keys, 1)
}

/** Where two texts first differ, for the words of a failure. */
function difference(got, wanted) {
    const [left, right] = [got, wanted].map(text => text.split('\n'))
    const at = left.findIndex((line, i) => line !== right[i])
    return `line ${at}:\n  it knows  ${left.slice(Math.max(0, at - 8), at + 3).join(' ')}\n  the truth ${right.slice(Math.max(0, at - 8), at + 3).join(' ')}`
}

/** Fails unless everybody comes to know what a newcomer with the same cookie is told now; of `unheard` see told_by. */
export async function must_agree(stage, server, all, unheard = new Set()) {
    for (let at = 0; at < all.length; at += 50) {
        await Promise.all(all.slice(at, at + 50).map(async (one, i) => {
            const newcomer = await Follower.join(stage, server, one.who)
            await until(() => newcomer.ticks > 0, `the first tick of newcomer ${at + i}`)
            const told = follower => told_by(follower.state, unheard.has(one))
            await until(() => told(one) === told(newcomer), 'the same', 6000).catch(() => {
                throw new Error(`${one.who.as} ${at + i} knows something else than the server, ${difference(told(one), told(newcomer))}`)
            })
            newcomer.leave()
        }))
    }
}

/**
 * Fails unless each heard every notice that `witness`, who was never away, heard since the other's snapshot, in order and
 * once, and beside these only what is about an own question, or says of another nothing but where it was merged into.
 */
export function must_have_heard_all(all, witness) {
    const every = witness.notices.map(([seq]) => seq)
    const known = new Set(every)
    for (const [i, one] of all.entries()) {
        const seqs = one.notices.map(([seq]) => seq)
        must(seqs.every((seq, j) => j === 0 || seq > seqs[j - 1]), `${one.who.as} ${i} heard something twice or out of order`)
        const heard = new Set(seqs)
        const missing = every.filter(seq => seq > one.began && !heard.has(seq))
        equal(missing, [], `${one.who.as} ${i} (snapshot at ${one.began}, ${one.resumes} resumes) did not hear`)
        const may_hear = question => question && (one.state.mine.has(question.id) || question.text === undefined)
        const strange = one.notices.filter(([seq, , question]) => !known.has(seq) && !may_hear(question)).slice(0, 5)
        equal(strange, [], `${one.who.as} ${i} heard what the witness did not`)
    }
}

/** Fails unless the votes on the disk, which follow their questions through merges, are the sums that everybody is told. */
export function must_be_durable(server, witness) {
    const merged = new Map(rows(server, "SELECT id, merged_into FROM question WHERE merged_into <> ''").map(one => [one.id, one.merged_into]))
    const voters = new Map()
    for (const { question, viewer } of rows(server, 'SELECT question, viewer FROM vote WHERE viewer NOT IN (SELECT viewer FROM muted)'))
        for (let id = question; id; id = merged.get(id)) voters.set(id, (voters.get(id) ?? new Set()).add(viewer))
    for (const { id, votes, number } of witness.state.questions.values()) equal(votes, voters.get(id)?.size ?? 0, `the votes of no. ${number}`)
}

/** One question of each moderator, published; they pin and unpin it whenever something is to happen. */
async function questions_of(followers) {
    const { viewers, moderators } = followers
    const questions = []
    for (const [i, moderator] of moderators.entries()) {
        const { question } = await viewers[i + 1].send('ask', { text: `第${i + 1}个问题：质量怎样管？` })
        await moderator.send('approve', { question: question.id })
        questions.push(question.id)
    }
    return questions
}

/** Makes `count` notices that everybody hears, as fast as the moderators may. → the seq of the last */
async function make_notices({ moderators }, questions, count) {
    const turns = range(count)
    let last = 0
    await Promise.all(moderators.map(async (moderator, i) => {
        for (; turns.pop() !== undefined;) {
            const { pinned } = moderator.state.questions.get(questions[i])
            const answer = await moderator.send(pinned ? 'unpin' : 'pin', { question: questions[i] }).catch(async problem => {
                if (problem.code !== 'rate_limited') throw problem
                turns.push(0)
                await new Promise(resolve => setTimeout(resolve, problem.retry_after_ms))
            })
            last = Math.max(last, answer?.seq ?? 0)
        }
    }))
    return last
}

/**
 * Everybody but the moderators and a witness is cut off, some for one notice, some for fifty, some for more than the server sends again,
 * while it is started again in between. → what was seen
 */
export async function cut_connections(stage, { viewers, moderators = 12, most_missed = 2000 }) {
    const server = await serve(stage)
    const followers = await gather(stage, server, { viewers, moderators })
    const [witness, ...others] = followers.viewers
    const questions = await questions_of(followers)
    const { below, of } = chance(20)
    const groups = [[], [], []]
    for (const one of others) groups[below(3)].push(one)
    const [one_missed, fifty_missed, too_many_missed] = groups
    const snapshots_before = new Map(others.map(one => [one, one.snapshots]))

    too_many_missed.forEach(one => one.lose_network())
    await make_notices(followers, questions, most_missed + 1)
    fifty_missed.forEach(one => one.lose_network())
    await make_notices(followers, questions, 49)
    await server.stop('SIGKILL')
    await server.start()
    await until(() => [witness, ...followers.moderators].every(one => one.open), 'who was not cut off is back', 30_000)
    const voting = fifty_missed.filter(() => of(2)).map(one => one.vote(questions[0], true)) // not sent before they are back
    one_missed.forEach(one => one.lose_network())
    const last = await make_notices(followers, questions, 1)
    others.forEach(one => one.come_back())
    await until(() => followers.all.every(one => one.open && one.seq >= last), 'everybody is back', 60_000)
    await within(20_000, Promise.all(voting), 'the votes that waited')

    must_have_heard_all(followers.viewers, witness)
    must_have_heard_all(followers.moderators, followers.moderators[0])
    await must_agree(stage, server, followers.all)
    must_be_durable(server, witness)
    const told = list => list.filter(one => one.snapshots > snapshots_before.get(one)).length
    equal(told(too_many_missed), too_many_missed.length, 'told to start from a snapshot')
    equal([told(one_missed), told(fifty_missed)], [0, 0], 'told to start from a snapshot though little was missed')
    return {
        connections: followers.all.length, notices: witness.seq, one: one_missed.length, fifty: fifty_missed.length,
        too_many: too_many_missed.length, votes: voting.length,
    }
}
