// What people type is words and nothing else, on every page that shows it.
import { equal, must, until, untimed } from '../check.mjs'
import { at, person, sign_in } from '../browser.mjs'
import { Feed } from '../feed.mjs'
import { session } from '../hall.mjs'
import { hostile_guests, hostile_viewers, hostile_words, how_many_run } from '../hostile.mjs'
import { mail_server } from '../mail_server.mjs'
import { end_stream, replay_of } from '../recording.mjs'
import { call, invite, serve, slug } from '../server.mjs'

const short = hostile_words.filter(one => one.length <= 40) // for fields that take no more
const no_stream = [/503|ERR_|404|410/] // the picture is not what this is about

async function on(stage, server, path, link) {
    const page = await person(stage, { expected: no_stream })
    await page.addInitScript(() => { window.__ran = 0 })
    if (link) await sign_in(page, link)
    await page.goto(server.url + path)
    return page
}

async function asks(stage, server, name, person_number) {
    const { cookie } = await call(server, 'POST', `/api/events/${slug}/viewers`, { name, from: person_number % 2 ? 'online' : 'hall' })
    const feed = await Feed.open(server, cookie)
    stage.keep(feed, () => feed.close())
    return feed
}

/** Nothing ran, nothing tried to, and the words are there to be read. */
async function only_words(page, where, shown) {
    if (shown) await until(async () => (await page.locator('body').innerText()).includes(shown), `${where} shows ${shown}`, 20_000)
    await page.evaluate(() => new Promise(done => { // a picture that fails later than any before it
        const probe = new Image()
        probe.onerror = () => requestAnimationFrame(done)
        probe.src = '/none.png'
    }))
    equal(await page.evaluate(() => window.__ran), 0, `a script ran on ${where}`)
    equal(await page.locator('img[src="x"], script:not([src]):not([type]), [onerror], [onload], iframe, base, form[action^="javascript"]').count(), 0, `words became elements on ${where}`)
    equal(page.trouble, [], `what the pages said on ${where}`)
}

function html_of(mail) {
    const part = mail.indexOf('Content-Type: text/html')
    must(part >= 0, 'a mail has no HTML')
    const from = mail.indexOf('\n\n', part)
    return Buffer.from(mail.slice(from, mail.indexOf('\n--', from)), 'base64').toString()
}

untimed('the words that would run as scripts do run where a page takes them for HTML', async stage => {
    const bare = await person(stage, { expected: [/./] })
    must(hostile_words.length >= 60, 'there are fewer than sixty')
    const ran = await how_many_run(bare)
    must(ran >= 30, `only ${ran} of ${hostile_words.length} ran: they prove nothing`)
})

