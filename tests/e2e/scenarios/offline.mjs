// The desk without a network: the page opens by its service worker, the roster is on the device, scans are kept and sent later.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { equal, must, scenario, until, untimed } from '../check.mjs'
import { at, open_browser, person, scratch, sign_in } from '../browser.mjs'
import { camera_file } from '../ffmpeg.mjs'
import { call, invite, serve, slug } from '../server.mjs'

const minute = 60_000

/** Rows of the server's own database file. */
function rows(server, sql) {
    return JSON.parse(execFileSync('sqlite3', ['-json', '-readonly', join(server.data, 'jiangtang.db'), sql], { encoding: 'utf8' }) || '[]')
}

/** Registers people for the hall. → the address that each one's QR code holds */
async function guests(server, n) {
    const found = []
    for (let i = 0; i < n; i++) {
        const { ticket } = await call(server, 'POST', `/api/events/${slug}/registrations`,
            { id: `off-${i}`, attendance: 'in_person', name: `来宾${i}`, phone: String(13800000000 + i), consent: true })
        found.push((await call(server, 'GET', `/api/tickets/${ticket.code}`)).ticket.signed_url)
    }
    return found
}

/** A desk of its own, whose clock is wrong by `wrong_ms`; ready to lose the network. */
async function open_desk(stage, server, name, { wrong_ms = 0, ...more } = {}) {
    const page = await person(stage, { ...more, expected: [/ERR_|Failed to load|WebSocket|the server responded|net::/i] })
    await page.addInitScript(by => {
        const right = Date.now
        Date.now = () => right() + by
    }, wrong_ms)
    await sign_in(page, invite(server, 'desk', `${name}的人`))
    await page.getByRole('button', { name }).click()
    await page.locator(at('arrivals')).first().waitFor()
    await keeps_all(page)
    return page
}

/** Waits until the page's files and the roster are on the device. */
async function keeps_all(page) {
    await page.evaluate(() => navigator.serviceWorker.ready.then(one => one.active.state))
    await until(() => page.evaluate(async () => {
        const open = await new Promise(resolve => { const asked = indexedDB.open('jiangtang'); asked.onsuccess = () => resolve(asked.result) })
        if (!open.objectStoreNames.contains('desk')) return false
        const keys = await new Promise(resolve => { const asked = open.transaction('desk').objectStore('desk').getAllKeys(); asked.onsuccess = () => resolve(asked.result) })
        open.close()
        return keys.some(key => String(key).endsWith('/memory'))
    }), 'the roster on the device', 15_000)
}

async function lose_network(page) {
    await page.context().setOffline(true)
}

async function reload(page) {
    await page.reload()
    await page.locator(at('arrivals')).first().waitFor()
    await page.locator(at('offline')).waitFor()
}

/** What the code field is given; → the result on the screen, put away again. */
async function scan(page, text) {
    await page.fill(at('code-input'), text)
    await page.press(at('code-input'), 'Enter')
    const shown = page.locator(at('result'))
    await shown.waitFor()
    const result = await shown.getAttribute('data-result')
    await page.keyboard.press('Escape')
    await shown.waitFor({ state: 'detached' })
    return result
}

async function waits(page, n) {
    await until(async () => await page.locator(at('waiting')).innerText().catch(() => '') === String(n), `${n} scans that wait`)
}

