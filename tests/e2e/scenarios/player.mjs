// The player: back in time and to the hall again, sound alone, keys, a line that breaks, and the replay.
import { equal, must, scenario, until } from '../check.mjs'
import { at, person } from '../browser.mjs'
import { fill } from '../hall.mjs'
import { call, serve, slug } from '../server.mjs'
import { relay } from '../wire.mjs'

const lost = [/503/, /ERR_/, /WebSocket/] // what Chromium says of a line that was cut on purpose

/** The addresses a page asks for, as they are asked for. */
function requests_of(page) {
    const asked = []
    page.on('request', request => asked.push(new URL(request.url()).pathname))
    return asked
}

const time_of = page => page.evaluate(() => document.querySelector('video').currentTime)

/** Waits until the picture (or the sound) has gone on by a second. */
async function moves(page, ms = 20_000) {
    const from = await time_of(page)
    await page.waitForFunction(before => Math.abs(document.querySelector('video').currentTime - before) > 1, from, { timeout: ms })
}

async function watch(stage, address, options = {}) {
    const page = await person(stage, { expected: lost, ...options })
    const asked = requests_of(page)
    await page.goto(address)
    await page.locator(at('latency')).waitFor({ timeout: 90_000 })
    await moves(page)
    return { page, asked }
}

