// Takes docs/pictures/NAME-WIDTH.png of every page in a full hall: real server, real stream, real Chromium.
// `node tests/e2e/pictures.mjs [part of a name] [folder]`.
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Stage, must, until, within } from './check.mjs'
import { at, close_shared, person, sign_in } from './browser.mjs'
import { Feed } from './feed.mjs'
import { delegation, fill, session } from './hall.mjs'
import { call, invite, root, serve, slug } from './server.mjs'
import { shows } from './venue.mjs'

const most_bytes = 12_000_000
const [wanted = '', folder = join(root, 'docs/pictures')] = process.argv.slice(2)
const sizes = { 390: [390, 844], 1280: [1280, 800], 1920: [1920, 1080] }

const playing = page => page.waitForFunction(() => document.querySelector('video')?.currentTime > 3
    && document.querySelector('[data-test="latency"]') && getComputedStyle(document.querySelector('video')).opacity === '1', null, { timeout: 60_000 })

// The lecture shows slides whole and scenes of the hall by turns; a scene is dark at its upper left. Runs in the page.
function shows_hall() {
    const paint = document.createElement('canvas').getContext('2d')
    paint.drawImage(document.querySelector('video'), 0, 0, 160, 90)
    return paint.getImageData(4, 4, 1, 1).data[1] < 80
}

const hall_playing = async page => {
    await playing(page)
    await page.waitForFunction(shows_hall, null, { timeout: 60_000, polling: 200 })
}

async function watch_and_vote(page) {
    await hall_playing(page)
    const vote = page.locator(`${at('question')}.staged ${at('vote')}`)
    const before = await vote.innerText()
    await vote.click()
    await vote.filter({ hasNotText: before }).waitFor()
    await page.mouse.move(1, 1)
}

async function watch_earlier(page) {
    await hall_playing(page)
    await page.keyboard.press('0')
    await page.locator(at('shifted')).waitFor()
    await page.waitForFunction(() => document.querySelector('video').readyState > 2 && document.querySelector('video').currentTime > 1)
    await page.mouse.move(180, 120)
}

async function sound_only(page) {
    await playing(page)
    await page.keyboard.press('a')
    await page.locator(at('sound-still')).waitFor()
}

async function lose_the_line(page) {
    await hall_playing(page)
    await page.context().setOffline(true)
    await page.locator(at('picture-words'), { hasText: '网络断了' }).waitFor()
}

async function watch_replay(page) {
    await page.locator(at('play')).click()
    await page.locator(at('question')).nth(1).locator('.when').click()
    await page.waitForFunction(() => document.querySelector('video').readyState > 2)
    await page.locator(`${at('question')}[aria-current]`).waitFor()
    await page.mouse.move(180, 160)
}

async function name_desk(page) {
    await page.getByRole('button', { name: '1号台' }).click()
    await page.locator(at('arrivals')).locator('visible=true').first().waitFor()
}

async function type_code(page, code, result) {
    await name_desk(page)
    await page.fill(at('code-input'), code)
    await page.press(at('code-input'), 'Enter')
    await page.locator(`${at('result')}[data-result="${result}"]`).waitFor()
}

/** Three guests come while there is no network. */
async function check_in_alone(page, guests) {
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await name_desk(page)
    await page.context().setOffline(true)
    await page.locator(at('offline')).waitFor()
    for (const { name } of guests) {
        await page.fill(at('search'), name)
        await page.locator(at('guest-row')).filter({ hasText: name }).waitFor()
        await page.press(at('search'), 'Enter')
        await page.locator(`${at('result')}[data-result="admitted"]`).waitFor()
        await page.keyboard.press('Escape')
    }
    await page.fill(at('search'), '')
    await page.locator(at('waiting')).filter({ hasText: String(guests.length) }).waitFor()
    await page.mouse.move(1, 1)
}

/** A guest who is in already was let in at a desk that had no network. */
async function see_conflict(page, { registration }) {
    await name_desk(page)
    await page.evaluate(([to, who]) => fetch(to, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(
        { id: `conflict-${Date.now()}`, registration: who, desk: '3号台', scanned_at: Date.now() - 300_000, offline: true, let_in: true, device: 'd3', sequence: 7 }) }),
    [`/api/events/${slug}/check-ins`, registration])
    await page.locator(`${at('conflicts')} summary`).locator('visible=true').first().click()
}

