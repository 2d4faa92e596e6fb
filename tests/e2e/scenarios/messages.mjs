// Messages: the form asks for an address where mail can be sent, the ticket arrives, and the organizer sees what came of it.
import { createServer } from 'node:http'
import { equal, must, until, untimed } from '../check.mjs'
import { at, person, scrolls_sideways, sign_in } from '../browser.mjs'
import { mail_server } from '../mail_server.mjs'
import { serve } from '../server.mjs'
import { AxeBuilder } from '../../../web/node_modules/@axe-core/playwright/dist/index.mjs'

async function fill_form(page, name, phone, email) {
    await page.fill('[name="name"]', name)
    await page.fill('[name="phone"]', phone)
    await page.fill('[name="email"]', email)
    await page.check('[name="consent"]', { force: true })
    await page.click(at('register'))
}

async function looks_right(page, where) {
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
    equal(violations.map(one => `${one.id} ${one.nodes[0].target}`), [], `axe on ${where}`)
    must(!await scrolls_sideways(page), `${where} scrolls sideways`)
}

untimed('a guest gives an address and gets the ticket by mail, and the organizer sends what was refused again', async stage => {
    const post = await mail_server(stage)
    const server = await serve(stage, { tables: `[mail]\nurl = "${post.url}"\nfrom = "质量大讲堂 <noreply@hall.test>"\nstarttls = false` })
    const guest = await person(stage, { size: 'phone' })
    await guest.goto(server.links.event)
    await guest.locator('[name="email"]').waitFor()
    await looks_right(guest, 'the form')
    await fill_form(guest, '林一帆', '13817264471', 'lin@guest')
    await guest.locator('.line:has([name="email"]) .error').waitFor()
    equal(await guest.evaluate(() => document.activeElement.getAttribute('name')), 'email', 'the field with the focus')
    await guest.fill('[name="email"]', 'lin@guest.test')
    await guest.click(at('register'))
    await guest.waitForURL(/\/ticket\//)
    await until(() => post.mails().some(mail => mail.includes('To: <lin@guest.test>')), 'the mail')

    const other = await person(stage)
    await other.goto(`${server.links.event}?lang=en`)
    await fill_form(other, 'Ann', '13817264472', 'nobody@guest.test')
    await other.waitForURL(/\/ticket\//)

    const organizer = await person(stage)
    await sign_in(organizer, server.links.organizer)
    await organizer.locator('nav a[href="#messages"]').click()
    await organizer.getByText('被拒绝').waitFor()
    const words = await organizer.locator('main').innerText()
    for (const part of ['l***@guest.test', 'n***@guest.test', '已发1', '没送到1', 'no such user', 'noreply@hall.test']) must(words.includes(part), `${part} is missing in ${words}`)
    must(!words.includes('lin@guest.test'), 'the address stands in the log')
    await organizer.check('[name="one_day"]')
    await organizer.getByText('已保存').waitFor()
    await organizer.fill('[name="to"]', 'me@guest.test')
    await organizer.click(at('send-test'))
    await until(() => post.mails().some(mail => mail.includes('To: <me@guest.test>')), 'the test')
    await organizer.getByText('已发2').waitFor()
    await organizer.getByText('没送到', { exact: true }).click()
    await until(async () => await organizer.locator('li').filter({ hasText: '@' }).count() === 1, 'only what was refused')
    await organizer.locator(at('again')).click()
    await organizer.getByText('没送到1').waitFor()
    for (const width of [390, 1280, 1920]) {
        await organizer.setViewportSize({ width, height: 900 })
        await looks_right(organizer, `the messages at ${width}`)
    }
    equal(post.mails().length, 2, 'mails in the box')
    for (const page of [guest, other, organizer]) equal(page.trouble, [], `errors in ${page.url()}`)
})

untimed('where no mail can be sent no address is asked for, and the organizer reads what to do', async stage => {
    const server = await serve(stage)
    const guest = await person(stage)
    await guest.goto(server.links.event)
    await guest.locator('[name="phone"]').waitFor()
    equal(await guest.locator('[name="email"]').count(), 0, 'fields for an address')
    const organizer = await person(stage)
    await sign_in(organizer, server.links.organizer)
    await organizer.locator('nav a[href="#messages"]').click()
    const words = await organizer.locator(at('channels')).innerText()
    must(words.includes('没有配置') && words.includes('管理员'), `the channels read ${words}`)
    equal(await organizer.locator(at('send-test')).count(), 0, 'forms for a test')
})

untimed('where tickets go by SMS the page says so, and the link in the message is the ticket', async stage => {
    const texts = []
    const vendor = createServer((request, response) => {
        let body = ''
        request.on('data', part => { body += part }).on('end', () => {
            texts.push(JSON.parse(body).text)
            response.end('{}')
        })
    })
    await new Promise(resolve => vendor.listen(0, '127.0.0.1', resolve))
    stage.keep(vendor, () => new Promise(resolve => { vendor.closeAllConnections(); vendor.close(resolve) }))
    const server = await serve(stage, { tables: `[sms]\nurl = "http://127.0.0.1:${vendor.address().port}/"` })
    const guest = await person(stage, { size: 'phone' })
    await guest.goto(server.links.event)
    await guest.fill('[name="name"]', '林一帆')
    await guest.fill('[name="phone"]', '13817264471')
    await guest.check('[name="consent"]', { force: true })
    await guest.click(at('register'))
    await guest.locator(at('sent')).waitFor()
    must((await guest.locator(at('sent')).innerText()).includes('*******4471'), 'the page does not say where it went')
    await looks_right(guest, 'the form after it was sent')
    await until(() => texts.length === 1, 'the SMS')
    await guest.goto(texts[0].slice(texts[0].indexOf('http://')))
    await guest.locator(at('ticket-code')).first().waitFor()
    equal(guest.trouble, [], 'errors')
})
