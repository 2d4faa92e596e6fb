// Around the questions: likes, 弹幕 past the moderator, the message to the stage, and the question chosen as next.
import { equal, must, scenario, until, untimed } from '../check.mjs'
import { at, person, scrolls_sideways, sign_in } from '../browser.mjs'
import { session } from '../hall.mjs'
import { call, invite, serve, slug } from '../server.mjs'
import { AxeBuilder } from '../../../web/node_modules/@axe-core/playwright/dist/index.mjs'

const hostile = ['<script>window.hurt=1</script>', '<img src=x onerror=hurt=1>', `a${'\u0301'.repeat(30)}`, '\u202eabc\u2066 倒过来']
const no_picture = [/503/] // the stream has begun, its picture has not

async function live(stage) {
    const server = await serve(stage)
    const organizer = await session(server, invite(server, 'organizer'))
    await call(server, 'POST', `/api/events/${slug}/stream`, { do: 'start' }, { Cookie: organizer })
    return server
}

async function viewer(stage, server, options) {
    const page = await person(stage, { expected: no_picture, ...options })
    await page.goto(`${server.url}/e/${slug}/live`)
    await page.locator(at('like')).waitFor()
    return page
}

async function staff(stage, link, options) {
    const page = await person(stage, options)
    await sign_in(page, link)
    return page
}

async function clean(page, where) {
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
    equal(violations.map(one => `${one.id} ${one.nodes[0].target}`), [], `axe on ${where}`)
}

async function say(page, words) {
    await page.fill(at('danmaku-text'), words)
    await page.click(at('danmaku-send'))
}

untimed('弹幕 pass the moderator by keyboard, run on the big screen, and go when they are taken away', async stage => {
    const server = await live(stage)
    const sender = await viewer(stage, server, { size: 'phone' })
    const other = await viewer(stage, server)
    const moderator = await staff(stage, server.links.console)
    const screen = await staff(stage, server.links.stage)
    await screen.goto(`${server.url}/e/${slug}/screen`)
    equal(await sender.locator(at('tab-danmaku')).count(), 0, 'there is a tab for 弹幕 that are off')

    await moderator.locator(at('danmaku-open')).waitFor()
    await moderator.keyboard.press('v')
    await moderator.locator(at('mode-before')).check()
    await sender.click(at('tab-danmaku'))
    await other.click(at('tab-danmaku'))
    await say(sender, '画面很清楚')
    await sender.locator('.said').waitFor()
    await moderator.locator(at('danmaku-rows')).getByText('画面很清楚').waitFor()
    equal(await other.locator(at('danmaku-list')).count(), 0, 'words run that nobody has let through')
    await clean(moderator, 'the dialog of 弹幕')
    await moderator.keyboard.press('a')
    await other.locator(at('danmaku-list')).getByText('画面很清楚').waitFor()
    await screen.locator(`${at('screen-danmaku')} .dm`).getByText('画面很清楚').waitFor()
    await sender.locator(`${at('danmaku-list')} .mine`).waitFor()

    await moderator.locator(at('mode-after')).check()
    for (const words of hostile.slice(0, 2)) await say(sender, words) // with the first these are the three that one may send at once
    for (const words of hostile.slice(2)) await say(other, words)
    await screen.locator(`${at('screen-danmaku')} .dm`).first().waitFor()
    await until(async () => await other.locator(`${at('danmaku-list')} li`).count() === 5, 'all words have come')
    for (const page of [sender, other, moderator, screen]) {
        equal(await page.evaluate(() => window.hurt), undefined, `a script ran in ${page.url()}`)
        must(!(await scrolls_sideways(page)), `${page.url()} scrolls sideways`)
    }
    const tall = await other.locator(`${at('danmaku-list')} bdi`).evaluateAll(all => all.map(one => one.textContent).find(words => /^[aá][\u0300-\u036f]*$/.test(words)))
    must(tall.length <= 4, `combining marks pile up: ${tall.length}`)
    await clean(sender, 'the tab of 弹幕')

    await moderator.locator(`${at('danmaku-rows')} li`).filter({ hasText: '画面很清楚' }).getByRole('button', { name: '去掉' }).click()
    await other.locator(at('danmaku-list')).getByText('画面很清楚').waitFor({ state: 'detached' })
    await moderator.locator(at('mode-off')).check()
    await other.locator(at('tab-danmaku')).waitFor({ state: 'detached' })
    await screen.locator(at('screen-danmaku')).waitFor({ state: 'detached' })
    for (const page of [sender, other, moderator, screen]) equal(page.trouble, [], `errors in ${page.url()}`)
})

