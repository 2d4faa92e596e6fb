// The organizer's rules of registration: when it opens, how many online, and who is approved first.
import { equal, must, until, untimed } from '../check.mjs'
import { at, person, sign_in } from '../browser.mjs'
import { call, invite, serve, slug } from '../server.mjs'
import { session } from '../hall.mjs'

const path = `/api/events/${slug}`

/** Moves the demo event of 2020 to begin in two hours, so that it can be registered for by the clock. → the organizer's cookie */
async function hold_today(server) {
    const cookie = await session(server, invite(server, 'organizer', '陈助理'))
    const { event, server_time } = await call(server, 'GET', path)
    const starts_at = server_time + 2 * 3600_000
    await call(server, 'PUT', path, { ...event, starts_at, ends_at: starts_at + 3600_000, agenda: [] }, { Cookie: cookie })
    return cookie
}

async function set_rules(server, cookie, changed) {
    const { rules } = await call(server, 'GET', `${path}/rules`, undefined, { Cookie: cookie })
    await call(server, 'PUT', `${path}/rules`, { ...rules, ...changed }, { Cookie: cookie })
}

async function apply_for(page, server, name, phone, attendance = 'in_person') {
    await page.goto(server.links.event)
    const another = page.getByRole('button', { name: '再为一位报名' })
    await page.locator('.panel form, .panel .button').first().waitFor()
    if (await another.isVisible()) await another.click()
    await page.check(`[name="attendance"][value="${attendance}"]`, { force: true })
    await page.fill('[name="name"]', name)
    await page.fill('[name="phone"]', phone)
    await page.check('[name="consent"]', { force: true })
    await page.click(at('register'))
    await page.waitForURL(/\/ticket\//)
    await page.locator(at('ticket-code')).first().waitFor()
    return page.url()
}

untimed('an open page turns into the form when registration opens, and offers the stream when the hall closes', async stage => {
    const server = await serve(stage)
    const cookie = await hold_today(server)
    const { server_time } = await call(server, 'GET', path)
    await set_rules(server, cookie, { hall_opens_at: server_time + 6000, online_opens_at: server_time + 3600_000 })
    const page = await person(stage, { size: 'phone' })
    await page.goto(server.links.event)
    await page.locator(at('not-open')).getByText('报名还没有开始').waitFor()
    await page.locator(at('not-open')).getByText('距开始报名').waitFor()
    await page.locator(at('register')).waitFor() // by itself
    must(await page.locator('[name="attendance"][value="online"]').isDisabled(), 'online is not open yet')
    must((await page.locator(at('online-shut')).innerText()).includes('开放'), 'it says when online opens')

    const now = (await call(server, 'GET', path)).server_time
    await set_rules(server, cookie, { hall_opens_at: null, hall_closes_at: now - 1000, online_opens_at: null })
    await page.reload()
    await page.locator(at('hall-shut')).getByText('已截止').waitFor()
    must(await page.isChecked('[name="attendance"][value="online"]'), 'the stream is offered')
    await set_rules(server, cookie, { online_closes_at: now - 1000 })
    await page.reload()
    await page.locator(at('not-open')).getByText('报名已经截止').waitFor()
    equal(page.trouble, [], 'errors')
})

untimed('what closes while one types is said at the choice, and nothing that was typed is lost', async stage => {
    const server = await serve(stage)
    const cookie = await hold_today(server)
    const page = await person(stage, { size: 'phone', expected: [/409/] })
    await page.goto(server.links.event)
    await page.fill('[name="name"]', '林一帆')
    await page.fill('[name="phone"]', '13817264471')
    await page.check('[name="consent"]', { force: true })
    const { server_time } = await call(server, 'GET', path)
    await set_rules(server, cookie, { hall_closes_at: server_time - 1000 })
    await page.click(at('register'))
    await page.getByRole('alert').getByText('报名已经截止').waitFor()
    await page.locator(at('hall-shut')).waitFor() // the page has learned of it
    equal(await page.inputValue('[name="name"]'), '林一帆', 'what was typed')
    await page.check('[name="attendance"][value="online"]', { force: true })
    await page.click(at('register'))
    await page.waitForURL(/\/ticket\//)
    await page.locator('.ticket.online').waitFor()
    equal(page.trouble, [], 'errors')
})

untimed('an organizer asks for approval, approves two at once by the keyboard and declines one, and the desk is red till then', async stage => {
    const server = await serve(stage, { seats: 1 })
    const organizer = await person(stage)
    await sign_in(organizer, server.links.organizer)
    await organizer.locator('nav').getByText('报名', { exact: true }).click()
    await organizer.getByText('没有待审核的报名').waitFor()
    await organizer.getByRole('radio', { name: '现场报名要审核' }).check()
    await organizer.fill('[name="online_limit"]', '0')
    await organizer.getByText('请填1到1,000,000的整数').waitFor()
    must(await organizer.locator(at('save-rules')).isDisabled(), 'it cannot be saved with a fault')
    await organizer.fill('[name="online_limit"]', '1')
    await organizer.click(at('save-rules'))
    await organizer.getByText('已保存，报名页已更新').waitFor()

    const guest = await person(stage, { size: 'phone' })
    const tickets = []
    for (const [name, phone] of [['林一帆', '13817264471'], ['周敏', '13817264472'], ['单文', '13817264473']])
        tickets.push(await apply_for(guest, server, name, phone))
    await guest.getByText('等待审核').first().waitFor()
    equal(await guest.locator('.ticket .qr').count(), 0, 'a request shows no code for the door')

    const desk = await person(stage)
    await sign_in(desk, invite(server, 'desk', '刘洋'))
    await desk.getByRole('button', { name: '1号台' }).click()
    const code = tickets[0].split('/').pop()
    await desk.fill(at('code-input'), code)
    await desk.press(at('code-input'), 'Enter')
    const red = desk.locator(`${at('result')}[data-result="requested"]`)
    must((await red.innerText()).includes('还在审核'), 'the desk says why')
    await desk.keyboard.press('Escape')
    await desk.fill(at('search'), 'lyf')
    await desk.locator(at('guest-row')).getByText('待审核').waitFor()
    equal(await desk.locator(at('guest-row')).getByRole('button', { name: /^签到/ }).count(), 0, 'a request has no button to check in')

    await organizer.locator(at('request-row')).nth(2).waitFor() // by the feed
    for (const name of ['林一帆', '周敏']) {
        await organizer.getByRole('checkbox', { name: `选中${name}` }).focus()
        await organizer.keyboard.press('Space')
    }
    await organizer.locator(at('approve-picked')).focus()
    await organizer.keyboard.press('Enter')
    await organizer.getByText('已通过2人').waitFor()
    await organizer.getByText('其中1人候补').waitFor()
    await organizer.getByRole('button', { name: '不通过单文的申请' }).click()
    await organizer.fill('[name="reason"]', '这次名额留给会员单位')
    await organizer.click(at('decline-do'))
    await organizer.getByText('没有待审核的报名').waitFor()

    await guest.goto(tickets[0])
    await guest.locator('.ticket .qr').waitFor()
    await guest.goto(tickets[1])
    equal(await guest.locator(at('position')).innerText(), '1', 'the second of two waits')
    await guest.goto(tickets[2])
    await guest.getByText('未通过').first().waitFor()
    equal(await guest.locator(at('reason')).innerText(), '这次名额留给会员单位', 'the reason')
    await desk.fill(at('code-input'), code)
    await desk.press(at('code-input'), 'Enter')
    await desk.locator(`${at('result')}[data-result="admitted"]`).waitFor()

    await organizer.locator(at('approve-after-all')).click()
    await until(async () => (await call(server, 'GET', `/api/tickets/${tickets[2].split('/').pop()}`)).ticket.position === 2, 'the no is taken back')
    for (const page of [organizer, guest, desk]) equal(page.trouble, [], `errors in ${page.url()}`)
})

untimed('two organizers change the rules at once: the second is shown that, loses nothing, and decides', async stage => {
    const server = await serve(stage)
    const cookie = await session(server, invite(server, 'organizer', '王主任'))
    const page = await person(stage, { expected: [/409/] })
    await sign_in(page, server.links.organizer)
    await page.locator('nav').getByText('报名', { exact: true }).click()
    await page.fill('[name="online_limit"]', '300')
    await set_rules(server, cookie, { online_limit: 500, approval: 'all' })
    await page.getByText('别人刚改过报名规则').waitFor()
    equal(await page.inputValue('[name="online_limit"]'), '300', 'the draft stays')
    must(await page.locator(at('save-rules')).isDisabled(), 'nothing is overwritten unseen')
    await page.getByRole('button', { name: '看新的，放弃我的' }).click()
    equal(await page.inputValue('[name="online_limit"]'), '500', 'theirs')
    must(await page.getByRole('radio', { name: '现场和线上都要审核' }).isChecked(), 'their approval')
    equal(page.trouble, [], 'errors')
})
