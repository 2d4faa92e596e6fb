// An organizer imports a list of guests: what is wrong is told at its field before anything is written, and who is right is registered.
import { readFileSync } from 'node:fs'
import { equal, must, until, untimed } from '../check.mjs'
import { at, person, scrolls_sideways, sign_in } from '../browser.mjs'
import { session } from '../hall.mjs'
import { mail_server } from '../mail_server.mjs'
import { call, invite, serve, slug } from '../server.mjs'
import { AxeBuilder } from '../../../web/node_modules/@axe-core/playwright/dist/index.mjs'

const list = ['质量大讲堂第三期参会名单,,,,,,', '序号,姓名,手机号码,单位,职务,参会方式,备注',
    '1,古丽娜尔·买买提江,１３９００１３９０００,上海申通地铁集团有限公司运营管理中心质量管理部,质量工程师,现场,素食',
    '2,欧阳识微,13800138000,识微仪器厂,检定员,线上,', '3,单文,1.38E+10,百联集团,经理,线上,', '4,,138,,总经理,也许,',
    '5,欧阳识微,13800138000,识微仪器厂,检定员,线上,', '合计,5人,,,,,'].join('\r\n')

async function looks_right(page, where) {
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
    equal(violations.map(one => `${one.id} ${one.nodes[0].target}`), [], `axe on ${where}`)
    must(!await scrolls_sideways(page), `${where} scrolls sideways`)
}

async function open(stage, server, size) {
    const page = await person(stage, { size, expected: [/422/] })
    await sign_in(page, invite(server, 'organizer'))
    await page.goto(`${server.url}/e/${slug}/import`)
    await page.locator(at('drop')).waitFor()
    return page
}

const bring = (page, name, text) => page.locator(at('file')).setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })

for (const size of ['phone', 'desktop', 'full_hd'])
    untimed(`a list is checked and imported (${size})`, async stage => {
        const server = await serve(stage)
        const page = await open(stage, server, size)
        await looks_right(page, 'the first step')
        await bring(page, '参会名单.csv', list)
        await page.locator(at('preview')).waitFor()
        equal(await page.locator(`${at('good')} b`).innerText(), '2', 'who can be imported')
        equal(await page.locator(`${at('faulty')} b`).innerText(), '2', 'who is to be corrected')
        equal(await page.locator(`${at('left-out')} b`).innerText(), '1', 'who is left out')
        const rows = page.locator(at('rows'))
        must((await rows.innerText()).includes('科学计数法'), 'the phone that was lost is told')
        equal(await rows.locator('td.wrong').count(), 4, 'fields that are wrong')
        await looks_right(page, 'the preview')
        await page.click(at('show-left_out'))
        await rows.getByText('与第4行重复').waitFor()
        await page.click(at('change-columns'))
        await looks_right(page, 'the columns')

        const [file] = await Promise.all([page.waitForEvent('download'), page.click(at('download-faulty'))])
        equal(file.suggestedFilename(), '参会名单-需要改正.csv', 'the name of the file')
        const faulty = readFileSync(await file.path(), 'utf8')
        must(faulty.startsWith('\ufeff序号,姓名,手机号码,单位,职务,参会方式,备注,需要改正\r\n3,单文,1.38E+10,'), `the rows are ${faulty}`)

        await page.click(at('import'))
        await page.getByText('请先确认他们已同意').waitFor()
        await page.check('[name="consent"]', { force: true })
        await page.click(at('import'))
        await page.getByText('导入完成').waitFor()
        equal(await page.locator(at('written')).innerText(), '2', 'who was imported')
        await looks_right(page, 'the result')
        const { event } = await call(server, 'GET', `/api/events/${slug}`)
        equal([event.online, event.seats.left], [1, event.seats.total - 1], 'the sums of the event')

        // The corrected file, in English, brings the others; who is registered is left out.
        await page.click(at('more'))
        await page.getByRole('button', { name: 'English' }).click()
        await bring(page, 'again.csv', list.replace('1.38E+10', '13800138001'))
        await page.getByText('Registered already').or(page.locator(at('show-left_out'))).first().waitFor()
        equal(await page.locator(`${at('good')} b`).innerText(), '1', 'who can be imported now')
        await looks_right(page, 'the preview in English')
        equal(page.trouble, [], 'errors')
    })

