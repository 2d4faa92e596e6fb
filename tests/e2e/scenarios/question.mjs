// A question's way from one page to all others, and a connection that is cut and comes back.
import { equal, must, until, untimed } from '../check.mjs'
import { at } from '../browser.mjs'
import { ask, press_on, row, staff, watching } from '../asking.mjs'
import { serve, slug } from '../server.mjs'
import { relay } from '../wire.mjs'

const ids = page => page.locator(at('question')).evaluateAll(rows => rows.map(one => one.dataset.id))

untimed('a question goes from a viewer over the moderator to the stage, and its asker sees its fate', async stage => {
    const server = await serve(stage)
    const asker = await watching(stage, server.url)
    const other = await watching(stage, server.url, { size: 'phone' })
    const third = await watching(stage, server.url)
    const moderator = await staff(stage, server.links.console)
    const monitor = await staff(stage, server.links.stage)
    const words = '老字号门店做数字化改造，第一步应该先改什么？'

    await ask(asker, words)
    await row(moderator, 'pending', words).waitFor()
    equal(await other.locator(at('question')).count(), 0, 'a question nobody has approved is in the list')
    await press_on(moderator, 'pending', words, 'a')
    await row(other, 'question', words).waitFor()
    equal(await row(moderator, 'pending', words).count(), 0, 'an approved question is still to be reviewed')

    for (const voter of [other, third]) await row(voter, 'question', words).locator(at('vote')).click()
    await asker.waitForFunction(() => document.querySelector('[data-test="question"] [data-test="vote"] span')?.textContent === '2')
    await row(other, 'question', words).locator(at('vote')).click() // takes the vote back
    await asker.waitForFunction(() => document.querySelector('[data-test="question"] [data-test="vote"] span')?.textContent === '1')

    await press_on(moderator, 'published', words, 's')
    await monitor.locator(at('stage-question')).filter({ hasText: '老字号门店' }).waitFor()
    const screen = await monitor.context().newPage()
    await screen.goto(`${server.url}/e/${slug}/screen`)
    await screen.locator(at('screen-question')).filter({ hasText: '老字号门店' }).waitFor()
    await asker.locator(`${at('question')}.staged`).waitFor()

    await moderator.locator(at('on-stage')).locator('.num').first().click()
    await moderator.keyboard.press('d')
    await row(moderator, 'answered', words).waitFor()
    await monitor.locator(at('stage-question')).waitFor({ state: 'detached' })
    await asker.click(at('mine'))
    await row(asker, 'own-question', words).locator('.state').waitFor()
    const fate = await row(asker, 'own-question', words).innerText()
    must(/已回?答/.test(fate), `the asker reads: ${fate}`)
    for (const page of [asker, other, third, moderator, monitor]) equal(page.trouble, [], `errors in ${page.url()}`)
})

untimed('a rejected question is seen by its asker only', async stage => {
    const server = await serve(stage)
    const asker = await watching(stage, server.url)
    const other = await watching(stage, server.url)
    const moderator = await staff(stage, server.links.console)
    await ask(asker, '请加我微信')
    await ask(asker, '逸刻的门店还会增加吗？')
    await press_on(moderator, 'pending', '请加我微信', 'x')
    await press_on(moderator, 'pending', '逸刻的门店', 'a')
    await row(other, 'question', '逸刻的门店').waitFor()
    equal(await row(other, 'question', '请加我微信').count(), 0, 'a rejected question is in the list')
    await asker.click(at('mine'))
    const fate = await row(asker, 'own-question', '请加我微信').innerText()
    must(fate.includes('没有通过'), `the asker reads: ${fate}`)
})

untimed('a connection that is cut comes back with nothing missing and nothing twice', async stage => {
    const server = await serve(stage)
    const wire = await relay(stage, server)
    const lift = await watching(stage, wire.url, { expected: [/WebSocket|Failed to load resource|ERR_/] })
    const steady = await watching(stage, server.url)
    const moderator = await staff(stage, server.links.console)
    const approve = async words => {
        await press_on(moderator, 'pending', words, 'a')
        await row(steady, 'question', words).waitFor()
    }
    await ask(steady, '第一个问题')
    await approve('第一个问题')
    await row(lift, 'question', '第一个问题').waitFor()

    wire.cut()
    await lift.locator(`${at('connection')}[data-state="lost"]`).waitFor()
    await ask(lift, '在电梯里提的问题')
    await ask(steady, '断线时别人的问题')
    await approve('断线时别人的问题')
    await press_on(moderator, 'published', '断线时别人的问题', 's')
    await steady.locator(`${at('question')}.staged`).waitFor()
    equal(await row(moderator, 'pending', '在电梯里').count(), 0, 'a question came through a cut connection')
    await lift.click(at('mine'))
    await row(lift, 'unsent', '在电梯里').waitFor()

    wire.mend()
    await row(moderator, 'pending', '在电梯里').waitFor()
    await approve('在电梯里提的问题')
    equal(await row(lift, 'own-question', '在电梯里').count(), 1, 'the asker’s own question')
    equal(await lift.locator(at('unsent')).count(), 0, 'questions still on their way')
    await lift.getByRole('button', { name: '最新' }).click()
    await steady.getByRole('button', { name: '最新' }).click()
    await until(async () => (await ids(lift)).length === 3, 'three questions after the return')
    const [here, there] = [await ids(lift), await ids(steady)]
    equal(new Set(here).size, here.length, 'the list holds a question twice')
    equal(here, there, 'the lists of both viewers')
    await lift.locator(`${at('question')}.staged`).filter({ hasText: '断线时别人的问题' }).waitFor()
    equal(steady.trouble, [], 'errors in the steady page')
})

untimed('who comes later, or comes back, sees the votes there are', async stage => {
    const server = await serve(stage)
    const wire = await relay(stage, server)
    const asker = await watching(stage, server.url)
    const away = await watching(stage, wire.url, { expected: [/WebSocket|Failed to load resource|ERR_/] })
    const moderator = await staff(stage, server.links.console)
    await ask(asker, '今天的讲义会后可以下载吗？')
    await press_on(moderator, 'pending', '今天的讲义', 'a')
    const votes = page => row(page, 'question', '今天的讲义').locator(at('vote'))
    await votes(away).waitFor()
    wire.cut()
    await away.locator(`${at('connection')}[data-state="lost"]`).waitFor()
    await votes(asker).click()
    await votes(asker).filter({ hasText: '1' }).waitFor()
    const late = await watching(stage, server.url)
    await votes(late).filter({ hasText: '1' }).waitFor()
    await votes(late).click()
    await votes(asker).filter({ hasText: '2' }).waitFor()
    const latest = await watching(stage, server.url)
    await votes(latest).filter({ hasText: '2' }).waitFor({ timeout: 8000 })
    wire.mend()
    await away.locator(`${at('connection')}[data-state="open"]`).waitFor({ state: 'attached' })
    await votes(away).filter({ hasText: '2' }).waitFor({ timeout: 8000 })
})
