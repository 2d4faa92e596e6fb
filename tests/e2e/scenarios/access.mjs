// An event that is not open to all: the organizer's choice, the gate before stream and form, tickets that let in by
// themselves, and the code on the big screen.
import { equal, must, scenario, untimed } from '../check.mjs'
import { at, person, sign_in } from '../browser.mjs'
import { session } from '../hall.mjs'
import { call, invite, serve, slug } from '../server.mjs'

const event = `/api/events/${slug}`

/** The organizer chooses in the page who may register and watch. */
async function choose(organizer, kind, password) {
    const panel = organizer.locator(at('access'))
    await panel.locator(`[value="${kind}"]`).check()
    if (password) await panel.locator('[name="password"]').fill(password)
    await organizer.click(at('save-access'))
    await panel.getByText('已保存').waitFor()
}

async function open_panel(stage, server) {
    const organizer = await person(stage)
    await sign_in(organizer, server.links.organizer)
    await organizer.locator('nav').getByText('报名', { exact: true }).click()
    await organizer.locator(`${at('access')} [value="open"]`).waitFor()
    return organizer
}

/** What shows that a viewer is in. */
const inside = page => page.locator(`${at('connection')}[data-state="open"]`).waitFor({ state: 'attached' })

async function type_password(page, password) {
    await page.locator('[name="password"]').fill(password)
    await page.click(at('enter-password'))
}

untimed('an organizer sets a password; form and stream ask each device once, and a new password asks again', async stage => {
    const server = await serve(stage)
    const organizer = await open_panel(stage, server)
    organizer.expected.push(/422/)
    await organizer.locator(`${at('access')} [value="password"]`).check()
    await organizer.click(at('save-access'))
    await organizer.getByText('请输入密码').waitFor()
    await choose(organizer, 'password', '质量月2020')
    equal(await organizer.locator(`${at('access')} [name="password"]`).inputValue(), '', 'the password is not shown again')

    const viewer = await person(stage, { size: 'phone', expected: [/403/, /503/] })
    await viewer.goto(server.links.viewer)
    await viewer.locator(at('gate')).getByText('请输入活动密码').waitFor()
    await viewer.locator(at('gate')).getByText('卓越城市 品质生活').waitFor()
    await type_password(viewer, '质量月2021')
    await viewer.getByText('密码不对').waitFor()
    await type_password(viewer, ' 质量月2020')
    await inside(viewer)
    await viewer.reload()
    await inside(viewer)
    await viewer.goto(server.links.event)
    await viewer.locator(at('register')).waitFor() // the form asks no more either

    const guest = await person(stage, { expected: [/403/] })
    await guest.goto(server.links.event)
    await guest.getByText('报名前先输入主办方给的密码').waitFor()
    equal(await guest.locator(at('register')).count(), 0, 'no form before the password')
    must(await guest.getByText('大循环双循环').count() > 0, 'the programme is for everybody')
    await type_password(guest, '质量月2020')
    await guest.locator(at('register')).waitFor()

    await viewer.goto(server.links.viewer)
    await inside(viewer)
    await choose(organizer, 'password', '另一个新密码')
    await viewer.locator(at('gate')).waitFor() // by itself
    await type_password(viewer, '另一个新密码')
    await inside(viewer)
    await choose(organizer, 'open')
    const anybody = await person(stage, { expected: [/503/] })
    await anybody.goto(server.links.viewer)
    await inside(anybody)
    for (const page of [organizer, viewer, guest, anybody]) equal(page.trouble, [], `errors in ${page.url()}`)
})