scenario('three desks without a network, with wrong clocks and reloaded, lose no scan, and every guest is counted once', async stage => {
    const server = await serve(stage, { seats: 400 })
    const tickets = await guests(server, 360)
    const folder = scratch(stage)
    const holder = await person(stage, { size: 'phone' })
    await holder.goto(tickets[0])
    await holder.locator('.ticket .qr').first().screenshot({ path: join(folder, 'ticket.png') })
    camera_file(join(folder, 'ticket.png'), join(folder, 'camera.mjpeg'))
    const own = await open_browser(['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream',
        `--use-file-for-fake-video-capture=${join(folder, 'camera.mjpeg')}`])
    stage.keep(own, () => own.close())

    // 140 + 140 + 120 scans; 20 guests come to the first and the second desk, 20 others to the second and the third.
    const desks = [
        { page: await open_desk(stage, server, '1号台', { wrong_ms: 10 * minute }), guests: tickets.slice(1, 140) },
        { page: await open_desk(stage, server, '2号台', { wrong_ms: -10 * minute }), guests: tickets.slice(120, 260) },
        { page: await open_desk(stage, server, '3号台'), guests: tickets.slice(240, 360) },
    ]
    const with_camera = await open_desk(stage, server, '4号台', { within: own })
    const began = Date.now()
    for (const page of [...desks.map(one => one.page), with_camera]) await lose_network(page)
    await server.stop('SIGKILL')

    await with_camera.context().grantPermissions(['camera'])
    await reload(with_camera) // the page by its service worker, the camera by its permission
    await with_camera.locator(`${at('result')}[data-result="admitted"]`).getByText('来宾0', { exact: true }).waitFor()
    await waits(with_camera, 1)

    await Promise.all(desks.map(async ({ page, guests: mine }) => {
        await reload(page)
        const half = Math.floor(mine.length / 2)
        for (const text of mine.slice(0, half)) equal(await scan(page, text), 'admitted', 'without a network')
        equal(await scan(page, mine[0]), 'already_in', 'the same ticket at the same desk')
        await reload(page)
        await waits(page, half + 1)
        for (const text of mine.slice(half)) equal(await scan(page, text), 'admitted', 'after a reload')
        equal(await scan(page, mine[0].replace(/.$/, last => (last === 'A' ? 'Q' : 'A'))), 'unknown', 'an altered signature')
    }))

    // Answers are lost on their way, and the server with them, once.
    for (const { page } of desks) {
        await page.context().route('**/check-ins', async route => {
            const answer = await route.fetch().catch(() => undefined)
            if (Math.random() < 0.15 || !answer) await route.abort().catch(() => {})
            else await route.fulfill({ response: answer }).catch(() => {})
        })
    }
    await server.start()
    for (const page of [...desks.map(one => one.page), with_camera]) await page.context().setOffline(false)
    await until(() => rows(server, 'SELECT 1 FROM check_in').length > 60, 'the first scans', 60_000)
    await server.stop('SIGKILL')
    await server.start()
    for (const { page } of desks) await page.evaluate(() => window.dispatchEvent(new Event('online')))
    for (const { page } of desks) {
        await until(async () => (await page.locator(at('arrivals')).first().innerText()).startsWith('360'), 'the same count at every desk', 150_000)
        await until(async () => await page.locator(at('conflict-count')).innerText().catch(() => '') === '40', 'forty conflicts at every desk', 20_000)
    }
    await until(() => rows(server, 'SELECT 1 FROM offline_scan').length >= 406, 'the last scans', 30_000)
    const scans = rows(server, 'SELECT c.*, o.device, o.sequence, o.let_in, o.conflict FROM check_in c JOIN offline_scan o ON o.check_in = c.id')
    equal(scans.filter(one => one.let_in).length, 400, 'guests let in')
    // The ticket stays before the camera, which may read it once more when the machine is slow.
    const seen_again = scans.filter(one => one.desk === '4号台' && one.result === 'already_in')
    equal(scans.filter(one => !one.let_in && !seen_again.includes(one)).map(one => one.result).sort(), ['already_in', 'already_in', 'already_in', 'unknown', 'unknown', 'unknown'], 'the others')
    equal(new Set(scans.map(one => `${one.device} ${one.sequence}`)).size, 406 + seen_again.length, 'every scan once')
    equal(scans.filter(one => one.result === 'admitted').length, 360, 'people')
    equal(scans.filter(one => one.conflict).length, 40, 'conflicts')
    const early = Math.min(...scans.map(one => one.scanned_at)), late = Math.max(...scans.map(one => one.scanned_at))
    must(early >= began - minute && late <= Date.now() + minute, `scans are told in the server's time: ${began - early} ms, ${late - Date.now()} ms`)
    for (const { page } of desks) equal(page.trouble, [], 'errors at a desk')
}, 420_000) // alone: a desk decides after a time

untimed('without a network people are found, registered and taken back, and the server has it all when it is there again', async stage => {
    const server = await serve(stage, { seats: 5 })
    for (const [i, name] of ['林一帆', '单文', '周敏'].entries())
        await call(server, 'POST', `/api/events/${slug}/registrations`, { id: `find-${i}`, attendance: 'in_person', name, phone: String(13800000000 + i), consent: true })
    const desk = await open_desk(stage, server, '1号台')
    await lose_network(desk)
    await server.stop('SIGKILL')
    await reload(desk)
    const result = desk.locator(at('result'))
    const see = async (kind, words) => {
        await result.and(desk.locator(`[data-result="${kind}"]`)).getByText(words).last().waitFor()
        await desk.keyboard.press('Escape')
        await result.waitFor({ state: 'detached' })
    }
    for (const [query, name] of [['lyf', '林一帆'], ['單文', '单文'], ['0002', '周敏']]) {
        await desk.fill(at('search'), query)
        await desk.locator(at('guest-row')).filter({ hasText: name }).waitFor()
        equal(await desk.locator(at('guest-row')).count(), 1, `found for ${query}`)
        await desk.press(at('search'), 'Enter')
        await see('admitted', name)
    }
    await desk.fill(at('search'), '')
    await desk.getByRole('button', { name: '现场补登' }).locator('visible=true').first().click()
    const form = desk.getByRole('dialog', { name: '现场补登' })
    must((await form.locator(at('purpose')).innerText()).includes('活动结束90天后自动删除'), 'the guest is told for how long the name is kept')
    await form.locator('[name="name"]').fill('古丽娜尔')
    await form.locator('[name="consent"]').check({ force: true })
    await form.locator(at('walk-in')).click()
    await see('admitted', '古丽娜尔')
    await desk.getByRole('button', { name: '撤销单文的签到' }).locator('visible=true').first().click()
    const undo = desk.getByRole('dialog', { name: '撤销单文的签到' })
    await undo.getByRole('button', { name: '认错了人' }).click()
    await undo.locator(at('undo')).click()
    await undo.waitFor({ state: 'detached' })
    await reload(desk) // four scans and the undo are on the device
    await waits(desk, 5)
    equal((await desk.locator(at('arrivals')).first().innerText()).split(/\s/)[0], '3', 'in the room, as this desk knows it')

    await server.start()
    await desk.context().setOffline(false)
    await until(() => rows(server, 'SELECT 1 FROM check_in_undo').length === 1, 'the undo', 30_000)
    equal(rows(server, `SELECT r.name, c.result FROM check_in c JOIN registration r ON r.id = c.registration ORDER BY c.scanned_at`).map(one => `${one.name} ${one.result}`),
        ['林一帆 admitted', '单文 undone', '周敏 admitted', '古丽娜尔 admitted'], 'what the server has')
    equal(rows(server, "SELECT count(*) AS n FROM seat WHERE registration IS NOT NULL")[0].n, 4, 'seats taken')
    await desk.locator(at('offline')).waitFor({ state: 'detached' })
    await until(async () => (await desk.locator(at('arrivals')).first().innerText()).startsWith('3'), 'the count')
    equal(desk.trouble, [], 'errors at the desk')
})
