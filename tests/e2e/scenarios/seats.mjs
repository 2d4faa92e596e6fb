// Seats that are kept back and given by hand, a VIP at the door, and a seat that is offered for a time.
import { equal, must, untimed } from '../check.mjs'
import { at, person, scrolls_sideways, sign_in } from '../browser.mjs'
import { session } from '../hall.mjs'
import { call, invite, serve, slug } from '../server.mjs'
import { AxeBuilder } from '../../../web/node_modules/@axe-core/playwright/dist/index.mjs'

const event = `/api/events/${slug}`
const registers = (server, name, phone) =>
    call(server, 'POST', `${event}/registrations`, { id: `r${phone}`, attendance: 'in_person', name, phone, consent: true })

async function is_clean(page, where) {
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
    equal(violations.map(one => one.id), [], `axe on ${where}`)
    must(!await scrolls_sideways(page), `${where} is too wide`)
    equal(page.trouble, [], `trouble on ${where}`)
}

async function open_seats(organizer) {
    await organizer.locator('nav').getByText('报名', { exact: true }).click()
    await organizer.locator(at('seat')).first().waitFor()
}

const seat = (page, label) => page.locator(`${at('seat')}[data-label="${label}"]`)

untimed('an organizer adds seats, keeps one back, gives it to a guest, and the desk sees the VIP and the note', async stage => {
    const server = await serve(stage, { seats: 2 })
    await registers(server, '林一帆', '13800138000')
    const organizer = await person(stage)
    await sign_in(organizer, server.links.organizer)
    await open_seats(organizer)
    await organizer.fill('[name="labels"]', '贵宾1至贵宾3，1-1')
    await organizer.getByText('4个', { exact: true }).waitFor()
    organizer.expected.push(/422/)
    await organizer.click(at('add-seats'))
    await organizer.getByText('已经有座位 1-1').waitFor()
    await organizer.fill('[name="labels"]', '贵宾1至贵宾3')
    await organizer.click(at('add-seats'))
    await seat(organizer, '贵宾3').click()
    await organizer.click(at('reserve'))
    await organizer.locator('.legend').getByText('留出1').waitFor()

    await organizer.fill('[name="guest"]', 'lyf')
    await organizer.click(at('seat-guest'))
    await organizer.click(at('give-seat'))
    await organizer.locator(at('seat-guest')).getByText('贵宾3').waitFor()
    await organizer.getByRole('checkbox', { name: '贵宾' }).check()
    await organizer.fill('[name="note"]', '请从贵宾通道引导')
    await organizer.click(at('save-greeting'))
    await organizer.locator(at('seat-guest')).getByText('VIP').waitFor()
    await organizer.locator(`${at('seat')}[aria-label="贵宾3，有人，林一帆，VIP，留出"]`).waitFor()
    await is_clean(organizer, 'the seats')

    const desk = await person(stage, { size: 'phone' })
    await sign_in(desk, invite(server, 'desk', '刘洋'))
    await desk.getByRole('button', { name: '1号台' }).click()
    await desk.fill(at('search'), 'lyf')
    await desk.locator(at('guest-row')).getByText('请从贵宾通道引导').waitFor()
    await desk.getByRole('button', { name: '签到 林一帆' }).click()
    const greeting = desk.locator(at('greeting'))
    await greeting.getByText('贵宾', { exact: true }).waitFor()
    await greeting.getByText('请从贵宾通道引导').waitFor()
    equal(desk.trouble, [], 'trouble at the desk')
})

untimed('a freed seat is offered to who waits, who accepts it on the page of the ticket', async stage => {
    const server = await serve(stage, { seats: 1 })
    const cookie = { Cookie: await session(server, invite(server, 'organizer', '赵晓蕾')) }
    const { event: programme } = await call(server, 'GET', event)
    const shift = Date.now() + 24 * 3_600_000 - programme.starts_at
    const moved = one => ({ ...one, starts_at: one.starts_at + shift, ends_at: one.ends_at + shift })
    await call(server, 'PUT', event, { ...moved(programme), agenda: programme.agenda.map(moved) }, cookie)
    const first = await registers(server, '林一帆', '13800138000')
    const next = await registers(server, '单文', '13800138001')

    const organizer = await person(stage)
    await sign_in(organizer, server.links.organizer)
    await open_seats(organizer)
    await organizer.getByLabel('空出座位时').selectOption('30')
    await organizer.getByText('已保存').waitFor()
    await seat(organizer, '1-1').click()
    await organizer.click(at('reserve'))
    await organizer.getByText('放开以后，座位先保留给候补名单上的第一位').waitFor() // as the time that was just chosen says
    await organizer.click(at('unreserve'))
    await organizer.locator(at('unreserve')).waitFor({ state: 'detached' })
    await call(server, 'POST', `/api/tickets/${first.ticket.code}/cancel`, {})
    await organizer.locator('.legend').getByText('待接受1').waitFor()

    const guest = await person(stage, { size: 'phone' })
    await guest.goto(next.ticket.url)
    const offer = guest.locator(at('offer'))
    await offer.getByText('1排1座').waitFor()
    await offer.locator('[role="timer"]').getByText(/^(29|30):\d\d$/).waitFor()
    await is_clean(guest, 'the offer')
    await guest.click(at('accept'))
    await guest.getByText('已确认').waitFor()
    await guest.locator(at('ticket-code')).first().waitFor()
    await organizer.locator(`${at('seat')}[aria-label="1排1座，有人，单文"]`).waitFor()
})
