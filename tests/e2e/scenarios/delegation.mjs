// A unit that registers its people together: from the organizer's quota to "8 of 10 are here" at the desk.
import { equal, must, untimed } from '../check.mjs'
import { at, person, sign_in } from '../browser.mjs'
import { call, invite, serve, slug } from '../server.mjs'
import { session } from '../hall.mjs'

const names = ['林一帆', '周敏', '单文', '王磊', '赵晓蕾', '欧阳明', '古丽娜尔·买买提江', '陈安迪', '朱桦', '赵陈斌']

/** The organizer holds seats in the page. → the contact's link */
async function hold_seats(organizer, name, quota) {
    await organizer.locator('nav').getByText('单位报名').click()
    await organizer.fill('[name="name"]', name)
    await organizer.fill('[name="quota"]', String(quota))
    await organizer.click(at('add-delegation'))
    const url = await organizer.locator(at('delegation-url')).innerText()
    await organizer.keyboard.press('Escape')
    return url
}

async function see_arrived(page, words) {
    await page.locator(at('delegation')).filter({ hasText: words }).first().waitFor()
}

untimed('an organizer holds ten seats, the contact pastes ten names, the desk checks in eight, and the board says 8 of 10', async stage => {
    const server = await serve(stage)
    const organizer = await person(stage)
    await sign_in(organizer, server.links.organizer)
    const url = await hold_seats(organizer, '百联集团', 10)
    await see_arrived(organizer, '未到')
    must(/\/delegation\/\w+#[\w-]{22}$/.test(url), `the link is ${url}`)

    const contact = await person(stage, { size: 'phone', expected: [/422/] })
    await contact.goto(url)
    await contact.getByRole('button', { name: '粘贴名单' }).click()
    await contact.fill('[name="pasted"]', `姓名\t手机\t职务\n${names.map((name, i) => `${name}\t1380013800${i}\t店长`).join('\n').replace('13800138003', '1380')}`)
    await contact.locator(at('preview')).getByText('1行要改').waitFor()
    await contact.click(at('add-people'))
    await contact.getByText('请先勾选同意').waitFor()
    equal((await contact.locator(at('entered')).locator('b').innerText()), '0', 'entered before the list was right')
    const pasted = await contact.inputValue('[name="pasted"]')
    await contact.fill('[name="pasted"]', pasted.replace('1380\t', '13800138003\t'))
    await contact.check('[name="consent"]', { force: true })
    await contact.click(at('add-people'))
    await contact.locator(at('delegate')).nth(9).waitFor()
    equal(await contact.locator(at('delegate')).locator('b').allInnerTexts(), names, 'the names in the order of their seats')
    await contact.getByText('名额已填满').waitFor()

    const desk = await person(stage)
    await sign_in(desk, invite(server, 'desk', '刘洋'))
    await desk.getByRole('button', { name: '1号台' }).click()
    await desk.fill(at('search'), 'bljt')
    await desk.locator(at('here-of')).filter({ hasText: '10人已到0人' }).waitFor()
    await desk.getByRole('button', { name: '成批签到' }).click()
    await desk.getByRole('button', { name: '全选' }).click()
    for (const name of ['单文', '王磊']) await desk.getByRole('checkbox', { name: `选中${name}` }).uncheck()
    await desk.getByRole('button', { name: '签到8人' }).click()
    await desk.locator(at('here-of')).filter({ hasText: '10人已到8人' }).waitFor()
    equal(await desk.locator(at('result')).count(), 0, 'a group fills no screen')
    equal(await desk.locator(at('delegation-group')).locator('input[type="checkbox"]').count(), 2, 'who can still be ticked')
    await see_arrived(organizer, /部分到\s*8\/10/)
    must((await desk.locator(at('arrivals')).first().innerText()).startsWith('8'), 'eight have arrived')
    const late = await call(server, 'POST', `/api/tickets/${(await contact.getByRole('link', { name: '单文的入场码' }).getAttribute('href')).split('/').pop()}/cancel`)
    equal(late.ticket.status, 'cancelled', 'one who cannot come gives the ticket back')
    await desk.locator(at('delegation-group')).getByRole('button', { name: '补登一位' }).click() // somebody comes instead, unannounced
    const walk_in = desk.getByRole('dialog', { name: '现场补登' })
    await walk_in.getByText('坐百联集团的座位').waitFor()
    await walk_in.locator('[name="name"]').fill('孙伟')
    await walk_in.locator('[name="consent"]').check({ force: true })
    await walk_in.locator(at('walk-in')).click()
    const green = await desk.locator(`${at('result')}[data-result="admitted"]`).innerText()
    must(green.includes('孙伟') && /1\s*排\s*3\s*座/.test(green.replace(/\n/g, '')), `green says: ${green}`)
    await see_arrived(organizer, /部分到\s*9\/10/)

    await contact.reload()
    equal(await contact.locator(at('arrived')).locator('b').innerText(), '9', 'arrived, as the contact sees it')
    for (const page of [organizer, contact, desk]) equal(page.trouble, [], `errors in ${page.url()}`)
})

untimed('a contact replaces and removes people, whose tickets end, and a new link ends the old one', async stage => {
    const server = await serve(stage)
    const organizer = await person(stage)
    await sign_in(organizer, server.links.organizer)
    const url = await hold_seats(organizer, '申通地铁集团', 3)
    const contact = await person(stage, { expected: [/401/] })
    await contact.goto(url)
    const enter = async name => {
        await contact.fill('[name="name"]', name)
        await contact.check('[name="consent"]', { force: true })
        await contact.click(at('add-people'))
        await contact.locator(at('delegate')).filter({ hasText: name }).waitFor()
    }
    await enter('林一帆')
    await enter('周敏')
    const old = await contact.getByRole('link', { name: '林一帆的入场码' }).getAttribute('href')
    await contact.getByRole('button', { name: '换下林一帆' }).click()
    const dialog = contact.getByRole('dialog', { name: '换下林一帆' })
    await dialog.locator('[name="name"]').fill('单文')
    await dialog.locator('[name="consent"]').check({ force: true })
    await dialog.locator(at('replace')).click()
    await contact.locator(at('delegate')).filter({ hasText: '单文' }).filter({ hasText: '1排1座' }).waitFor()
    await contact.getByRole('button', { name: '移除周敏' }).click()
    await contact.locator(at('remove')).click()
    await contact.locator(at('delegate')).filter({ hasText: '周敏' }).waitFor({ state: 'detached' })
    await contact.locator(at('left')).getByText('还有2个名额').waitFor()
    const cookie = await session(server, invite(server, 'desk'))
    const scan = await call(server, 'POST', `/api/events/${slug}/check-ins`, { id: 'old', ticket: old, desk: '1号台', scanned_at: Date.now() }, { Cookie: cookie })
    equal(scan.result, 'cancelled', 'the ticket of who was replaced')

    await organizer.getByRole('button', { name: '申通地铁集团的报名链接' }).click()
    await organizer.getByText('换一条新链接').click()
    await organizer.click(at('renew-link'))
    await organizer.getByText('旧链接已失效').waitFor()
    const fresh = await organizer.locator(at('delegation-url')).innerText()
    must(fresh !== url, 'the link is a new one')
    await contact.reload()
    await contact.getByText('这个链接已经失效').waitFor()
    const again = await person(stage)
    await again.goto(fresh)
    await again.locator(at('delegate')).filter({ hasText: '单文' }).waitFor()
    for (const page of [organizer, contact, again]) equal(page.trouble, [], `errors in ${page.url()}`)
})