/** What is photographed: {name, path, widths, as?: whose session, dark?, whole?: the page from head to foot, act?: first} */
function shots({ hall, unit, replaced, waiting, replay, trust, closed }, away) {
    const e = `/e/${slug}`
    const both = [390, 1280]
    const desk = { path: `${e}/desk`, as: 'desk', widths: both }
    const organizer = { path: `${e}/organizer`, as: 'organizer' }
    const tab = name => async page => {
        await page.locator(`nav a[href="#${name}"]`).click()
        await page.locator('.skeleton').first().waitFor({ state: 'detached' })
    }
    const unused = [...hall.guests.slice(6, 10)]
    return [
        { name: 'events', path: '/', widths: both, ready: 'main a' },
        { name: 'event', path: e, widths: both, ready: at('register'), whole: true },
        { name: 'event-english', path: `${e}?lang=en`, widths: [390], ready: at('register'), whole: true },
        { name: 'ticket', path: `/ticket/${hall.guests[7].code}`, widths: both, ready: at('ticket-code'), whole: true },
        { name: 'ticket-change', path: `/ticket/${hall.guests[7].code}`, widths: both, ready: at('change'), act: async page => {
            await page.click(at('change'))
            await page.getByRole('dialog').locator('[value="online"]').check({ force: true })
        } },
        { name: 'ticket-data', path: `/ticket/${hall.guests[7].code}`, widths: both, ready: at('ticket-code'), act: page => page.click(at('my-data')), whole: true },
        { name: 'ticket-replaced', path: `/ticket/${replaced}`, widths: [390], ready: 'h1' },
        { name: 'ticket-waiting', path: waiting, widths: [390], ready: at('position') },
        { name: 'delegation', path: unit.path, widths: [390, 1280], ready: at('delegate'), whole: true },
        { name: 'trust', path: trust, widths: both, ready: at('fingerprint'), whole: true },
        { name: 'viewer', path: `${e}/live`, widths: [390, 1280, 1920], ready: at('question'), act: watch_and_vote },
        { name: 'viewer-dark', path: `${e}/live`, widths: both, dark: true, ready: at('question'), act: hall_playing },
        { name: 'viewer-agenda', path: `${e}/live`, widths: [390], ready: at('question'), act: async page => {
            await playing(page)
            await page.click('#tab-agenda')
        } },
        { name: 'viewer-english', path: `${e}/live?lang=en`, widths: [390], ready: at('question'), act: hall_playing },
        { name: 'viewer-shifted', path: `${e}/live`, widths: both, ready: at('question'), act: watch_earlier },
        { name: 'viewer-sound', path: `${e}/live`, widths: both, ready: at('question'), act: sound_only },
        { name: 'viewer-waiting', path: new URL(`${e}/live`, waiting).href, widths: both, ready: `${at('picture-words')} >> text=/开始|开讲/` },
        { name: 'viewer-offline', path: `${e}/live`, widths: both, ready: at('question'), act: lose_the_line },
        { name: 'viewer-ended', path: replay.replace('/replay', '/live'), widths: both, ready: at('to-replay') },
        { name: 'replay', path: replay, widths: [390, 1280, 1920], ready: at('chapter'), act: watch_replay },
        { name: 'replay-dark', path: replay, widths: both, dark: true, ready: at('chapter'), act: watch_replay },
        { name: 'join', path: `/j/${slug}`, widths: both, ready: at('question'), act: playing },
        { name: 'sign-in', path: '/sign-in', widths: both, ready: 'h1' },
        { name: 'desk', ...desk, ready: at('arrivals'), act: name_desk },
        { name: 'desk-search', ...desk, ready: at('arrivals'), act: async page => {
            await name_desk(page)
            await page.fill(at('search'), '上海')
            await page.locator(at('guest-row')).first().waitFor()
        } },
        { name: 'desk-undo', ...desk, act: async page => {
            await name_desk(page)
            await page.getByRole('button', { name: /^撤销.*的签到$/ }).locator('visible=true').first().click()
            await page.getByRole('dialog').getByRole('button', { name: '没有进场' }).click()
        } },
        { name: 'desk-walk-in', ...desk, act: async page => {
            await name_desk(page)
            await page.getByRole('button', { name: '现场补登' }).locator('visible=true').first().click()
            await page.locator(at('walk-in')).click() // what is missing is told
        } },
        { name: 'desk-offline', ...desk, act: page => check_in_alone(page, hall.guests.slice(7, 10)) },
        { name: 'desk-admitted', ...desk, act: page => type_code(page, unused.shift().code, 'admitted') },
        { name: 'desk-already', ...desk, act: page => type_code(page, hall.guests[3].code, 'already_in') },
        { name: 'desk-conflict', ...desk, act: page => see_conflict(page, hall.guests[2]) },
        { name: 'desk-unknown', ...desk, act: page => type_code(page, '2222222222', 'unknown') },
        { name: 'desk-badge', ...desk, widths: both, ready: at('arrivals'), act: async page => {
            await name_desk(page)
            await page.fill(at('search'), hall.guests[2].name)
            await page.locator(at('badge-of')).locator('visible=true').first().click()
            await page.locator(at('print-badge')).waitFor()
        } },
        { name: 'gate', path: closed, widths: both, ready: at('gate') },
        { name: 'console', path: `${e}/console`, as: 'console', widths: both, ready: at('pending') },
        { name: 'stage', path: `${e}/stage`, as: 'stage', widths: [390, 1280, 1920], ready: at('stage-question') },
        { name: 'screen', path: `${e}/screen`, as: 'stage', widths: [390, 1280, 1920], ready: at('screen-question') },
        { name: 'organizer', ...organizer, widths: [390, 1280, 1920], ready: at('next-segment') },
        { name: 'organizer-agenda', ...organizer, widths: both, ready: at('next-segment'), act: tab('agenda') },
        { name: 'organizer-registration', ...organizer, widths: both, ready: at('next-segment'), act: tab('registration'), whole: true },
        { name: 'import', path: `${e}/import`, as: 'organizer', widths: both, ready: at('drop'), act: preview_list, whole: true },
        { name: 'organizer-delegations', ...organizer, widths: both, ready: at('next-segment'), act: tab('delegations') },
        { name: 'organizer-messages', ...organizer, widths: both, ready: at('next-segment'), act: tab('messages') },
        { name: 'organizer-staff', ...organizer, widths: both, ready: at('next-segment'), act: tab('staff') },
        { name: 'organizer-doors', ...organizer, widths: both, ready: at('next-segment'), act: tab('doors') },
        { name: 'viewer-slate', path: `${e}/live`, widths: both, ready: at('question'), act: away }, // last: the source stays away
    ]
}