untimed('no name and no question runs as a script on any page', async stage => {
    const post = await mail_server(stage)
    const server = await serve(stage, { source: 'test:', tables: `[mail]\nurl = "${post.url}"\nfrom = "质量大讲堂 <noreply@hall.test>"\nstarttls = false` })
    const organizer = await session(server, invite(server, 'organizer', hostile_guests[0]))
    const staff = (method, path, body) => call(server, method, `/api/events/${slug}${path}`, body, { Cookie: organizer })
    const guests = []
    for (const [i, name] of hostile_guests.entries())
        guests.push(await call(server, 'POST', `/api/events/${slug}/registrations`, {
            id: `hostile-${i}`, attendance: i % 2 ? 'online' : 'in_person', name, phone: `1380013800${i}`, consent: true, email: `guest${i}@guest.test`,
            organization: short[i + 8], title: short[i + 20],
        }))
    await staff('POST', '/delegations', { id: 'hostile-unit', name: hostile_words[14], quota: 3 })
    const moderator = await Feed.open(server, organizer, 'organizer')
    stage.keep(moderator, () => moderator.close())
    await staff('PUT', '/words', { version: 1, words: [{ text: '</title>', effect: 'hold' }] })
    await moderator.send('switch_danmaku', { mode: 'after' })

    const pages = {
        viewer: await on(stage, server, `/e/${slug}/live`), console: await on(stage, server, `/e/${slug}/console`, server.links.console),
        stage: await on(stage, server, `/e/${slug}/stage`, server.links.stage), screen: await on(stage, server, `/e/${slug}/screen`, invite(server, 'speaker')),
    }
    await pages.stage.locator('main').first().waitFor()
    const askers = await Promise.all(hostile_viewers.map((name, i) => asks(stage, server, name, i)))
    const questions = []
    for (const [i, text] of hostile_words.entries()) questions.push((await askers[i % askers.length].send('ask', { text })).question)
    for (const [i, feed] of askers.entries()) await feed.send('danmaku', { text: short[i] })
    await moderator.send('tell_stage', { text: hostile_words[15] })
    await pages.console.locator(at('pending')).nth(50).waitFor({ state: 'attached' })
    await only_words(pages.console, 'the console, to review', hostile_words[0])

    // each of them once on stage: large on the stage, on the big screen, first in the viewers' list, and in the replay
    for (const [i, { id }] of questions.slice(0, 70).entries()) {
        await moderator.send('stage', { question: id })
        if (i % 7 === 0) await moderator.send('reply', { question: id, text: hostile_words[(i + 5) % hostile_words.length] })
        if (i % 10 === 0) await pages.stage.locator(at('stage-question')).getByText(hostile_words[i].slice(0, 8)).first().waitFor()
    }
    for (const { id } of questions.slice(70, 75)) await moderator.send('approve', { question: id })
    await moderator.send('edit', { question: questions[71].id, text: hostile_words[1] })
    await moderator.send('reject', { question: questions[75].id, reason: hostile_words[2] })
    await moderator.send('mute', { viewer: await asker_of_first(server, organizer) })

    await only_words(pages.viewer, 'the viewer\'s page', hostile_words[1])
    await pages.viewer.click(at('tab-danmaku'))
    await only_words(pages.viewer, 'the viewer\'s 弹幕')
    await pages.console.locator(at('published')).first().click()
    await pages.console.keyboard.press('h')
    await pages.console.keyboard.press('e')
    await only_words(pages.console, 'the console')
    await only_words(pages.stage, 'the stage', hostile_words[15])
    await only_words(pages.screen, 'the big screen', hostile_words[69])

    const desk = await on(stage, server, `/e/${slug}/desk`, invite(server, 'desk', hostile_guests[1]))
    await desk.getByRole('button', { name: '1号台' }).click()
    await desk.fill(at('search'), '13')
    await desk.fill(at('search'), '8001')
    await desk.fill(at('search'), 'img')
    await desk.locator(at('guest-row')).first().waitFor()
    await only_words(desk, 'the desk\'s search', hostile_guests[0])
    await desk.fill(at('code-input'), guests[0].ticket.code)
    await desk.press(at('code-input'), 'Enter')
    await desk.locator(at('result')).waitFor()
    await only_words(desk, 'the desk', hostile_guests[0])

    for (const i of [0, 3]) {
        const ticket = await on(stage, server, new URL(guests[i].ticket.url).pathname)
        await only_words(ticket, 'the ticket', hostile_guests[i])
    }
    const office = await on(stage, server, `/e/${slug}/organizer`, server.links.organizer)
    const shown = { delegations: hostile_words[14], staff: hostile_guests[1] }
    for (const tab of ['now', 'agenda', 'registration', 'delegations', 'staff', 'messages', 'doors']) {
        await office.goto(`${server.url}/e/${slug}/organizer#${tab}`)
        await office.reload()
        await office.locator('h1, h2').first().waitFor()
        await only_words(office, `the organizer's page, ${tab}`, shown[tab])
    }
    await office.evaluate(text => document.body.insertAdjacentHTML('beforeend', text), hostile_words[14]) // a page that takes words for HTML
    must(await only_words(office, 'a page like that').then(() => false, () => true), 'words that became elements are not noticed')
    await until(() => post.mails().length === hostile_guests.length, 'the mails', 30_000)
    for (const mail of post.mails()) {
        const reader = await person(stage, { expected: [/cid:/] }) // a reader without a policy of its own
        await reader.addInitScript(() => { window.__ran = 0 })
        await reader.setContent(html_of(mail))
        await reader.evaluate(() => { window.__ran ??= 0 })
        await only_words(reader, 'a mail')
        const words = await reader.locator('body').innerText()
        must(words.includes('质量大讲堂'), `a mail cannot be read: ${words}`)
        await reader.context().close()
    }

    await until(async () => Date.now() - (await call(server, 'GET', `/api/events/${slug}`)).event.live_since > 15_000, 'some of the event', 60_000)
    await end_stream(server)
    await replay_of(server)
    const replay = await on(stage, server, `/e/${slug}/replay`)
    await replay.locator(at('question')).first().waitFor()
    await only_words(replay, 'the replay', hostile_words[69])
}, 300_000)

/** The asker of the first question, as moderators know them. */
async function asker_of_first(server, cookie) {
    const again = await Feed.open(server, cookie, 'organizer')
    again.close()
    return again.hello.snapshot.questions[0].viewer
}
