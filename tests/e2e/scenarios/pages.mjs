// Every page as such: no error, nothing that axe finds, no sideways scrolling on a phone, all of it by keyboard.
import { equal, must, until, untimed } from '../check.mjs'
import { person, scrolls_sideways, sign_in } from '../browser.mjs'
import { call, invite, serve, slug } from '../server.mjs'
import { delegation, fill, session } from '../hall.mjs'
import { AxeBuilder } from '../../../web/node_modules/@axe-core/playwright/dist/index.mjs'

const shades = { device: [false, true], fixed: [false] }

/** A second server, whose event is over: its replay. → its address */
async function replay_page(stage) {
    const server = await serve(stage, { source: 'test:' })
    const page = await person(stage, { expected: [/503/] })
    await page.goto(server.links.viewer)
    await page.waitForFunction(() => document.querySelector('video')?.currentTime > 3, null, { timeout: 90_000 })
    const hall = await fill(server)
    await page.waitForFunction(from => document.querySelector('video').currentTime > from + 4, await page.evaluate(() => document.querySelector('video').currentTime))
    await call(server, 'POST', `/api/events/${slug}/stream`, { do: 'end' }, { Cookie: hall.organizer })
    hall.close()
    await until(async () => (await call(server, 'GET', `/api/events/${slug}/replay`)).ready, 'the replay', 60_000)
    await page.context().close()
    return `${server.url}/e/${slug}/replay`
}

/** Every page of the program: its address, who opens it, what shows that it is there, and its shades. */
function pages(server, hall, replay, unit, secure) {
    const e = `/e/${slug}`
    return [
        { name: 'events', path: '/', ready: 'main a', shades: shades.device },
        { name: 'event', path: e, ready: '[data-test="register"]', shades: shades.device },
        { name: 'ticket', path: `/ticket/${hall.guests[0].code}`, ready: '[data-test="ticket-code"]', shades: shades.device },
        { name: 'viewer', path: `${e}/live`, ready: '[data-test="question"]', shades: shades.device },
        { name: 'join', path: `/j/${slug}`, ready: '[data-test="question"]', shades: shades.device },
        { name: 'replay', path: replay, ready: '[data-test="chapter"]', shades: shades.device },
        { name: 'delegation', path: unit, ready: '[data-test="delegate"]', shades: shades.device },
        { name: 'sign-in', path: '/sign-in', ready: 'h1', shades: shades.device },
        { name: 'gate', path: `${secure.url}${e}/live`, ready: '[data-test="gate"] input', shades: shades.device, expected: [/403/] },
        { name: 'event, password', path: `${secure.url}${e}`, ready: '[data-test="enter-password"]', shades: shades.device, expected: [/403/] },
        { name: 'trust', path: `${secure.url}/trust`, ready: '[data-test="fingerprint"]', shades: shades.device },
        { name: 'trust without https', path: '/trust', ready: '.empty', shades: shades.device },
        { name: 'desk', path: `${e}/desk`, ready: '[data-test="arrivals"]', as: 'desk', shades: shades.fixed },
        { name: 'console', path: `${e}/console`, ready: '[data-test="pending"]', as: 'console', shades: shades.fixed },
        { name: 'stage', path: `${e}/stage`, ready: '[data-test="stage-question"]', as: 'stage', shades: shades.fixed },
        { name: 'screen', path: `${e}/screen`, ready: '[data-test="screen-question"]', as: 'stage', shades: shades.fixed },
        { name: 'organizer', path: `${e}/organizer`, ready: '[data-test="next-segment"]', as: 'organizer', shades: shades.fixed },
        { name: 'organizer, registration', path: `${e}/organizer#registration`, ready: '[data-test="save-rules"]', as: 'organizer', shades: shades.fixed },
        { name: 'organizer, delegations', path: `${e}/organizer#delegations`, ready: '[data-test="delegation"]', as: 'organizer', shades: shades.fixed },
    ]
}

