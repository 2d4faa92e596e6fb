// HTTPS with the certificate that the server made for itself: what a volunteer does to get a camera, and the live picture.
import { join } from 'node:path'
import { equal, must, scenario, untimed } from '../check.mjs'
import { at, open_browser, person, scratch, sign_in } from '../browser.mjs'
import { camera_file } from '../ffmpeg.mjs'
import { call, serve, slug } from '../server.mjs'

const guest = { name: '林一帆', phone: '13817264471', organization: '上海老字号研究会' }

/** Registers a guest and holds the ticket before a camera; → the camera's file. */
async function held_ticket(stage, server) {
    const { ticket } = await call(server, 'POST', `/api/events/${slug}/registrations`, { id: 'secure-1', attendance: 'in_person', ...guest, consent: true })
    const folder = scratch(stage)
    const phone = await person(stage, { size: 'phone' })
    await phone.goto(`${server.url}/ticket/${ticket.code}`)
    await phone.locator('.ticket .qr').first().screenshot({ path: join(folder, 'ticket.png') })
    camera_file(join(folder, 'ticket.png'), join(folder, 'camera.mjpeg'))
    return join(folder, 'camera.mjpeg')
}

untimed('without https the desk leads to the page of trust, and over https its camera reads the ticket', async stage => {
    const server = await serve(stage, { tls: true })
    const own = await open_browser(['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', '--host-resolver-rules=MAP hall.test 127.0.0.1',
        `--use-file-for-fake-video-capture=${await held_ticket(stage, server)}`])
    stage.keep(own, () => own.close())
    const named = address => address.replace('127.0.0.1', 'hall.test') // no browser takes it for this machine
    const desk = await person(stage, { within: own, permissions: ['camera'], trusting: true,
        expected: [/fetching the script/] }) // a browser that overlooks the certificate has no service workers

    await sign_in(desk, named(server.links.desk.replace(server.tls_url, server.url)))
    must(!await desk.evaluate(() => window.isSecureContext), 'http is no secure context')
    await desk.getByRole('button', { name: '1号台' }).click()
    await desk.locator(at('trust')).click()
    await desk.waitForURL(/\/trust\?/)
    const shown = await Promise.all(['fingerprint', 'authority'].map(name => desk.locator(at(name)).innerText()))
    equal(shown, server.prints, 'the fingerprints in the page and those that the server printed')
    const file = await fetch(`${server.url}/trust/jiangtang.crt`)
    equal(file.headers.get('content-type'), 'application/x-x509-ca-cert', 'what a telephone is told to install')
    await desk.locator(at('open-https')).click()
    await desk.waitForURL(named(`${server.tls_url}/e/${slug}/desk`)) // not signed in there: the two have cookies of their own

    const organizer = await call(server, 'POST', '/api/sign-in', { token: server.links.organizer.split('#')[1] })
    const { url } = await call(server, 'POST', `/api/events/${slug}/staff`, { id: 'secure-2', role: 'desk', name: '刘洋' }, { Cookie: organizer.cookie })
    await sign_in(desk, named(url.replace(server.url, server.tls_url)))
    must(await desk.evaluate(() => window.isSecureContext), 'https is a secure context')
    const green = desk.locator(`${at('result')}[data-result="admitted"]`).innerText({ timeout: 30_000 })
    await desk.getByRole('button', { name: '1号台' }).click()
    must((await green).includes(guest.name), 'the camera read the ticket')
    equal(desk.trouble, [], 'errors at the desk')
})

scenario('over https the live picture moves, and a question goes from the viewer to the moderator', async stage => {
    const server = await serve(stage, { source: 'test:', tls: true })
    must(server.links.viewer.startsWith(server.tls_url), 'the links that are printed are secure')
    const viewer = await person(stage, { trusting: true, expected: [/503/] })
    const moderator = await person(stage, { trusting: true, expected: [/503/] })
    await sign_in(moderator, server.links.console)
    await viewer.goto(server.links.viewer)
    await viewer.waitForFunction(() => document.querySelector('video')?.currentTime > 5, null, { timeout: 90_000 })
    const parts = await viewer.evaluate(() => performance.getEntriesByType('resource').map(one => one.name).filter(name => name.includes('.m4s')))
    must(parts.length > 5 && parts.every(name => name.startsWith(server.tls_url)), `parts came from ${parts[0]}`)
    await viewer.fill(at('ask-text'), '第一步应该先改什么？')
    await viewer.click(at('ask-send'))
    await moderator.locator(at('pending')).getByText('第一步应该先改什么？').first().waitFor()
    for (const page of [viewer, moderator]) equal(page.trouble, [], `errors in ${page.url()}`)
})
