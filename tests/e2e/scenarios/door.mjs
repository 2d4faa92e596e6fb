// The door: from the form to the ticket, and what the desk sees when it is scanned, typed, or looked up by name.
import { join } from 'node:path'
import { equal, must, untimed } from '../check.mjs'
import { at, open_browser, person, scratch, sign_in } from '../browser.mjs'
import { camera_file } from '../ffmpeg.mjs'
import { session } from '../hall.mjs'
import { killed_while_checking_in, one_ticket_at_all_desks, rush } from '../rush.mjs'
import { call, invite, serve, slug } from '../server.mjs'

const guest = { name: '林一帆', phone: '13817264471', organization: '上海老字号研究会', title: '副秘书长' }

/** Registers in the page and gives back the code on the ticket page. */
async function register(page, server, who) {
    await page.goto(server.links.event)
    await page.fill('[name="name"]', who.name)
    await page.fill('[name="phone"]', who.phone)
    if (who.organization) await page.fill('[name="organization"]', who.organization)
    if (who.title) await page.fill('[name="title"]', who.title)
    await page.check('[name="consent"]', { force: true })
    await page.click(at('register'))
    await page.waitForURL(/\/ticket\//)
    await page.locator(at('ticket-code')).first().waitFor()
    return (await page.locator(at('ticket-code')).first().innerText()).replace(/\s/g, '')
}

async function open_desk(stage, server) {
    const page = await person(stage)
    await sign_in(page, invite(server, 'desk', '刘洋'))
    await name_desk(page)
    await page.locator(at('arrivals')).first().waitFor()
    return page
}

/** Asked once, as the invitation names a person. */
async function name_desk(page) {
    await page.getByRole('button', { name: '1号台' }).click()
}

/** Types a code at the desk; → the words of the result once it is of that kind. */
async function type_code(desk, code, result) {
    await desk.fill(at('code-input'), code)
    await desk.press(at('code-input'), 'Enter')
    return await see(desk, result)
}

async function see(desk, result) {
    const shown = desk.locator(`${at('result')}[data-result="${result}"]`)
    const words = await shown.innerText() // waits for it; green goes by itself after a while
    await desk.keyboard.press('Escape')
    await shown.waitFor({ state: 'detached' })
    return words
}

untimed('one registers, shows the code, and the desk is green, then amber, and red for what it does not know', async stage => {
    const server = await serve(stage)
    const phone = await person(stage, { size: 'phone' })
    const code = await register(phone, server, guest)
    must(/^[23456789ABCDEFGHJKMNPQRSTUVWXYZ]{10}$/.test(code), `the code on the ticket is ${code}`)
    must(await phone.locator('svg').count() > 0, 'the ticket shows a QR code')
    must((await phone.locator('main').innerText()).includes(guest.name), 'the ticket shows the name')

    const desk = await open_desk(stage, server)
    const green = await type_code(desk, code.toLowerCase(), 'admitted')
    must(green.includes(guest.name) && green.includes(guest.organization), `green says: ${green}`)
    const amber = await type_code(desk, code, 'already_in')
    must(amber.includes(guest.name) && /\d{1,2}:\d\d/.test(amber) && /1\s*号台/.test(amber), `amber says: ${amber}`)
    await type_code(desk, '2222222222', 'unknown')
    must((await desk.locator(at('arrivals')).first().innerText()).startsWith('1'), 'one has arrived')

    await phone.reload()
    await phone.getByText(/已入场|已签到/).first().waitFor()
    for (const page of [phone, desk]) equal(page.trouble, [], `errors in ${page.url()}`)
})

untimed('who comes without a registration is looked for, registered and checked in, and waits when the hall is full', async stage => {
    const server = await serve(stage, { seats: 1 })
    const desk = await open_desk(stage, server)
    await desk.fill(at('search'), '周敏')
    await desk.locator('main').getByText('没有找到').waitFor()
    await desk.locator('.search').getByRole('button', { name: '现场补登' }).click()
    const dialog = desk.getByRole('dialog', { name: '现场补登' })
    equal(await dialog.locator('[name="name"]').inputValue(), '周敏', 'the name that was looked for')
    await dialog.locator(at('walk-in')).click()
    await dialog.getByText('请先勾选同意').waitFor()
    await dialog.locator('[name="consent"]').check({ force: true })
    await dialog.locator(at('walk-in')).click()
    const green = await see(desk, 'admitted')
    must(green.includes('周敏') && /1\s*号台/.test(green), `green says: ${green}`)

    await desk.fill(at('search'), '')
    const open = desk.getByRole('button', { name: '现场补登' }).first()
    await open.click()
    await dialog.getByText('候补第1位').waitFor()
    await dialog.locator('[name="name"]').fill('单文')
    await desk.keyboard.type('2222222222\n') // a gun: the ticket goes first, and nothing that was typed is lost
    await see(desk, 'unknown')
    await open.click()
    equal(await dialog.locator('[name="name"]').inputValue(), '单文', 'the name after the scan')
    await dialog.locator('[name="consent"]').check({ force: true })
    await dialog.locator(at('walk-in')).click()
    must((await see(desk, 'waitlisted')).includes('候补'), 'the next one waits')
    equal(desk.trouble, [], 'errors at the desk')
})

untimed('who has the name of another guest is registered from the search, with the mouse or by keyboard', async stage => {
    const server = await serve(stage)
    await call(server, 'POST', `/api/events/${slug}/registrations`, { id: 'same-1', attendance: 'in_person', name: '陈思敏', phone: '13921463307', consent: true })
    const desk = await open_desk(stage, server)
    const dialog = desk.getByRole('dialog', { name: '现场补登' })
    const shows_the_name = async how => {
        equal(await dialog.locator('[name="name"]').inputValue(), '陈', `the name that was looked for, ${how}`)
        await desk.keyboard.press('Escape')
        await dialog.waitFor({ state: 'hidden' })
    }
    for (const [width, height] of [[1280, 800], [1024, 768], [390, 844]]) {
        await desk.setViewportSize({ width, height })
        await desk.fill(at('search'), '陈')
        await desk.locator(at('guest-row')).filter({ hasText: '陈思敏' }).waitFor()
        await desk.getByRole('button', { name: '现场补登' }).locator('visible=true').click()
        await shows_the_name(`${width} px wide`)
    }
    await desk.press(at('search'), 'Control+Enter')
    await shows_the_name('by keyboard')
    equal(desk.trouble, [], 'errors at the desk')
})

untimed('the longest names are whole on the green screen, broken between their parts, with the button below them', async stage => {
    const server = await serve(stage)
    const desk = await open_desk(stage, server)
    const names = ['Alexander von Hohenstaufen-Schwarzenberg', '古丽娜尔·买买提江·阿卜杜热合曼·伊布拉音']
    const sizes = [[1280, 800], [390, 844]]
    for (const [i, [name, [width, height]]] of names.flatMap(name => sizes.map(size => [name, size])).entries()) {
        await desk.setViewportSize({ width, height })
        const { ticket } = await call(server, 'POST', `/api/events/${slug}/registrations`, {
            id: `long-${i}`, attendance: 'in_person', name, organization: 'International Organization for Standardization, Geneva',
            title: 'Vice President of Quality', phone: String(13800000200 + i), consent: true,
        })
        await desk.fill(at('code-input'), ticket.code)
        await desk.press(at('code-input'), 'Enter')
        const result = desk.locator(at('result'))
        await result.waitFor()
        const seen = await result.evaluate(screen => {
            return {
                over: screen.scrollHeight - screen.clientHeight, button: screen.querySelector('[data-test="result-badge"]').getBoundingClientRect().bottom,
                torn: [...screen.querySelectorAll('.personname > span')].filter(part => part.getBoundingClientRect().height > 1.9 * parseFloat(getComputedStyle(part).fontSize)).length,
            }
        })
        must(seen.over <= 1 && seen.button <= height - 6 && seen.torn === 0, `${name}, ${width} px wide: ${JSON.stringify(seen)}`)
        await desk.keyboard.press('Escape')
        await result.waitFor({ state: 'detached' })
    }
})

untimed('a ticket says that its event is over, and shows no code, no calendar and no light any more', async stage => {
    const server = await serve(stage, { seats: 1 })
    const phone = await person(stage, { size: 'phone', expected: [/404/] }) // nothing was recorded
    await register(phone, server, guest)
    await phone.getByText('请把屏幕调亮').waitFor()
    const waiting = await person(stage, { size: 'phone', expected: [/404/] })
    await register(waiting, server, { name: '赵晓蕾', phone: '13601558823' })
    const cookie = { Cookie: await session(server, invite(server, 'organizer', '赵晓蕾')) }
    for (const to of ['start', 'end']) await call(server, 'POST', `/api/events/${slug}/stream`, { do: to }, cookie)
    for (const page of [phone, waiting]) {
        await page.reload()
        await page.locator('.ticket').getByText('活动已结束', { exact: true }).waitFor()
        for (const words of ['已确认', '候补中', '加入日历', '存到手机', '打印', '请把屏幕调亮'])
            equal(await page.getByText(words).count(), 0, `${words} after the end`)
        equal(await page.locator('.qr').count(), 0, 'codes after the end')
        await page.getByText('这一场没有录像').waitFor()
        equal(page.trouble, [], `errors in ${page.url()}`)
    }
})

untimed('a check-in is undone with a reason, every desk counts one less, and the guest can come again', async stage => {
    const server = await serve(stage)
    const { ticket } = await call(server, 'POST', `/api/events/${slug}/registrations`,
        { id: 'undo-1', attendance: 'in_person', ...guest, consent: true })
    const desk = await open_desk(stage, server)
    const other = await open_desk(stage, server)
    await type_code(desk, ticket.code, 'admitted')
    const undo = desk.getByRole('button', { name: `撤销${guest.name}的签到` })
    await undo.first().click()
    const dialog = desk.getByRole('dialog', { name: `撤销${guest.name}的签到` })
    await dialog.locator(at('undo')).click()
    await dialog.getByRole('alert').getByText('请选一个原因').waitFor()
    await dialog.getByRole('button', { name: '认错了人' }).click()
    await dialog.locator(at('undo')).click()
    await dialog.waitFor({ state: 'hidden' })
    await undo.first().waitFor({ state: 'detached' })
    for (const page of [desk, other]) await page.locator(at('arrivals')).first().getByText('0', { exact: true }).waitFor()
    await type_code(other, ticket.code, 'admitted')
    for (const page of [desk, other]) equal(page.trouble, [], `errors in ${page.url()}`)
})

untimed('the form says at the field what is wrong and keeps what was typed', async stage => {
    const server = await serve(stage)
    const phone = await person(stage, { size: 'phone' })
    await phone.goto(server.links.event)
    await phone.fill('[name="name"]', '林一帆')
    await phone.fill('[name="phone"]', '12345')
    await phone.click(at('register'))
    await phone.locator('[name="phone"][aria-invalid="true"]').waitFor()
    await phone.locator('[name="phone"]:focus').waitFor()
    equal(await phone.inputValue('[name="name"]'), '林一帆', 'the name')
    must(await phone.locator('.error').count() >= 2, 'phone and consent are both told') // told at once
    await phone.reload()
    equal(await phone.inputValue('[name="name"]'), '林一帆', 'the name after a reload')
})

untimed('guests are found by pinyin initials, phone and unit, and checked in from the list', async stage => {
    const server = await serve(stage)
    const people = [guest, { name: '赵晓蕾', phone: '13601558823', organization: '百联集团' }, { name: '王磊', phone: '13900117740' }]
    for (const [i, who] of people.entries())
        await call(server, 'POST', `/api/events/${slug}/registrations`, { id: `door-${i}`, attendance: 'in_person', ...who, consent: true })
    const desk = await open_desk(stage, server)
    for (const query of ['lyf', 'linyi', '4471', '老字号']) {
        await desk.fill(at('search'), query)
        const rows = desk.locator(at('guest-row'))
        await rows.filter({ hasText: '林一帆' }).waitFor()
        equal(await rows.count(), 1, `found for ${query}`)
    }
    await desk.fill(at('search'), 'zxl')
    await desk.locator(at('guest-row')).filter({ hasText: '赵晓蕾' }).waitFor()
    await desk.press(at('search'), 'Enter')
    must((await see(desk, 'admitted')).includes('赵晓蕾'), 'the chosen guest is checked in')

    await call(server, 'POST', `/api/events/${slug}/registrations`,
        { id: 'door-again', attendance: 'in_person', name: '林亦凡', phone: guest.phone, consent: true })
    await desk.fill(at('search'), '4471')
    await desk.locator(at('guest-row')).nth(1).waitFor()
    equal(await desk.locator(at('guest-row')).filter({ hasText: '可能重复' }).count(), 2, 'rows that are marked')
    await desk.press(at('search'), 'Enter')
    must((await see(desk, 'admitted')).includes('请核对姓名'), 'green says that there is another one')
    equal(desk.trouble, [], 'errors at the desk')
})

untimed('when the seats are taken the next one waits, and moves up when a seat is given back', async stage => {
    const server = await serve(stage, { seats: 1 })
    const first = await person(stage, { size: 'phone' })
    const second = await person(stage, { size: 'phone' })
    const code = await register(first, server, guest)
    await second.goto(server.links.event)
    await second.locator('form').getByText('候补').first().waitFor() // told before it is filled in
    const waiting = await register(second, server, { name: '赵晓蕾', phone: '13601558823' })
    equal(await second.locator(at('position')).first().innerText(), '1', 'the place on the waiting list')

    const desk = await open_desk(stage, server)
    await type_code(desk, waiting, 'waitlisted')
    await call(server, 'POST', `/api/tickets/${code}/cancel`)
    must((await type_code(desk, waiting, 'admitted')).includes('赵晓蕾'), 'the next one moved up')
    await type_code(desk, code, 'cancelled')
    await second.reload()
    await second.getByText(/已入场|已签到/).first().waitFor()
})

untimed('a guest mends the name, gives the seat on to watch online, and comes back to the end of the list', async stage => {
    const server = await serve(stage, { seats: 1 })
    const first = await person(stage, { size: 'phone' })
    const second = await person(stage, { size: 'phone' })
    await register(first, server, guest)
    await register(second, server, { name: '赵晓蕾', phone: '13601558823' })

    await first.click(at('change'))
    const dialog = first.getByRole('dialog', { name: '修改报名' })
    await dialog.locator('[name="name"]').fill(' ')
    await dialog.locator(at('save-change')).click()
    await dialog.locator('[name="name"][aria-invalid="true"]').waitFor()
    await dialog.locator('[name="name"]').fill('林亦凡')
    await dialog.getByText(`现在是 •••• ${guest.phone.slice(-4)}`).waitFor()
    await dialog.locator('[name="phone"]').fill('1380017523')
    await dialog.locator(at('save-change')).click()
    await dialog.locator('[name="phone"][aria-invalid="true"]:focus').waitFor()
    await first.keyboard.type('7') // goes on where it is wrong
    await dialog.locator('[value="online"]').check({ force: true })
    await dialog.getByText('座位会让给候补的人').waitFor() // told before it is done
    await dialog.locator(at('save-change')).click()
    await dialog.waitFor({ state: 'hidden' })
    await first.getByRole('heading', { name: '林亦凡' }).waitFor()
    await first.getByRole('link', { name: '去直播间' }).waitFor()
    await first.click(at('my-data'))
    await first.locator(at('person')).getByText('•••• 5237').waitFor()
    await first.keyboard.press('Escape')
    await second.reload()
    await second.locator('main').getByText('已确认').waitFor()

    await first.click(at('change'))
    await dialog.locator('[value="in_person"]').check({ force: true })
    await dialog.getByText('排候补第1位').waitFor()
    await dialog.locator(at('save-change')).click()
    await first.locator(at('position')).waitFor()
    equal(await first.locator(at('position')).innerText(), '1', 'the place on the waiting list')
    for (const page of [first, second]) equal(page.trouble, [], `errors in ${page.url()}`)
})

untimed('a guest whose ticket others have seen gets a new one, and the old one is red at the desk', async stage => {
    const server = await serve(stage)
    const phone = await person(stage, { size: 'phone', expected: [/410/] })
    const old = await register(phone, server, guest)
    const desk = await open_desk(stage, server)
    await phone.getByRole('button', { name: '换新票号' }).click()
    await phone.locator(at('replace')).click()
    await phone.waitForURL(address => !address.href.includes(old) && address.href.includes('/ticket/'))
    await phone.getByRole('heading', { name: guest.name }).waitFor()
    const code = (await phone.locator(at('ticket-code')).first().innerText()).replace(/\s/g, '')
    must(code !== old, 'the code is another')
    must((await type_code(desk, old, 'revoked')).includes('旧票'), 'the old ticket')
    must((await type_code(desk, code, 'admitted')).includes(guest.name), 'the new ticket')
    await phone.goto(`${server.url}/ticket/${old}`)
    await phone.getByRole('heading', { name: '这张票已经换了新票号' }).waitFor()
    for (const page of [phone, desk]) equal(page.trouble, [], `errors in ${page.url()}`)
})

untimed('a scanner gun is heard wherever the focus is', async stage => {
    const server = await serve(stage)
    const { ticket } = await call(server, 'POST', `/api/events/${slug}/registrations`,
        { id: 'gun-1', attendance: 'in_person', ...guest, consent: true })
    const desk = await open_desk(stage, server)
    await desk.evaluate(() => document.activeElement?.blur())
    await desk.keyboard.type(`${ticket.url}\n`)
    must((await see(desk, 'admitted')).includes(guest.name), 'the ticket’s address was read')
})

untimed('the camera reads the ticket that is held before it', async stage => {
    const server = await serve(stage)
    const phone = await person(stage, { size: 'phone' })
    await register(phone, server, guest)
    const folder = scratch(stage)
    await phone.locator('.qr, svg').first().waitFor()
    await phone.locator('.ticket .qr').first().screenshot({ path: join(folder, 'ticket.png') })
    camera_file(join(folder, 'ticket.png'), join(folder, 'camera.mjpeg'))

    const own = await open_browser(['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream',
        `--use-file-for-fake-video-capture=${join(folder, 'camera.mjpeg')}`])
    stage.keep(own, () => own.close())
    const desk = await person(stage, { within: own, permissions: ['camera'] })
    await sign_in(desk, invite(server, 'desk', '刘洋'))
    const green = desk.locator(`${at('result')}[data-result="admitted"]`).innerText({ timeout: 30_000 }) // it goes by itself
    await name_desk(desk) // the camera opens with it, as the permission is there already
    const words = await green
    must(words.includes(guest.name) && /1\s*号台/.test(words), `green says: ${words}`)
    equal(desk.trouble, [], 'errors at the desk')
})

untimed('of many who register at once each seat goes to one, and the others wait in the order in which they came', async () => {
    await rush({ seats: 40, people: 600, given_back: 15 })
})

untimed('of many desks that scan one ticket at once, each three times, one says to go in', async stage => {
    await one_ticket_at_all_desks(stage, { desks: 12, tickets: 25 })
})

untimed('a server that is killed while desks check in has every check-in that it answered, and none twice', async stage => {
    await killed_while_checking_in(stage, { rounds: 4, desks: 10, guests: 2000 })
})