// In legacy mode axe opens no page of its own for what it found in other frames; ours have none, and it takes a third.
async function found_by_axe(page) {
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
    return violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => `${node.target} ${node.any[0]?.message ?? ''}`).join('; ')}`)
}

/**
 * What can be pressed but not reached with the keyboard; runs in the page. Within a composite (rows of a list, tabs)
 * one member is enough, the arrows do the rest; what a key of its own presses is printed on it (kbd).
 */
function unreachable() {
    const pressable = 'a[href], button, input, select, textarea, [role="button"], [role="tab"], [role="checkbox"]'
    return [...document.querySelectorAll(pressable)].filter(one => {
        if (one.disabled || one.closest('[inert], [aria-hidden="true"], [hidden]') || !one.checkVisibility({ visibilityProperty: true })) return false
        if (one.tabIndex >= 0) return false
        return !one.querySelector('kbd') && !one.closest('[data-row]')
    }).map(one => one.outerHTML.slice(0, 120))
}

untimed('every page is without errors, fit for a phone, for readers and for the keyboard', async stage => {
    const server = await serve(stage, { source: 'none' })
    const hall = await fill(server)
    const unit = await delegation(server, hall.organizer)
    const found = []
    const staff = {}
    const replay = await replay_page(stage)
    const secure = await serve(stage, { tls: true })
    await call(secure, 'PUT', `/api/events/${slug}/access`, { version: 1, kind: 'password', password: '质量月2020' }, { Cookie: await session(secure, invite(secure, 'organizer')) })
    for (const one of pages(server, hall, replay, unit.path, secure)) for (const dark of one.shades) for (const size of ['phone', 'desktop']) {
        const page = await person(stage, { size, dark, expected: [/503/, ...(one.expected ?? [])] })
        if (one.as) {
            if (staff[one.as]) await page.context().addCookies(staff[one.as])
            else {
                await sign_in(page, server.links[one.as])
                staff[one.as] = await page.context().cookies()
            }
        }
        const name = `${one.name} ${size}${dark ? ' dark' : ''}`
        try {
            await page.goto(new URL(one.path, server.url).href)
            await page.locator(one.ready).first().waitFor()
            await page.evaluate(() => document.fonts.ready)
            if (size === 'phone' && await scrolls_sideways(page)) found.push(`${name}: scrolls sideways`)
            found.push(...(await found_by_axe(page)).map(words => `${name}: ${words}`))
            found.push(...(await page.evaluate(unreachable)).map(words => `${name}: no key reaches ${words}`))
            const language = await page.evaluate(() => document.documentElement.lang)
            if (!language.startsWith('zh')) found.push(`${name}: its language is ${language}`)
            found.push(...page.trouble.map(words => `${name}: ${words}`))
        } catch (error) {
            found.push(`${name}: ${error.message.split('\n')[0]}`)
        }
        await page.context().close()
    }
    must(found.length === 0, `${found.length} found:\n${found.join('\n')}`)
}, 600_000)

untimed('the pages speak English when asked', async stage => {
    const server = await serve(stage)
    for (const path of ['/', `/e/${slug}`, `/e/${slug}/live`, '/sign-in', '/trust']) {
        const page = await person(stage, { expected: [/503/] })
        await page.goto(`${server.url}${path}?lang=en`)
        await page.locator('main').waitFor()
        equal(await page.evaluate(() => document.documentElement.lang), 'en', `the language of ${path}`)
    }
})

untimed('whatever is not there is said in one way, and led on', async stage => {
    const server = await serve(stage)
    const page = await person(stage, { size: 'phone', expected: [/404/, /401/, /403/] })
    const seen = []
    for (const path of ['/nowhere', '/e/none', '/e/none/live', '/ticket/2222222222', `/e/${slug}/desk`]) {
        await page.goto(server.url + path)
        const [title, way] = [page.locator('main h1.title'), page.locator('main a.button.primary')]
        await way.waitFor()
        const [a, b] = [await title.boundingBox(), await way.boundingBox()]
        seen.push([a.x, a.y, a.height, b.x].join(' '))
    }
    equal(new Set(seen).size, 1, `places of heading and button: ${seen.join(', ')}`)
})

untimed('when an event is over its page promises no registration, and leaves no empty third', async stage => {
    const server = await serve(stage)
    const page = await person(stage, { expected: [/404/] })
    await page.goto(`${server.url}/e/${slug}`)
    await page.getByText('报名、看直播、提问都在这里').waitFor()
    const organizer = await session(server, invite(server, 'organizer'))
    for (const act of ['start', 'end']) await call(server, 'POST', `/api/events/${slug}/stream`, { do: act }, { Cookie: organizer })
    await page.reload()
    await page.getByText('活动已结束，可看大家的提问').waitFor()
    const agenda = await page.locator('.at_agenda').boundingBox()
    must(agenda.x + agenda.width > 1200, `the agenda ends at ${agenda.x + agenda.width} of 1280`)
})
