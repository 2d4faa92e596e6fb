// The organizer: the switch of the stream, the running order, and invitations that work once.
import { readFileSync } from 'node:fs'
import { equal, must, scenario, untimed } from '../check.mjs'
import { at, person, sign_in } from '../browser.mjs'
import { call, serve, slug } from '../server.mjs'

async function open(stage, server) {
    const organizer = await person(stage)
    await sign_in(organizer, server.links.organizer)
    await organizer.locator(at('next-segment')).waitFor()
    return organizer
}

scenario('the organizer starts and ends the stream, and viewers see it at once', async stage => {
    const server = await serve(stage, { source: 'test:' })
    const organizer = await open(stage, server)
    const viewer = await person(stage, { expected: [/503|404|410/] })
    await viewer.goto(server.links.viewer)
    await viewer.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.5, null, { timeout: 40_000 })

    await organizer.click(at('stream-end'))
    await organizer.click(at('stream-end-confirm'))
    await organizer.locator(at('stream-start')).waitFor()
    await viewer.getByText(/结束/).first().waitFor()

    await organizer.click(at('stream-start'))
    await organizer.locator(at('stream-end')).waitFor()
    await viewer.locator(at('ask-text')).waitFor() // asking is open again
    await viewer.waitForFunction(() => {
        const video = document.querySelector('video')
        const playing = video && !video.paused && video.readyState >= 3 && document.querySelector('[data-test="latency"]')
        return Boolean(playing)
    }, null, { timeout: 40_000 })
    for (const page of [organizer, viewer]) equal(page.trouble, [], `errors in ${page.url()}`)
})

untimed('the next item of the agenda is the current one on every page', async stage => {
    const server = await serve(stage)
    const organizer = await open(stage, server)
    if (await organizer.locator(at('stream-start')).isVisible()) await organizer.click(at('stream-start'))
    const viewer = await person(stage, { size: 'phone', expected: [/503/] })
    await viewer.goto(server.links.viewer)
    await viewer.locator(at('now-talk')).waitFor()
    for (const title of ['签到入场', '开场', '致辞', '大循环双循环', '百联业态创新']) {
        const button = organizer.locator(at('next-segment'))
        await organizer.locator('.go').filter({ hasText: title }).waitFor()
        await button.click()
        await viewer.locator(at('now-talk')).filter({ hasText: title }).waitFor()
    }
    equal(organizer.trouble, [], 'errors in the organizer’s page')
})

untimed('an invitation lets one person in once, and whoever is taken off is out at once', async stage => {
    const server = await serve(stage)
    const organizer = await open(stage, server)
    await organizer.locator('nav a[href="#staff"]').click()
    const form = organizer.locator('form').filter({ has: organizer.locator(at('invite')) })
    await form.locator('select').selectOption('moderator')
    await form.locator('input').fill('周敏')
    await organizer.click(at('invite'))
    const link = (await organizer.locator(at('invite-url')).innerText()).trim()

    const invited = await person(stage)
    await invited.goto(link)
    await invited.waitForURL(new RegExp(`/e/${slug}/console`))
    await invited.getByText('周敏').first().waitFor()
    const late = await person(stage, { expected: [/401/] })
    await late.goto(link)
    await late.locator('.error').first().waitFor()
    const words = await late.locator('main').innerText()
    must(words.includes('一次') || words.includes('失效') || words.includes('用过'), `the second one reads: ${words}`)
    must(!late.url().includes(link.split('#')[1]), 'the token stays in the address')
    await organizer.getByText('周敏').first().waitFor()
    for (const page of [organizer, invited]) equal(page.trouble, [], `errors in ${page.url()}`)

    invited.expected.push(/401|403/)
    await organizer.getByRole('button', { name: '移除周敏' }).click()
    await organizer.click(at('remove-sure'))
    await organizer.getByRole('button', { name: '移除周敏' }).waitFor({ state: 'detached' })
    await invited.locator('main.gate').waitFor()
    equal(organizer.trouble, [], 'errors in the organizer’s page')
})

untimed('staff pages send away who has not signed in', async stage => {
    const server = await serve(stage)
    for (const name of ['desk', 'console', 'stage', 'screen', 'organizer']) {
        const nobody = await person(stage, { expected: [/401/] })
        await nobody.goto(`${server.url}/e/${slug}/${name}`)
        await nobody.locator('a[href="/sign-in"]').first().waitFor()
        equal(nobody.trouble, [], `errors in ${name}`)
    }
})

untimed('the organizer takes the registrations home as a table', async stage => {
    const server = await serve(stage)
    await call(server, 'POST', `/api/events/${slug}/registrations`,
        { id: 'table-1', attendance: 'in_person', name: '=1+1', phone: '13817264471', consent: true })
    const page = await open(stage, server)
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出报名名单，CSV' }).click()])
    equal(file.suggestedFilename(), `${slug}-registrations.csv`, 'the name of the file')
    const table = readFileSync(await file.path(), 'utf8')
    must(table.startsWith('\ufeff姓名,') && table.includes("\r\n'=1+1,"), `the table is ${table}`)
    equal(page.trouble, [], 'errors')
})
