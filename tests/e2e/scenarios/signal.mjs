// What is wrong with the stream, on the organizer's page: said in words at once, kept with its time when it has passed.
import { execFileSync } from 'node:child_process'
import { equal, must, until, untimed } from '../check.mjs'
import { at, person, scrolls_sideways, sign_in } from '../browser.mjs'
import { program, serve, slug } from '../server.mjs'
import { AxeBuilder } from '../../../web/node_modules/@axe-core/playwright/dist/index.mjs'

/**
 * An encoder that says twice a second that all is well but the sound, and publishes nothing. `refused` fails with the
 * first report that is not taken.
 */
function encoder(stage, server) {
    const key = execFileSync(program, ['ingest-key', '--data', server.data, '--event', slug]).toString().trim().split(/\s/)[0]
    const seen = { silent_ms: 0 }
    const report = async () => {
        const { status } = await fetch(`${server.url}/ingest/${slug}/signal`, {
            method: 'PUT',
            headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
            body: JSON.stringify({
                source: { state: 'on', kind: 'srt', since: Date.now(), width: 1920, height: 1080, fps: 25 },
                picture: { black_ms: 0, frozen_ms: 0 }, sound: { silent_ms: seen.silent_ms, peak_db: -80, clipped_ms: 0 },
                renditions: [],
            }),
        })
        return status
    }
    const refused = new Promise((_, refuse) => {
        const timer = setInterval(() => report().then(status => {
            if (status === 204) seen.answered = true
            else refuse(new Error(`a report was answered ${status}`))
        }, refuse), 500)
        stage.keep(timer, () => clearInterval(timer))
    })
    return { seen, refused }
}

untimed('a silent hall is said in words on every page width, and stands in the list when it is over', async stage => {
    const server = await serve(stage)
    const { seen, refused } = encoder(stage, server)
    await Promise.race([refused, silence(stage, server, seen)])
})

async function silence(stage, server, seen) {
    await until(() => seen.answered, 'a report that is taken')
    const organizer = await person(stage)
    await sign_in(organizer, server.links.organizer)
    await organizer.locator(at('next-segment')).waitFor()
    if (await organizer.locator(at('stream-start')).isVisible()) await organizer.click(at('stream-start'))
    seen.silent_ms = 9000
    const strip = organizer.locator(at('warning-no_sound'))
    await strip.filter({ hasText: /现场没有声音\d+秒/ }).waitFor()
    await strip.filter({ hasText: '画面照常' }).waitFor()
    for (const width of [390, 1280, 1920]) {
        await organizer.setViewportSize({ width, height: 844 })
        must(!await scrolls_sideways(organizer), `scrolls sideways at ${width}`)
        const { violations } = await new AxeBuilder({ page: organizer }).analyze()
        equal(violations.map(one => one.id), [], `axe at ${width}`)
    }
    seen.silent_ms = 0
    await organizer.locator(at('passed-warnings')).filter({ hasText: '没有声音' }).waitFor()
    await strip.waitFor({ state: 'detached' })
    equal(organizer.trouble, [], 'errors in the organizer’s page')
}