const late = { attendance: 'in_person', name: '钱文博', phone: '13916027735', organization: '上海市质量协会', consent: true }

/** Somebody on the waiting list of another server, whose one seat is taken: the address of the ticket. */
async function waiting_ticket(stage) {
    const server = await serve(stage, { seats: 1 })
    await call(server, 'POST', `/api/events/${slug}/registrations`, { ...late, id: 'first', name: '林一帆' })
    return (await call(server, 'POST', `/api/events/${slug}/registrations`, { ...late, id: 'second' })).ticket.url
}

/** The page that shows how to trust a server which made its certificate itself. */
async function trust_address(stage) {
    const server = await serve(stage, { tls: true })
    return `${server.url}/trust`
}

/** The live page of an event that asks for a password. */
async function closed_address(stage) {
    const server = await serve(stage)
    const cookie = await session(server, server.links.organizer)
    await call(server, 'PUT', `/api/events/${slug}/access`, { version: 1, kind: 'password', password: '质量强国2020' }, { Cookie: cookie })
    return `${server.url}/e/${slug}/live`
}

const list = '活动报名名单\n姓名,手机,单位,职务\n林一帆,13817264471,上海老字号研究会,副秘书长\n周敏,1381726,上海市质量协会,\n,13900001111,百联集团,店长\n古丽娜尔·买买提江,13800138009,上海申通地铁集团有限公司,质量经理\n'

/** A list with two rows that are not right, as far as the preview. */
async function preview_list(page) {
    await page.locator('input[type="file"]').setInputFiles({ name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.from(list) })
    await page.locator(at('preview')).waitFor()
}

/** The source goes away: what is on the air then. */
async function see_slate(page, { server, hall }) {
    const slate = shows(server, 'slate')
    const { source } = await call(server, 'GET', `/api/events/${slug}/source`, undefined, { Cookie: hall.organizer })
    if (!source.startsWith('srt:')) {
        const nobody = { source: 'srt://0.0.0.0:9009?mode=listener', secret: 'nobody-knows-this' }
        await call(server, 'PUT', `/api/events/${slug}/source`, nobody, { Cookie: hall.organizer })
        await slate()
    }
    await playing(page)
    const seen = await page.evaluate(() => document.querySelector('video').currentTime)
    await page.waitForFunction(to => document.querySelector('video').currentTime > to, seen + 4) // the picture is behind
}