untimed('who asked to come is shown apart, and approved by the import', async stage => {
    const server = await serve(stage)
    const Cookie = await session(server, invite(server, 'organizer'))
    const path = `/api/events/${slug}`
    const { rules } = await call(server, 'GET', `${path}/rules`, undefined, { Cookie })
    await call(server, 'PUT', `${path}/rules`, { ...rules, approval: 'all' }, { Cookie })
    const { ticket } = await call(server, 'POST', `${path}/registrations`,
        { id: 'asks', attendance: 'in_person', name: '欧阳识微', phone: '13800138000', consent: true })
    const page = await open(stage, server, 'phone')
    await bring(page, '名单.csv', '姓名,手机\r\n欧阳识微,13800138000\r\n单文,13800138001\r\n')
    await page.locator(at('asked')).getByText('其中1人已经申请，导入就是通过，并通知本人').waitFor()
    equal(await page.locator(`${at('good')} b`).innerText(), '2', 'who can be imported')
    await page.click(at('show-requested'))
    await page.locator(at('rows')).getByText('已经申请，导入后通过').waitFor()
    await looks_right(page, 'who asked')
    await page.check('[name="consent"]', { force: true })
    await page.click(at('import'))
    await page.getByText('导入完成').waitFor()
    equal((await call(server, 'GET', `/api/tickets/${ticket.code}`)).ticket.seat, '1-1', 'the seat')
    equal(page.trouble, [], 'errors')
})

untimed('columns are chosen by hand where there are no titles, and a file is dropped', async stage => {
    const server = await serve(stage)
    const page = await open(stage, server, 'desktop')
    await page.evaluate(selector => {
        const data = new DataTransfer()
        data.items.add(new File(['13800138000;林一帆\n13900139000;单文\n'], 'bare.csv'))
        document.querySelector(selector).dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
    }, at('drop'))
    await page.getByText('没有认出列名').waitFor()
    await page.getByText('例如：林一帆').waitFor()
    await page.selectOption(`${at('column-0')} select`, 'phone')
    await page.click(at('read-columns'))
    await page.getByText('请选出哪一列是姓名', { exact: true }).waitFor()
    await page.selectOption(`${at('column-1')} select`, 'name')
    await page.getByText('线上', { exact: true }).click() // reads it anew by the old columns
    await page.selectOption(`${at('column-0')} select`, 'phone')
    await page.selectOption(`${at('column-1')} select`, 'name')
    await page.click(at('read-columns'))
    await until(async () => await page.locator(`${at('good')} b`).innerText() === '2', 'both people')
    await page.getByText('现场0人，线上2人').waitFor()
    equal(page.trouble, [], 'errors')
})

untimed('what is no list is refused with a sentence, and nobody else may come here', async stage => {
    const server = await serve(stage)
    const page = await open(stage, server, 'phone')
    await bring(page, '名单.xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]))
    await page.getByText('这是旧版.xls').waitFor()
    await looks_right(page, 'the refusal')
    await bring(page, '名单.csv', '姓名,手机\r\n林一帆,13800138000\r\n') // and goes on
    await page.locator(at('preview')).waitFor()
    const desk = await person(stage, { expected: [/403/] })
    await sign_in(desk, invite(server, 'desk'))
    await desk.goto(`${server.url}/e/${slug}/import`)
    await desk.getByText('你的邀请不包括这个页面').waitFor()
    equal([...page.trouble, ...desk.trouble], [], 'errors')
})

untimed('who is imported gets the ticket by mail when the organizer says so', async stage => {
    const post = await mail_server(stage)
    const server = await serve(stage, { tables: `[mail]\nurl = "${post.url}"\nfrom = "质量大讲堂 <noreply@hall.test>"\nstarttls = false` })
    const page = await open(stage, server, 'desktop')
    await bring(page, 'a.csv', 'name,email,attendance\nLin Yifan,lin@guest.test,hall\nShan Wen,,online\n')
    await page.getByText('邮箱（1人有）').waitFor()
    await page.check('[name="consent"]', { force: true })
    await page.check('[name="tickets"]', { force: true })
    await page.keyboard.press('Enter')
    await page.getByText('导入完成').waitFor()
    await until(() => post.mails().some(mail => mail.includes('To: <lin@guest.test>')), 'the mail')
    equal(page.trouble, [], 'errors')
})