untimed('likes add up on every page, and the stage says that it has read what it is told', async stage => {
    const server = await live(stage)
    const one = await viewer(stage, server, { size: 'phone' })
    const other = await viewer(stage, server)
    const moderator = await staff(stage, server.links.console)
    const monitor = await staff(stage, server.links.stage, { size: 'full_hd' })
    const screen = await monitor.context().newPage()
    await screen.goto(`${server.url}/e/${slug}/screen`)
    for (let i = 0; i < 7; i++) await one.click(at('like'))
    await other.locator(at('likes')).getByText('7').waitFor()
    await screen.locator(at('screen-likes')).getByText('7').waitFor()
    equal(await one.locator(at('likes')).innerText(), '7', 'who touched sees another sum')

    await moderator.locator(at('tell-stage')).waitFor()
    await moderator.keyboard.press('t')
    await moderator.fill(at('tell-text'), '再答两题就收尾')
    await moderator.keyboard.press('Enter')
    await monitor.locator(at('stage-message')).getByText('再答两题就收尾').waitFor()
    equal(await other.getByText('再答两题就收尾').count() + await screen.getByText('再答两题就收尾').count(), 0, 'others see what the stage is told')
    equal(await moderator.locator(at('stage-read')).count(), 0, 'it is read before anybody touched it')
    await clean(monitor, 'the stage with a message')
    await monitor.keyboard.press('Enter')
    await moderator.locator(at('stage-read')).waitFor()
    await moderator.keyboard.press('t')
    await moderator.click(at('clear-stage'))
    await monitor.locator(at('stage-message')).waitFor({ state: 'detached' })
    for (const page of [one, other, moderator, monitor]) equal(page.trouble, [], `errors in ${page.url()}`)
})

untimed('the question that a moderator chose is next on the stage, whatever the votes say', async stage => {
    const server = await live(stage)
    const asker = await viewer(stage, server)
    const moderator = await staff(stage, server.links.console)
    const monitor = await staff(stage, server.links.stage)
    const row = (name, words) => moderator.locator(at(name)).filter({ hasText: words })
    for (const words of ['第一问？', '第二问？', '第三问？']) {
        await asker.fill(at('ask-text'), words)
        await asker.click(at('ask-send'))
        await row('pending', words).locator('.num').first().click()
        await moderator.keyboard.press('a')
        await row('published', words).waitFor()
    }
    await row('published', '第一问').locator('.num').first().click()
    await moderator.keyboard.press('s')
    await monitor.locator(at('stage-next')).getByText('第二问').waitFor()
    await row('published', '第三问').locator('.num').first().click()
    await moderator.keyboard.press('n')
    await monitor.locator(at('stage-next')).getByText('第三问').waitFor()
    await moderator.locator(at('undo')).filter({ hasText: '3号' }).waitFor() // its answer may come after the notice to others
    await moderator.keyboard.press('z')
    await monitor.locator(at('stage-next')).getByText('第二问').waitFor()
    equal(moderator.trouble, [], 'errors in the console')
})

scenario('the replay runs 弹幕 over the picture they were sent about, unless one switches them off', async stage => {
    const server = await serve(stage, { source: 'test:' })
    const organizer = await session(server, invite(server, 'organizer'))
    const page = await person(stage, { expected: [/503/, /ERR_/] })
    await page.goto(server.links.viewer)
    await page.locator(at('latency')).waitFor({ timeout: 90_000 })
    const moderator = await staff(stage, server.links.console)
    await moderator.locator(at('danmaku-open')).click()
    await moderator.locator(at('mode-after')).check()
    await page.click(at('tab-danmaku'))
    await say(page, '讲得真好')
    const own = page.locator('.player .dm.mine')
    await own.getByText('讲得真好').waitFor()
    const { textShadow, boxShadow } = await own.first().evaluate(one => ({ ...getComputedStyle(one) }))
    must(textShadow !== 'none' && boxShadow !== 'none', 'over a white slide the words cannot be read, or one’s own have no frame')
    const { event } = await call(server, 'GET', `/api/events/${slug}`)
    await until(() => Date.now() - event.live_since > 25_000, 'some of the event', 60_000)
    await call(server, 'POST', `/api/events/${slug}/stream`, { do: 'end' }, { Cookie: organizer })
    let replay
    await until(async () => (replay = await call(server, 'GET', `/api/events/${slug}/replay`)).ready, 'the replay is ready', 60_000)
    const { danmaku } = await call(server, 'GET', `/api/events/${slug}/replay/danmaku?from=0&until=600000`)
    equal(danmaku.map(one => one.text), ['讲得真好'], 'other words are in the replay')
    const { at_ms } = danmaku[0]
    must(at_ms > 0 && at_ms < replay.duration_ms, `${at_ms} is no place in a replay of ${replay.duration_ms} ms`)
    equal((await call(server, 'GET', `/api/events/${slug}/replay/danmaku?from=${at_ms + 1}&until=600000`)).danmaku, [], 'words of before the window')

    const viewer = await person(stage)
    await viewer.goto(`${server.url}/e/${slug}/replay`)
    await viewer.locator(at('play')).click()
    await viewer.locator('.player .dm').getByText('讲得真好').waitFor({ timeout: 60_000 })
    const seen_at = await viewer.evaluate(() => document.querySelector('video').currentTime * 1000)
    must(seen_at >= at_ms && seen_at < at_ms + 10_000, `seen at ${seen_at}, sent at ${at_ms}`)
    await viewer.mouse.move(200, 300)
    await viewer.click(at('danmaku-switch'))
    await viewer.locator('.player .dm').waitFor({ state: 'detached' })
    await viewer.reload()
    await viewer.locator(at('danmaku-switch')).and(viewer.locator('[aria-pressed="false"]')).waitFor({ state: 'attached' })
    equal(viewer.trouble, [], 'errors in the replay')
}, 240_000)
