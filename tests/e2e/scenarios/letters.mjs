// A mail as its reader shows it, scanned at the desk; and what people are told before they give their data.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { equal, must, until, untimed } from '../check.mjs'
import { at, person, scratch, scrolls_sideways, sign_in } from '../browser.mjs'
import { mail_server } from '../mail_server.mjs'
import { call, invite, serve, slug } from '../server.mjs'
import { AxeBuilder } from '../../../web/node_modules/@axe-core/playwright/dist/index.mjs'

async function looks_right(page, where) {
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
    equal(violations.map(one => `${one.id} ${one.nodes[0].target}`), [], `axe on ${where}`)
    must(!await scrolls_sideways(page), `${where} scrolls sideways`)
}

/** The decoded content of the mail's part of a type. */
function part(mail, type) {
    const from = mail.indexOf('\n\n', mail.indexOf(`Content-Type: ${type}`))
    return Buffer.from(mail.slice(from, mail.indexOf('\n--', from)), 'base64')
}

untimed('the QR code of a ticket\'s mail is shown by its reader and opens the door', async stage => {
    const post = await mail_server(stage)
    const server = await serve(stage, { tables: `[mail]\nurl = "${post.url}"\nfrom = "质量大讲堂 <noreply@hall.test>"\nstarttls = false` })
    await call(server, 'POST', `/api/events/${slug}/registrations`, { id: 'letter-1', attendance: 'in_person', name: '林一帆', phone: '13817264481', email: 'lin@guest.test', consent: true })
    await until(() => post.mails().length === 1, 'the mail')
    const [mail] = post.mails()
    const picture = part(mail, 'image/png')
    const id = /Content-ID: <(.+)>/.exec(mail)[1]
    const html = part(mail, 'text/html').toString()
    must(html.includes(`src="cid:${id}"`), 'the letter shows the picture')
    const reader = await person(stage, { size: 'phone' })
    await reader.setContent(html.replace(`cid:${id}`, `data:image/png;base64,${picture.toString('base64')}`))
    for (const width of [390, 1280]) {
        await reader.setViewportSize({ width, height: 900 })
        await looks_right(reader, `the letter at ${width}`)
        must(await reader.locator('img').evaluate(img => img.complete && img.naturalWidth > 200), 'the picture is one')
    }

    const desk = await person(stage)
    await sign_in(desk, invite(server, 'desk', '刘洋'))
    await desk.getByRole('button', { name: '1号台' }).click()
    const file = join(scratch(stage), 'ticket.png')
    writeFileSync(file, picture)
    await desk.locator('.photo input').setInputFiles(file)
    await desk.locator(`${at('result')}[data-result="admitted"]`).waitFor()
    must((await desk.locator(at('result')).innerText()).includes('林一帆'), 'it is the guest')
})

untimed('people read who wants their data and how long it is kept, and the organizer can only shorten it then', async stage => {
    const server = await serve(stage)
    const organizer = await person(stage, { expected: [/422/] })
    await sign_in(organizer, server.links.organizer)
    await organizer.goto(`${server.url}/e/${slug}/organizer#staff`)
    await organizer.reload()
    const panel = organizer.locator(at('retention'))
    await panel.getByText('只能缩短').waitFor()
    await panel.locator('[name="days"]').fill('120')
    await panel.getByRole('button', { name: '保存' }).click()
    await organizer.locator(at('audit')).getByText('更改保留天数').waitFor()

    const guest = await person(stage, { size: 'phone' })
    await guest.goto(server.links.event)
    const told = guest.locator(at('purpose'))
    await told.getByText('活动结束120天后自动删除').waitFor()
    must((await told.innerText()).includes('上海市质量协会'), 'who wants it')
    await told.locator('summary').click()
    await told.getByText('更正、下载、删除').waitFor()
    await looks_right(guest, 'the form with what is told')

    await call(server, 'POST', `/api/events/${slug}/registrations`, { id: 'kept-1', attendance: 'in_person', name: '林一帆', phone: '13817264482', consent: true })
    await panel.locator('[name="days"]').fill('121')
    await panel.getByRole('button', { name: '保存' }).click()
    await panel.getByText('已有人按 120 天报名').waitFor()
    await panel.locator('[name="days"]').fill('0')
    await panel.getByRole('button', { name: '保存' }).click()
    await panel.getByText('请填1到3650之间的整数').waitFor()
    await panel.locator('[name="days"]').fill('30')
    for (const width of [390, 1280]) {
        await organizer.setViewportSize({ width, height: 900 })
        await looks_right(organizer, `the retention at ${width}`)
    }
    await panel.getByRole('button', { name: '保存' }).click()
    await organizer.getByText('已有人看着这个天数报名').waitFor()
    await guest.reload()
    await told.getByText('活动结束30天后自动删除').waitFor()
})
