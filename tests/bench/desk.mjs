// How fast the desk's page is: from a scan to the colour, with a network and without one; searching; what it loads.
import { at, person, sign_in } from '../e2e/browser.mjs'
import { call, invite, serve, slug } from '../e2e/server.mjs'

const network_ms = 50

const p95 = all => all.sort((a, b) => a - b)[Math.floor(0.95 * (all.length - 1))]

async function register(server, guests) {
    const codes = []
    for (let i = 0; i < guests; i += 100) {
        const some = Array.from({ length: Math.min(100, guests - i) }, (_, n) => call(server, 'POST', `/api/events/${slug}/registrations`,
            { id: `desk-${i + n}`, attendance: 'in_person', name: `来宾${i + n}`, organization: '上海市质量协会', phone: String(13800000000 + i + n), consent: true }))
        codes.push(...(await Promise.all(some)).map(one => one.ticket.code))
    }
    return codes
}

/** What a scanner read, as of the moment when it was decoded; → ms until the colour is painted. */
function scan(page, text) {
    return page.evaluate(async read => {
        const field = document.querySelector('[data-test="code-input"]')
        field.value = read
        field.dispatchEvent(new InputEvent('input', { bubbles: true }))
        const began = performance.now()
        field.form.requestSubmit()
        await seen(() => document.querySelector('[data-test="result"]'))
        const took = performance.now() - began
        document.querySelector('[data-test="result"]').click()
        await seen(() => !document.querySelector('[data-test="result"]'))
        return took
    }, text)
}

/** Every letter of a name; → the longest ms from a key to the found guests. */
function search(page, name) {
    return page.evaluate(async typed => {
        const field = document.querySelector('[data-test="search"]')
        let most = 0
        for (let n = 1; n <= typed.length; ++n) {
            field.value = typed.slice(0, n)
            const began = performance.now()
            field.dispatchEvent(new InputEvent('input', { bubbles: true }))
            await seen(() => document.querySelector('[data-test="guest-row"]'))
            most = Math.max(most, performance.now() - began)
        }
        field.value = ''
        field.dispatchEvent(new InputEvent('input', { bubbles: true }))
        return most
    }, name)
}

/** → {first_bytes, later_bytes, roster_bytes}: over the wire, with an empty cache and no service worker. */
async function loads(context, address) {
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    await devtools.send('Network.enable')
    await devtools.send('Network.setBypassServiceWorker', { bypass: true })
    await devtools.send('Network.setCacheDisabled', { cacheDisabled: true })
    const addresses = new Map()
    const size = { first_bytes: 0, later_bytes: 0, roster_bytes: 0 }
    devtools.on('Network.responseReceived', one => addresses.set(one.requestId, one.response.url))
    devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
        const of = addresses.get(requestId) ?? ''
        // the start of every page, the desk's own chunk, and what those import at once
        const first = /\/desk$|\/base-|\/Page-/.test(of)
        size[of.endsWith('/roster') ? 'roster_bytes' : first ? 'first_bytes' : 'later_bytes'] += encodedDataLength
    })
    await page.goto(address)
    await page.locator(at('arrivals')).first().waitFor()
    await page.waitForLoadState('networkidle')
    await page.close()
    return size
}

export async function measure_desk(stage, { guests, times }) {
    const server = await serve(stage, { seats: Math.min(guests, 9999) }) // the demo has no more
    const codes = await register(server, guests)
    const page = await person(stage)
    await page.addInitScript(() => {
        // painted: the frame after the one in which it is there
        globalThis.seen = look => new Promise(resolve => {
            const each = () => (look() ? requestAnimationFrame(() => resolve()) : requestAnimationFrame(each))
            each()
        })
    })
    await sign_in(page, invite(server, 'desk', '1号台'))
    await page.locator(at('arrivals')).first().waitFor()
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await page.waitForLoadState('networkidle')
    const devtools = await page.context().newCDPSession(page)
    const emulate = offline => devtools.send('Network.emulateNetworkConditions', { offline, latency: network_ms, downloadThroughput: -1, uploadThroughput: -1 })

    const urls = []
    for (const code of codes.slice(0, 2 * times)) urls.push((await call(server, 'GET', `/api/tickets/${code}`)).ticket.signed_url)
    const online = [], offline = [], searches = []
    await emulate(false)
    for (const url of urls.slice(0, times)) online.push(await scan(page, url))
    for (const name of ['来宾9999', 'laibin12', 'lb', '质量协会', '0077']) searches.push(await search(page, name))
    const size = await loads(page.context(), page.url())
    await page.context().setOffline(true)
    await server.stop('SIGKILL')
    await page.locator(at('offline')).waitFor()
    for (const url of urls.slice(times)) offline.push(await scan(page, url))
    return { online_p95_ms: p95(online), offline_p95_ms: p95(offline), search_most_ms: Math.max(...searches), ...size }
}