/** A third server, whose event is over: the address of its replay. */
async function replay_address(stage) {
    const server = await serve(stage, { source: 'test:' })
    const page = await person(stage, { expected: [/503/] })
    await page.goto(server.links.viewer)
    await playing(page)
    const hall = await fill(server)
    const { event } = await call(server, 'GET', `/api/events/${slug}`)
    const later = async seconds => page.waitForFunction(to => document.querySelector('video').currentTime > to,
        seconds + await page.evaluate(() => document.querySelector('video').currentTime), { timeout: 90_000 })
    const moderator = await Feed.open(server, hall.organizer, 'organizer')
    for (const [i, segment] of event.agenda.slice(2, 6).entries()) {
        await later(12)
        await call(server, 'POST', `/api/events/${slug}/segments/${segment.id}/start`, {}, { Cookie: hall.organizer })
        await later(6)
        await moderator.send('stage', { question: hall.questions[2 + i].id })
    }
    await later(12)
    await call(server, 'POST', `/api/events/${slug}/stream`, { do: 'end' }, { Cookie: hall.organizer })
    moderator.close()
    hall.close()
    await until(async () => (await call(server, 'GET', `/api/events/${slug}/replay`)).ready, 'the replay', 60_000)
    await page.context().close()
    return `${server.url}/e/${slug}/replay`
}

/** The demo hall in the first talk, and the sessions of its staff. */
async function full_hall(stage) {
    const server = await serve(stage, { source: 'test:' })
    const organizer = await person(stage)
    await sign_in(organizer, server.links.organizer) // stays open, so that its curve has something to tell
    const hall = await fill(server)
    const { event } = await call(server, 'GET', `/api/events/${slug}`)
    for (const one of event.agenda.slice(2, 4))
        await call(server, 'POST', `/api/events/${slug}/segments/${one.id}/start`, {}, { Cookie: hall.organizer })
    const unit = await delegation(server, hall.organizer)
    const replaced = hall.guests[9].code
    await call(server, 'POST', `/api/tickets/${replaced}/replace`, { id: 'pictures' })
    const cookies = { organizer: await organizer.context().cookies() }
    for (const [name, link] of [['desk', invite(server, 'desk', '刘洋')], ['console', server.links.console], ['stage', server.links.stage]]) {
        const page = await person(stage)
        await sign_in(page, link)
        cookies[name] = await page.context().cookies()
        await page.context().close()
    }
    return { server, hall, unit, replaced, organizer, cookies, waiting: await waiting_ticket(stage), replay: await replay_address(stage), trust: await trust_address(stage), closed: await closed_address(stage) }
}

async function take(stage, shot, width, { server, cookies, organizer }) {
    const own = shot.name !== 'organizer'
    const page = own ? await person(stage, { dark: shot.dark, expected: [/503|410|403|ERR_INTERNET_DISCONNECTED/] }) : organizer
    const [wide, high] = sizes[width]
    await page.setViewportSize({ width: wide, height: high })
    if (shot.as && own) await page.context().addCookies(cookies[shot.as])
    if (own) await page.goto(new URL(shot.path, server.url).href)
    if (shot.ready) await page.locator(shot.ready).locator('visible=true').first().waitFor()
    await page.evaluate(() => document.fonts.ready)
    await shot.act?.(page)
    const path = join(folder, `${shot.name}-${width}.png`)
    await page.screenshot({ path, fullPage: shot.whole ?? false, animations: 'disabled', caret: 'hide' })
    if (page.trouble.length) console.log(`  ${shot.name}-${width}: ${page.trouble.join(' | ')}`)
    if (own) await page.context().close()
    return path
}

const stage = new Stage()
let failed = 0
try {
    mkdirSync(folder, { recursive: true })
    const made = await full_hall(stage)
    const away = page => see_slate(page, made)
    for (const shot of shots(made, away).filter(({ name }) => name.includes(wanted)))
        for (const width of shot.widths)
            await within(120_000, take(stage, shot, width, made), `${shot.name}-${width}`).then(
                path => console.log(`${path} ${Math.round(statSync(path).size / 1000)} kB`),
                error => {
                    failed++
                    console.log(`ERROR: ${shot.name}-${width}: ${error.message.split('\n').slice(0, 3).join(' ')}`)
                })
    made.hall.close()
    const all = readdirSync(folder).filter(name => name.endsWith('.png')).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
    console.log(`${(all / 1e6).toFixed(1)} MB of pictures`)
    must(all < most_bytes, `the pictures are larger than ${most_bytes} bytes together`)
} finally {
    await stage.close()
    await close_shared()
}
process.exitCode = failed ? 1 : 0
