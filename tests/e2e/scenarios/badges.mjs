// Badges from the desk's page: printed by Chromium as its printer would get them, for names that are hard to set.
import { at, person, sign_in } from '../browser.mjs'
import { equal, must, untimed } from '../check.mjs'
import { call, invite, serve, slug } from '../server.mjs'
import { AxeBuilder } from '../../../web/node_modules/@axe-core/playwright/dist/index.mjs'

const unit_of_40 = '上海市质量协会卓越绩效管理促进中心暨长三角制造业数字化质量创新联合实验室筹备组秘'
const names = ['王强', '欧阳若', '欧阳若水', '阿卜杜拉·买买提·艾合买提江', 'Wilhelmina Featherstonehaugh-Cholmondele', '王', '古丽娜尔·买买提江']
const papers = { card: [90, 54], cr80: [86, 54], label: [100, 70], a6: [105, 148] }

/** The pages of a PDF in millimetres. */
function pages_of(pdf) {
    return [...pdf.toString('latin1').matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)]
        .map(([, width, height]) => [width, height].map(points => Math.round(points / 72 * 25.4)))
}

/** What is printed, kept on the page as long as a printer's dialog would: → {pdf, fits, height} */
async function printed(desk) {
    await desk.waitForFunction(() => globalThis.printing > 0)
    await desk.emulateMedia({ media: 'print' })
    const seen = await desk.evaluate(() => {
        const sheet = document.querySelector('.badge_sheet')
        const beside = (part, box) => part.left >= box.left - 1 && part.right <= box.right + 1
        const inside = (part, box) => beside(part, box) && part.top >= box.top - 1 && part.bottom <= box.bottom + 1
        const who = sheet.querySelector('[data-test="badge-who"]')
        const box = who.getBoundingClientRect()
        const words = document.createRange() // each line of each text
        words.selectNodeContents(who)
        const name = sheet.querySelector('[data-test="badge-name"]')
        return {
            fits: [...words.getClientRects()].every(one => beside(one, box)) && [...who.querySelectorAll('p')].every(one => inside(one.getBoundingClientRect(), box))
                && inside(box, sheet.firstElementChild.getBoundingClientRect()),
            name_mm: parseFloat(getComputedStyle(name).fontSize) / 96 * 25.4, text: sheet.textContent,
            others: [...document.body.children].filter(one => one !== sheet && getComputedStyle(one).display !== 'none').length,
        }
    })
    const pdf = await desk.pdf({ preferCSSPageSize: true, printBackground: true })
    return { ...seen, pdf }
}

async function end_printing(desk) {
    await desk.emulateMedia({ media: 'screen' })
    await desk.evaluate(() => { globalThis.printing = 0; window.dispatchEvent(new Event('afterprint')) })
    await desk.locator('.badge_sheet').waitFor({ state: 'detached' })
}

async function open_desk(stage, server) {
    const desk = await person(stage)
    await desk.addInitScript(() => { window.print = () => { globalThis.printing = (globalThis.printing ?? 0) + 1 } })
    await sign_in(desk, invite(server, 'desk', '1号台'))
    await desk.locator(at('arrivals')).first().waitFor()
    return desk
}

async function register(server, n, name, organization) {
    const { ticket } = await call(server, 'POST', `/api/events/${slug}/registrations`,
        { id: `badge-${n}`, attendance: 'in_person', name, organization, title: '高级工程师', phone: String(13900000100 + n), consent: true })
    return ticket
}

async function check_in(desk, ticket) {
    await desk.fill(at('code-input'), ticket.code)
    await desk.press(at('code-input'), 'Enter')
    await desk.locator(`${at('result')}[data-result="admitted"]`).waitFor()
}

untimed('a badge is printed on the paper of the device, and names of every length are whole on it', async stage => {
    const server = await serve(stage)
    const desk = await open_desk(stage, server)
    const tickets = []
    for (const [n, name] of names.entries()) tickets.push(await register(server, n, name, n % 2 ? unit_of_40 : '上海市质量协会'))
    await check_in(desk, tickets[0])
    await desk.click(at('result-badge')) // the result gives way to the badge
    await desk.locator(at('print-badge')).waitFor()
    const { violations } = await new AxeBuilder({ page: desk }).setLegacyMode(true).include('dialog').analyze()
    equal(violations.map(one => `${one.id} ${one.nodes[0]?.html}`), [], 'what axe finds in the dialog')
    for (const [paper, size] of Object.entries(papers)) {
        await desk.click(at(`paper-${paper}`))
        await desk.click(at('print-badge'))
        const seen = await printed(desk)
        equal(pages_of(seen.pdf), [size], `pages of ${paper}`)
        must(seen.text.includes('王强') && seen.text.includes('高级工程师') && seen.text.includes('卓越城市'), `what ${paper} says: ${seen.text}`)
        must(seen.name_mm > 15, `the name on ${paper} has ${seen.name_mm} mm`)
        equal([seen.fits, seen.others], [true, 0], `${paper} whole, and nothing else printed`)
        await end_printing(desk)
        await desk.fill(at('search'), '王强')
        await desk.click(`${at('guest-row')} ${at('badge-of')}`)
        equal(await desk.getAttribute(at(`paper-${paper}`), 'aria-pressed'), 'true', 'the paper of before')
    }
    await desk.click(at('at-each'))
    await desk.keyboard.press('Escape')
    await desk.reload() // what is chosen is the device's
    for (const ticket of tickets.slice(1)) {
        await check_in(desk, ticket)
        const seen = await printed(desk)
        equal([pages_of(seen.pdf), seen.fits], [[papers.a6], true], `the badge of ${ticket.name}`)
        await end_printing(desk)
        await desk.locator(at('result')).waitFor({ state: 'detached' })
    }
    equal(desk.trouble, [], 'errors at the desk')
})

untimed('without a network a badge is printed as with one, and on the smallest card the hardest names are whole', async stage => {
    const server = await serve(stage)
    for (const [n, name] of names.entries()) await register(server, n, name, unit_of_40)
    const desk = await open_desk(stage, server)
    await desk.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await desk.waitForLoadState('networkidle')
    desk.expected.push(/ERR_INTERNET_DISCONNECTED|WebSocket|Failed to fetch/)
    await desk.context().setOffline(true)
    await desk.reload()
    await desk.locator(at('offline')).waitFor()
    await desk.click(`${at('badges')}:visible`) // a sample, to try the printer with
    await desk.click(at('paper-cr80'))
    await desk.click(at('at-each'))
    await desk.keyboard.press('Escape')
    for (const name of names) {
        await desk.fill(at('search'), name)
        await desk.locator(at('guest-row')).getByRole('button', { name: `签到 ${name}`, exact: true }).click()
        const seen = await printed(desk)
        equal([pages_of(seen.pdf), seen.fits], [[papers.cr80], true], `the badge of ${name}, ${seen.name_mm} mm`)
        must(seen.name_mm >= 4, `the name of ${name} has ${seen.name_mm} mm`)
        await end_printing(desk)
        await desk.locator(at('result')).waitFor({ state: 'detached' })
    }
})
