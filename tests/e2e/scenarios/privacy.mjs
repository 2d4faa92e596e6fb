// A person's own data: seen, taken along and erased on the ticket page; and what the organizer sees of it.
import { readFileSync } from 'node:fs'
import { equal, must, untimed } from '../check.mjs'
import { at, person, scrolls_sideways, sign_in } from '../browser.mjs'
import { call, serve, slug } from '../server.mjs'
import { AxeBuilder } from '../../../web/node_modules/@axe-core/playwright/dist/index.mjs'

const guest = { name: '欧阳识微', phone: '13900007391', organization: '识微仪器厂', title: '检定员' }

/** What axe finds, and whether the page is too wide. */
async function flaws(page, where) {
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
    equal(violations.map(one => one.id), [], `axe on ${where}`)
    must(!await scrolls_sideways(page), `${where} scrolls sideways`)
}

untimed('a person sees, takes along and erases the own data on the ticket page', async stage => {
    const server = await serve(stage)
    const { ticket } = await call(server, 'POST', `/api/events/${slug}/registrations`, { id: 'privacy-1', attendance: 'in_person', ...guest, consent: true })
    const page = await person(stage, { size: 'phone', expected: [/410/] })
    await page.goto(`${server.url}/ticket/${ticket.code}`)
    await page.click(at('my-data'))
    const shown = page.getByRole('dialog', { name: '我的信息' })
    await shown.locator(at('person')).waitFor()
    const words = await shown.innerText()
    for (const known of [guest.name, guest.organization, guest.title, '7391', '2026-2']) must(words.includes(known), `the page shows ${known}`)
    must(!words.includes('1390000'), 'the phone is masked')
    await flaws(page, 'the data')

    const [file] = await Promise.all([page.waitForEvent('download'), shown.locator(at('take-data')).click()])
    const taken = JSON.parse(readFileSync(await file.path(), 'utf8'))
    equal([taken.name, taken.phone_last4, taken.organization], [guest.name, '7391', guest.organization], 'what is taken along')

    await shown.locator(at('to-erase')).click()
    const sure = page.getByRole('dialog', { name: `删除${guest.name}的信息` })
    await sure.getByText('报名同时取消').waitFor() // told before it is done
    await flaws(page, 'the question')
    await sure.locator(at('erase')).click()
    await page.getByRole('heading', { name: '这张票的个人信息已经删除' }).waitFor()
    await flaws(page, 'the erased ticket')
    must(!await page.evaluate(name => JSON.stringify({ ...localStorage }).includes(name), guest.name), 'the device forgets the name')
    await page.reload()
    await page.getByRole('heading', { name: '这张票的个人信息已经删除' }).waitFor()
    equal(page.trouble, [], 'errors')
})

untimed('the organizer sees when the names go, and who exported them', async stage => {
    const server = await serve(stage)
    const page = await person(stage, { size: 'desktop' })
    await sign_in(page, server.links.organizer)
    await page.evaluate(path => fetch(path), `/api/events/${slug}/registrations.csv`)
    await page.goto(`${server.url}/e/${slug}/organizer#staff`)
    await page.reload()
    const audit = page.locator(at('audit'))
    await audit.getByText('报名名单').waitFor()
    must((await audit.locator(at('fate')).innerText()).includes('自动删除'), 'the day is told')
    await flaws(page, 'the organizer\'s page')
    equal(page.trouble, [], 'errors')
})
