// Everybody at once: for too few seats, and with one ticket at every desk. What must be true is checked, then counted.
import { Agent, request } from 'node:http'
import { Stage, equal, must, range } from './check.mjs'
import { session } from './hall.mjs'
import { invite, rows, serve } from './server.mjs'

/** A caller over at most `connections`; call(method, path, body, headers) → what the JSON of the answer says. */
function caller(server, connections) {
    const agent = new Agent({ keepAlive: true, maxSockets: connections })
    const call = (method, path, body, headers = {}) => new Promise((answered, failed) => {
        const text = body && JSON.stringify(body)
        const sent = request(server.url + path, {
            agent, method, headers: { Origin: server.url, ...(text && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }), ...headers },
        }, answer => {
            const pieces = []
            answer.on('data', piece => pieces.push(piece))
            answer.on('end', () => {
                const whole = Buffer.concat(pieces).toString()
                if (answer.statusCode < 300) answered(JSON.parse(whole))
                else failed(new Error(`${method} ${path}: ${answer.statusCode} ${whole}`))
            })
        })
        sent.on('error', failed)
        sent.end(text)
    })
    return { call, close: () => agent.destroy() }
}

const registrations = `/api/events/2020-3/registrations`

/** `people` register for `seats` over 200 connections, then `given_back` seats are. → seconds for all to be registered */
export async function rush({ seats, people, given_back }) {
    const stage = new Stage()
    try {
        const server = await serve(stage, { seats })
        const { call, close } = caller(server, 200)
        const began = performance.now()
        const answers = await Promise.all(range(people).map(i => call('POST', registrations,
            { id: `rush-${i}`, attendance: 'in_person', name: `来宾${i}`, phone: String(13800000000 + i), consent: true })))
        const seconds = (performance.now() - began) / 1000
        const confirmed = answers.filter(one => one.registration.status === 'confirmed')
        equal(confirmed.length, seats, 'confirmed')
        equal(new Set(confirmed.map(one => one.ticket.seat)).size, seats, 'different seats')

        // The feed is the commit order: those who wait stand in it as they came.
        const waiting = answers.filter(one => one.registration.status === 'waitlisted')
        const came = rows(server, "SELECT json_extract(body, '$.guest.registration') AS id FROM feed WHERE body LIKE '%registration.created%' ORDER BY seq")
        const place = new Map(came.map(({ id }, i) => [id, i]))
        waiting.sort((a, b) => place.get(a.registration.id) - place.get(b.registration.id))
        equal(waiting.map(one => one.registration.position), range(people - seats).map(i => i + 1), 'positions in commit order')

        for (const { ticket } of confirmed.slice(0, given_back)) await call('POST', `/api/tickets/${ticket.code}/cancel`)
        const now = await Promise.all(waiting.map(({ ticket }) => call('GET', `/api/tickets/${ticket.code}`)))
        must(now.slice(0, given_back).every(({ ticket }) => ticket.status === 'confirmed' && ticket.seat), 'the first of the list moved up')
        equal(now.slice(given_back).map(({ ticket }) => ticket.position), range(people - seats - given_back).map(i => i + 1), 'the others moved on')
        close()
        return seconds
    } finally {
        await stage.close()
    }
}

/** The same from one person after the other, with phones that are known and unknown in turns. → medians in ms */
export async function known_and_unknown(stage, times) {
    const server = await serve(stage)
    const { call, close } = caller(server, 1)
    const taken = { known: [], unknown: [] }
    for (const i of range(2 * times + 1)) {
        const which = i % 2 ? 'known' : 'unknown'
        const began = performance.now()
        await call('POST', registrations, { id: `phone-${i}`, attendance: 'online', name: '来宾', phone: String(13800000000 + (i % 2 ? 0 : i)), consent: true })
        if (i > 0) taken[which].push(performance.now() - began)
    }
    close()
    const median = all => all.sort((a, b) => a - b)[all.length >> 1]
    return { known_ms: median(taken.known), unknown_ms: median(taken.unknown) }
}