const seconds_of = text => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
const link_time = seconds => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`

scenario('a viewer goes back to the beginning, watches faster, and returns to the hall', async stage => {
    const server = await serve(stage, { source: 'test:' })
    const { page, asked } = await watch(stage, server.links.viewer)
    const { event } = await call(server, 'GET', `/api/events/${slug}`)
    await until(() => Date.now() - event.live_since > 30_000, 'half a minute of the event', 60_000)

    await page.keyboard.press('0')
    await page.locator(at('shifted')).waitFor()
    await moves(page)
    must(asked.some(path => path.endsWith('/index.event.m3u8')), 'the playlist of the whole event was not asked for')
    const shown = (await page.locator(at('shifted')).innerText()).match(/\d+:\d+:\d+/)[0]
    const began = new Date(event.live_since + 8 * 3_600_000).toISOString().slice(11, 19)
    must(Math.abs(seconds_of(shown) - seconds_of(began)) < 12, `it shows ${shown}, the event began at ${began}`)
    equal(await page.locator('.live').count(), 0, 'the sign of live over an old picture')

    await page.keyboard.press('>')
    equal(await page.evaluate(() => document.querySelector('video').playbackRate), 1.25, 'the speed after ">"')

    const before = await page.locator(at('shift')).inputValue()
    await page.reload()
    await page.locator(at('shifted')).waitFor({ timeout: 30_000 })
    await moves(page)
    must(Math.abs(await page.locator(at('shift')).inputValue() - before) < 20_000, 'a reload loses the place')

    await page.locator(at('go-live')).click()
    await page.locator('.live').waitFor()
    await page.waitForFunction(() => /\d/.test(document.querySelector('[data-test="latency"]')?.innerText ?? '')
        && Number(document.querySelector('[data-test="latency"]').innerText.replace(/\D/g, '')) < 8, null, { timeout: 30_000 })
    await moves(page)
    equal(page.trouble, [], 'errors in the page')
}, 180_000)

scenario('one who has gone back sees the rest after the end, and then the way to the replay', async stage => {
    const server = await serve(stage, { source: 'test:' })
    const { page } = await watch(stage, server.links.viewer)
    const hall = await fill(server)
    stage.keep(hall, () => hall.close())
    const { event } = await call(server, 'GET', `/api/events/${slug}`)
    await until(() => Date.now() - event.live_since > 25_000, 'some of the event', 60_000)
    await page.keyboard.press('0')
    await page.locator(at('shifted')).waitFor()
    await moves(page)
    await call(server, 'POST', `/api/events/${slug}/stream`, { do: 'end' }, { Cookie: hall.organizer })
    await page.locator(at('shifted')).waitFor()
    await moves(page)
    await page.locator(at('to-replay')).waitFor({ timeout: 90_000 }) // it has played to its end
    await page.locator(at('to-replay')).click()
    await page.locator(at('timeline')).waitFor()
    equal(page.trouble, [], 'errors in the page')
}, 240_000)

scenario('the sound alone fetches no picture, and the picture comes back', async stage => {
    const server = await serve(stage, { source: 'test:' })
    const { page, asked } = await watch(stage, server.links.viewer)
    await page.locator(at('sound-only')).click()
    await page.locator(at('sound-still')).waitFor()
    await moves(page)
    asked.length = 0
    await moves(page)
    await moves(page)
    must(asked.some(path => path.includes('/audio/')), 'no sound was asked for')
    equal(asked.filter(path => path.includes('/video')), [], 'pictures asked for while only the sound is wanted')
    await page.keyboard.press('a')
    await page.locator(at('sound-still')).waitFor({ state: 'detached' })
    await page.waitForFunction(() => document.querySelector('video').videoWidth > 0)
    await moves(page)
    equal(page.trouble, [], 'errors in the page')
}, 120_000)

scenario('the player is played with keys, and says which', async stage => {
    const server = await serve(stage, { source: 'test:' })
    const { page } = await watch(stage, server.links.viewer)
    const video = what => page.evaluate(name => document.querySelector('video')[name], what)
    await page.keyboard.press('?')
    await page.locator(at('key-help')).waitFor()
    await page.keyboard.press('Escape')
    await page.locator(at('key-help')).waitFor({ state: 'detached' })
    await page.keyboard.press('m')
    await page.waitForFunction(() => !document.querySelector('video').muted)
    await page.keyboard.press('k')
    equal(await video('paused'), true, 'paused after "k"')
    await page.keyboard.press(' ')
    await moves(page)
    await page.locator('.live').waitFor()
    const [edge, pressed_at] = [await time_of(page), Date.now()]
    await page.keyboard.press('ArrowLeft')
    await page.waitForFunction(before => document.querySelector('video').currentTime < before - 3, edge + (Date.now() - pressed_at) / 1000)
    await page.locator(at('go-live')).waitFor()
    await moves(page)
    await page.keyboard.press('ArrowRight')
    await page.locator('.live').waitFor()
    await page.keyboard.press('f')
    await page.waitForFunction(() => document.fullscreenElement?.classList.contains('player'))
    await page.keyboard.press('f')
    await page.waitForFunction(() => !document.fullscreenElement)
    await page.locator(`${at('quality')} > button`).focus()
    await page.keyboard.press('Enter')
    await page.locator('[role="menuitemradio"]').first().waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Escape')
    equal(await page.locator('[role="menu"]').count(), 0, 'menus after Escape')
    equal(page.trouble, [], 'errors in the page')
}, 120_000)

scenario('a line that breaks for twelve seconds is mended without a reload', async stage => {
    const server = await serve(stage, { source: 'test:' })
    const line = await relay(stage, server)
    const { page } = await watch(stage, server.links.viewer.replace(server.url, line.url))
    await page.evaluate(() => { window.same_page = true })
    line.cut()
    const cut_at = Date.now()
    await page.locator('.player [role="status"] b').waitFor({ timeout: 30_000 })
    await until(() => Date.now() - cut_at > 12_000, 'twelve seconds', 15_000)
    const stopped = await time_of(page)
    line.mend()
    const mended_at = Date.now()
    await page.waitForFunction(before => document.querySelector('video').currentTime > before + 0.3, stopped, { timeout: 20_000 })
    const took = (Date.now() - mended_at) / 1000
    console.log(`      the picture goes on after ${took.toFixed(1)} s`)
    must(took < 6, `the picture goes on after ${took} s`)
    must(await page.evaluate(() => window.same_page), 'the page was loaded again')
    await page.locator(at('latency')).waitFor()
    await page.waitForFunction(() => Number(document.querySelector('[data-test="latency"]').innerText.replace(/\D/g, '')) <= 4, null, { timeout: 30_000 })
    equal(page.trouble, [], 'errors in the page')
}, 150_000)

scenario('the replay jumps to a chapter and to a question, and opens where a link says', async stage => {
    const server = await serve(stage, { source: 'test:' })
    const { page } = await watch(stage, server.links.viewer)
    const hall = await fill(server)
    stage.keep(hall, () => hall.close())
    const { event } = await call(server, 'GET', `/api/events/${slug}`)
    for (const segment of event.agenda.slice(2, 4)) {
        await moves(page)
        await call(server, 'POST', `/api/events/${slug}/segments/${segment.id}/start`, {}, { Cookie: hall.organizer })
    }
    await moves(page)
    await moves(page)
    await call(server, 'POST', `/api/events/${slug}/stream`, { do: 'end' }, { Cookie: hall.organizer })
    await page.locator(at('to-replay')).waitFor({ timeout: 60_000 })
    await page.context().close()

    const viewer = await person(stage)
    await viewer.goto(`${server.url}/e/${slug}/replay`)
    await viewer.locator(at('play')).click()
    await moves(viewer)
    const chapter = viewer.locator(at('chapter')).last()
    const begins = seconds_of(await chapter.locator('.when').innerText())
    await chapter.locator('.when').click()
    await viewer.waitForFunction(to => Math.abs(document.querySelector('video').currentTime - to) < 3, begins)
    await viewer.locator(`${at('chapter')}[aria-current]`, { hasText: await chapter.locator('h3').innerText() }).waitFor()
    await moves(viewer)
    const question = viewer.locator(at('question')).first()
    const asked = seconds_of(await question.locator('.when').innerText())
    await question.locator('.when').click()
    await viewer.waitForFunction(to => Math.abs(document.querySelector('video').currentTime - to) < 3, asked)
    await viewer.keyboard.press('>')
    equal(await viewer.evaluate(() => document.querySelector('video').playbackRate), 1.25, 'the speed after ">"')

    const other = await person(stage)
    await other.goto(`${server.url}/e/${slug}/replay?t=${link_time(begins + 1)}`)
    await other.waitForFunction(to => Math.abs(document.querySelector('video')?.currentTime - to) < 1.5, begins + 1)

    await other.locator(at('toggle')).focus()
    await other.keyboard.press('k')
    await other.keyboard.press('End')
    const again = other.getByRole('button', { name: '再看一遍' })
    await again.waitFor()
    await again.click()
    await other.waitForFunction(end => document.querySelector('video').currentTime < end, begins)
    await moves(other)
    equal([...viewer.trouble, ...other.trouble], [], 'errors in the pages')
}, 240_000)