untimed('where registered people watch, a ticket of this device lets in by itself, and any other can be typed', async stage => {
    const server = await serve(stage)
    const organizer = await open_panel(stage, server)
    await choose(organizer, 'registered')
    const guest = await person(stage, { size: 'phone', expected: [/403/, /404/, /503/] })
    await guest.goto(server.links.viewer)
    await guest.locator(at('gate')).getByText('已报名的人才能进入').waitFor()
    await guest.getByRole('link', { name: '去活动页' }).click()
    await guest.fill('[name="name"]', '林一帆')
    await guest.fill('[name="phone"]', '13817264471')
    await guest.check('[name="consent"]', { force: true })
    await guest.click(at('register'))
    await guest.waitForURL(/\/ticket\//)
    const code = guest.url().split('/').pop()
    await guest.goto(server.links.viewer)
    await inside(guest)

    const other = await person(stage, { expected: [/403/, /404/, /503/] })
    await other.clock.install()
    await other.goto(server.links.viewer)
    await other.locator('[name="ticket"]').fill('ABCDEFGHJK')
    await other.click(at('enter-ticket'))
    await other.getByText('没有这张票').waitFor()
    await other.locator('[name="ticket"]').fill(code.toLowerCase())
    await other.click(at('enter-ticket'))
    await inside(other)
    const renewed = other.waitForResponse(answer => answer.url().endsWith('/pass') && answer.request().method() === 'POST')
    await other.clock.fastForward(9 * 60_000)
    equal((await renewed).status(), 200, 'the ticket is shown again before its pass ends')

    await choose(organizer, 'delegates')
    await guest.locator(at('gate')).getByText('本场只对单位报名的人开放').waitFor() // its own ticket is no unit's
    await guest.goto(server.links.event)
    await guest.locator(at('delegates-only')).getByText('本场只接受单位报名').waitFor()
    equal(await guest.locator(at('register')).count(), 0, 'no form where only units register')
    for (const page of [organizer, guest, other]) equal(page.trouble, [], `errors in ${page.url()}`)
})

untimed('the code on the big screen leads the hall to the questions, without password and without the stream', async stage => {
    const server = await serve(stage)
    const staff = await session(server, invite(server, 'organizer'))
    await call(server, 'PUT', `${event}/access`, { version: 1, kind: 'password', password: '质量月2020' }, { Cookie: staff })
    const screen = await person(stage, { size: 'full_hd' })
    await sign_in(screen, server.links.stage)
    await screen.goto(`${server.url}/e/${slug}/screen`)
    await screen.locator('.u').filter({ hasText: /#[2-9A-Z]{8}$/ }).waitFor()
    const address = `${server.url}${(await screen.locator('.u').innerText()).replace(/^[^/]+/, '')}`

    const guest = await person(stage, { size: 'phone', expected: [/403/] })
    await guest.goto(address)
    await guest.getByText('你在现场').waitFor()
    await inside(guest)
    equal(await guest.locator('video').count(), 0, 'no picture in the hall')
    const ask = guest.locator('textarea').first()
    await ask.fill('门店的人还做什么？')
    await guest.getByRole('button', { name: '提交问题' }).click()
    await guest.getByText('提问已送到主持人那里').waitFor()

    const stranger = await person(stage, { expected: [/401/, /403/] })
    await stranger.goto(`${server.url}/j/${slug}#ABCDEFGH`)
    await stranger.locator(at('gate')).waitFor()
    for (const page of [screen, guest, stranger]) equal(page.trouble, [], `errors in ${page.url()}`)
})

scenario('who was let in sees the picture and afterwards the replay; who was not sees neither, and is led on', async stage => {
    const server = await serve(stage, { source: 'test:' })
    const staff = await session(server, invite(server, 'organizer'))
    await call(server, 'PUT', `${event}/access`, { version: 1, kind: 'password', password: '质量月2020' }, { Cookie: staff })
    const viewer = await person(stage, { expected: [/403/, /503/] })
    await viewer.goto(server.links.viewer)
    await type_password(viewer, '质量月2020')
    const plays = page => page.waitForFunction(() => document.querySelector('video')?.currentTime > 3, null, { timeout: 60_000 })
    await plays(viewer)
    await call(server, 'POST', `${event}/stream`, { do: 'end' }, { Cookie: staff })
    const stranger = await person(stage, { size: 'phone', expected: [/403/] })
    await stranger.goto(`${server.url}/e/${slug}/replay`)
    await stranger.locator(at('gate')).waitFor()
    equal(await stranger.locator('video').count(), 0, 'no picture before the gate')
    await type_password(stranger, '质量月2020')
    for (const page of [viewer, stranger]) {
        await page.goto(`${server.url}/e/${slug}/replay`)
        await page.locator(at('play')).click({ timeout: 60_000 })
        await page.waitForFunction(() => document.querySelector('video')?.currentTime > 1, null, { timeout: 60_000 })
        equal(page.trouble, [], `errors in ${page.url()}`)
    }
})