/** Every desk scans the same ticket at the same instant, and each sends its scan three times. → scans a second */
export async function one_ticket_at_all_desks(stage, { desks, tickets }) {
    const server = await serve(stage, { seats: tickets })
    const { call, close } = caller(server, 3 * desks)
    const cookies = []
    for (const i of range(desks)) cookies.push(await session(server, invite(server, 'desk', `第${i + 1}台`)))
    const guests = await Promise.all(range(tickets).map(i => call('POST', registrations,
        { id: `desk-${i}`, attendance: 'in_person', name: `来宾${i}`, phone: String(13800000000 + i), consent: true })))
    const began = performance.now()
    for (const { ticket } of guests) {
        const scanned_at = Date.now()
        const scans = cookies.flatMap((cookie, i) => range(3).map(() => call('POST', '/api/events/2020-3/check-ins',
            { id: `scan-${ticket.code}-${i}`, ticket: ticket.code, desk: `${i + 1}号台`, scanned_at }, { Cookie: cookie })))
        const answers = await Promise.all(scans)
        const results = range(desks).map(i => {
            const [first, ...again] = answers.slice(3 * i, 3 * i + 3).map(one => JSON.stringify(one))
            must(again.every(one => one === first), 'a scan that is sent again gets the same answer')
            return JSON.parse(first).result
        })
        equal(results.filter(one => one === 'admitted').length, 1, 'desks that say to go in')
        equal(results.filter(one => one === 'already_in').length, desks - 1, 'desks that say already in')
    }
    const seconds = (performance.now() - began) / 1000
    close()
    const [kept] = rows(server, "SELECT count(*) AS scans, sum(result = 'admitted') AS admitted FROM check_in")
    equal(kept, { scans: desks * tickets, admitted: tickets }, 'scans that are kept')
    return Math.round(3 * desks * tickets / seconds)
}

/**
 * The server is killed at random while desks check guests in, again and again; each desk sends again what was not answered.
 * → {rounds, acknowledged, per_second: while the server was there}
 */
export async function killed_while_checking_in(stage, { rounds, desks, guests, pause_ms = 20 }) {
    const server = await serve(stage, { seats: guests })
    const { call, close } = caller(server, 100)
    const cookies = []
    for (const i of range(desks)) cookies.push(await session(server, invite(server, 'desk', `第${i + 1}台`)))
    const left = await Promise.all(range(guests).map(i => call('POST', registrations,
        { id: `kill-${i}`, attendance: 'in_person', name: `来宾${i}`, phone: String(13800000000 + i), consent: true }).then(one => one.ticket.code)))
    close()
    const acknowledged = new Map() // ticket → result
    let busy_ms = 0
    const unanswered = cookies.map(() => undefined) // what each desk does not know the end of
    for (const round of range(rounds)) {
        const { call: send, close: hang_up } = caller(server, desks)
        let dead = false
        const began = performance.now()
        const working = Promise.all(cookies.map(async (cookie, i) => {
            while (!dead) {
                const request = unanswered[i] ??= { id: `k-${left.length}-${i}`, ticket: left.pop(), desk: `${i + 1}号台`, scanned_at: Date.now() }
                must(request.ticket, 'there are more guests than scans')
                await new Promise(resolve => setTimeout(resolve, pause_ms))
                try {
                    acknowledged.set(request.ticket, (await send('POST', '/api/events/2020-3/check-ins', request, { Cookie: cookie })).result)
                    unanswered[i] = undefined
                } catch { // killed: the same is sent again
                    return
                }
            }
        }))
        await new Promise(resolve => setTimeout(resolve, 150 + Math.random() * 600))
        await server.stop('SIGKILL')
        busy_ms += performance.now() - began
        dead = true
        await working
        hang_up()
        await server.start()
        const kept = new Map(rows(server, "SELECT t.code, count(*) AS n FROM check_in c JOIN ticket t ON t.registration = c.registration WHERE c.result = 'admitted' GROUP BY t.code").map(one => [one.code, one.n]))
        for (const [ticket, result] of acknowledged) {
            equal(result, 'admitted', `the answer to a first scan in round ${round}`)
            equal(kept.get(ticket), 1, `an acknowledged check-in after round ${round}`)
        }
    }
    const [{ twice }] = rows(server, 'SELECT count(*) - count(DISTINCT registration) AS twice FROM check_in')
    equal(twice, 0, 'scans that are kept twice')
    return { rounds, acknowledged: acknowledged.size, per_second: Math.round(1000 * acknowledged.size / busy_ms) }
}
