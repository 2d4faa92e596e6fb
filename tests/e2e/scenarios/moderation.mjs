// Moderating in the pages: reasons, history, muting, the rules of asking, words, and two moderators at once.
import { equal, must, until, untimed } from '../check.mjs'
import { at, person, scrolls_sideways } from '../browser.mjs'
import { ask, press_on, row, staff, watching } from '../asking.mjs'
import { Feed } from '../feed.mjs'
import { session } from '../hall.mjs'
import { call, invite, serve, slug } from '../server.mjs'
import { AxeBuilder } from '../../../web/node_modules/@axe-core/playwright/dist/index.mjs'

async function no_faults(page, where) {
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
    equal(violations.map(one => `${one.id} ${one.nodes[0].target}`), [], `axe on ${where}`)
    must(!await scrolls_sideways(page), `${where} scrolls sideways`)
}

untimed('a rejection says why to its asker, its history says who, and an approval is taken back unseen', async stage => {
    const server = await serve(stage)
    const asker = await watching(stage, server.url)
    const moderator = await staff(stage, server.links.console)
    await ask(asker, '请问明天的天气怎么样？')
    await press_on(moderator, 'pending', '天气', 'w')
    await moderator.getByRole('button', { name: '与今天的内容无关' }).click()
    await no_faults(moderator, 'the console with a reason')
    await moderator.keyboard.press('Control+Enter')
    await asker.click(at('mine'))
    await row(asker, 'own-question', '天气').locator(at('reason')).filter({ hasText: '与今天的内容无关' }).waitFor()

    await ask(asker, '逸刻的门店还会增加吗？')
    await press_on(moderator, 'pending', '逸刻', 'a')
    await row(asker, 'question', '逸刻').or(row(asker, 'own-question', '逸刻').filter({ hasText: '已公开' })).first().waitFor()
    await moderator.getByText(/撤回：通过2号/).waitFor() // the step is taken: Z means this one
    await moderator.keyboard.press('z')
    await row(moderator, 'pending', '逸刻').waitFor()
    equal(await asker.getByText('你的提问没有通过').count(), 0, 'taking an approval back looked like a rejection')
    await press_on(moderator, 'pending', '逸刻', 'h')
    const history = moderator.locator(at('history-list'))
    await history.getByText('恢复').waitFor()
    equal(await history.locator('li b').allInnerTexts(), ['提问人', '李静', '李静'], 'who acted')
    await no_faults(moderator, 'the console with a history')
    equal([...moderator.trouble, ...asker.trouble], [], 'errors')
})

untimed('who is muted goes on asking and voting and notices nothing', async stage => {
    const server = await serve(stage)
    const loud = await watching(stage, server.url)
    const calm = await watching(stage, server.url)
    const moderator = await staff(stage, server.links.console)
    await ask(calm, '门店的人还做什么？')
    await press_on(moderator, 'pending', '门店', 'a')
    await ask(loud, '骂人的话一')
    await press_on(moderator, 'pending', '骂人的话一', 'b')
    await row(moderator, 'pending', '骂人的话一').waitFor({ state: 'detached' }) // it went aside
    await ask(loud, '骂人的话二')
    await loud.click(at('mine'))
    await row(loud, 'own-question', '骂人的话二').getByText('等主持人看').waitFor()
    await moderator.locator(at('filter-apart')).filter({ hasText: '2' }).click()
    await row(moderator, 'pending', '骂人的话二').waitFor()
    equal(await moderator.title().then(title => title.startsWith('(')), false, 'what is set aside counts as waiting')

    await loud.getByRole('button', { name: '最想听' }).click()
    await row(loud, 'question', '门店').locator(at('vote')).click()
    await row(loud, 'question', '门店').locator(at('vote')).filter({ hasText: '1' }).waitFor()
    await row(calm, 'question', '门店').locator(at('vote')).click()
    await row(moderator, 'published', '门店').getByText('1票').waitFor()
    equal(await row(moderator, 'published', '门店').getByText('2票').count(), 0, 'the votes that count')
    must(!(await loud.content()).includes('静音'), 'the page of who is muted says so')

    await press_on(moderator, 'pending', '骂人的话一', 'z') // undoes the muting
    await row(moderator, 'published', '门店').getByText('2票').waitFor() // both
    equal([...moderator.trouble, ...loud.trouble], [], 'errors')
})

untimed('who is muted sees question, vote and 弹幕 on the own page as anybody does, also after a reload', async stage => {
    const server = await serve(stage)
    const organizer = await session(server, invite(server, 'organizer'))
    await call(server, 'POST', `/api/events/${slug}/stream`, { do: 'start' }, { Cookie: organizer })
    const moderator = await Feed.open(server, organizer, 'organizer')
    stage.keep(moderator, () => moderator.close())
    await call(server, 'PUT', `/api/events/${slug}/asking`, { ...moderator.hello.snapshot.asking, moderation: 'after' }, { Cookie: organizer })
    await moderator.send('switch_danmaku', { mode: 'after' })
    const [loud, calm] = [await watching(stage, server.url), await watching(stage, server.url)]
    await ask(loud, '先问一句')
    await row(calm, 'question', '先问一句').waitFor()
    const known = await Feed.open(server, organizer, 'organizer')
    known.close()
    await moderator.send('mute', { viewer: known.hello.snapshot.questions[0].viewer })

    await ask(loud, '再问一句')
    await row(loud, 'question', '再问一句').locator(at('vote')).click()
    await row(loud, 'question', '先问一句').locator(at('vote')).click()
    await loud.click(at('tab-danmaku'))
    await loud.fill(at('danmaku-text'), '讲得真好')
    await loud.click(at('danmaku-send'))
    await loud.locator(at('danmaku-list')).getByText('讲得真好').waitFor()
    await loud.reload()
    for (const words of ['再问一句', '先问一句'])
        await until(async () => (await row(loud, 'question', words).locator(at('vote')).innerText()).trim() === '1', `one vote for ${words}`)
    equal(await row(loud, 'question', '再问一句').locator(at('vote')).getAttribute('aria-pressed'), 'true', 'the own vote')
    await loud.click(at('mine'))
    await row(loud, 'own-question', '再问一句').getByText('已公开').waitFor()
    // and nobody else
    equal(await row(calm, 'question', '再问一句').count(), 0, 'others see the question')
    equal((await row(calm, 'question', '先问一句').locator(at('vote')).innerText()).trim(), '0', 'the vote counts for others')
    await calm.click(at('tab-danmaku'))
    equal(await calm.getByText('讲得真好').count(), 0, 'others see the 弹幕')
    equal([...loud.trouble, ...calm.trouble], [], 'errors')
})

untimed('two moderators change the words at once, and what both typed stays', async stage => {
    const server = await serve(stage)
    const [one, two] = [await staff(stage, server.links.console, { expected: [/409/] }), await staff(stage, invite(server, 'moderator', '王磊'), { expected: [/409/] })]
    for (const page of [one, two]) {
        await page.click(at('rules'))
        await page.click(at('words').concat(' summary'))
        await page.locator(at('words-hold')).waitFor()
    }
    await one.fill(at('words-hold'), '投诉')
    await one.click(at('words-save'))
    await one.getByText('已保存').waitFor()
    await two.uncheck(at('asking-anonymous')) // the rules have a version of their own
    await two.fill(at('words-hold'), '退票')
    await two.click(at('words-save'))
    await two.locator(at('words-joined')).waitFor()
    equal(await two.inputValue(at('words-hold')), '投诉\n退票', 'the words of both')
    await no_faults(two, 'the joined list of words')
    await two.click(at('words-save'))
    await two.getByText('已保存').waitFor()
    await one.reload()
    await one.click(at('rules'))
    await one.click(at('words').concat(' summary'))
    await until(async () => await one.inputValue(at('words-hold')) === '投诉\n退票', 'the list that is saved')
    equal([...one.trouble, ...two.trouble], [], 'errors')
})

untimed('the rules of asking are followed by the pages at once', async stage => {
    const server = await serve(stage)
    const asker = await watching(stage, server.url, { size: 'phone' })
    const other = await watching(stage, server.url)
    const moderator = await staff(stage, server.links.console)
    await moderator.click(at('rules'))
    await moderator.locator(at('asking')).waitFor()
    await moderator.click(at('words').concat(' summary'))
    await moderator.fill(at('words-hold'), '投诉\n投诉\n')
    await moderator.fill(at('words-reject'), '加微信')
    await no_faults(moderator, 'the rules of asking')
    await moderator.click(at('words-save'))
    await moderator.getByText('已保存').waitFor()
    await moderator.check(at('moderation-after'))
    await until(async () => (await moderator.locator(at('rules')).innerText()) === '先发后审', 'the rules in the head')
    await moderator.uncheck(at('asking-anonymous'))
    await asker.locator('label.anonymous').waitFor({ state: 'detached' })

    await asker.fill(at('ask-text'), '会后可以下载讲义吗？')
    await asker.click(at('ask-send'))
    await asker.getByRole('dialog').locator('input').fill('小陈') // a name first
    await asker.getByRole('dialog').locator('button[type="submit"]').click()
    await asker.getByRole('dialog').waitFor({ state: 'detached' })
    await asker.click(at('ask-send'))
    await row(other, 'question', '会后可以下载').waitFor() // published at once
    await ask(asker, '我要 投-诉')
    await ask(asker, '請加👍微信')
    await moderator.keyboard.press('Escape')
    await row(moderator, 'pending', '投-诉').locator(at('held')).filter({ hasText: '投诉' }).waitFor()
    await moderator.locator(at('filter-apart')).filter({ hasText: '1' }).click()
    await row(moderator, 'pending', '微信').locator(at('held')).waitFor()
    await asker.click(at('mine'))
    await row(asker, 'own-question', '微信').getByText('已公开').waitFor()

    await asker.fill(at('ask-text'), '写到一半')
    await moderator.click(at('rules'))
    await moderator.uncheck(at('asking-open'))
    await asker.locator(at('ask-closed')).waitFor()
    await no_faults(asker, 'a viewer whose questions are closed')
    await moderator.check(at('asking-open'))
    await asker.locator(at('ask-text')).waitFor()
    equal(await asker.inputValue(at('ask-text')), '写到一半', 'the words typed before')
    equal([...moderator.trouble, ...asker.trouble, ...other.trouble], [], 'errors')
})

untimed('a moderator sees which question another edits, and keeps the words when another acts on it', async stage => {
    const server = await serve(stage)
    const asker = await watching(stage, server.url)
    const one = await staff(stage, server.links.console)
    const two = await staff(stage, invite(server, 'moderator', '王磊'))
    await ask(asker, '门店的人还做什么？')
    await press_on(two, 'pending', '门店', 'e')
    await row(one, 'pending', '门店').locator(at('opened')).filter({ hasText: '王磊正在改' }).waitFor()
    await two.locator(at('editor')).fill('店员还做什么？')
    await press_on(one, 'pending', '门店', 'a')
    await two.locator(at('changed')).filter({ hasText: '李静刚刚动过1号：通过' }).waitFor()
    equal(await two.inputValue(at('editor')), '店员还做什么？', 'the words after an approval by another')
    await no_faults(two, 'the console with an editor that was overtaken')
    await two.locator(at('editor')).press('Control+Enter')
    await row(one, 'published', '店员还做什么').waitFor()
    await until(async () => await one.locator(at('opened')).count() === 0, 'the question is closed again')

    await press_on(two, 'published', '店员', 'r')
    await two.locator(at('editor')).fill('也做配送。')
    await press_on(one, 'published', '店员', 'x')
    await two.locator(at('changed')).filter({ hasText: '李静刚刚动过1号：拒绝' }).waitFor()
    equal(await two.inputValue(at('editor')), '也做配送。', 'the reply after a rejection by another')
    await no_faults(two, 'the console with an editor whose question has gone')
    await two.getByRole('button', { name: '恢复并答复' }).click()
    await row(one, 'answered', '也做配送').waitFor()

    await ask(asker, '有没有停车场？')
    await press_on(two, 'pending', '停车场', 'e')
    await two.locator(at('editor')).fill('哪里有停车场？')
    await press_on(one, 'pending', '停车场', 'x')
    await two.locator(at('changed')).filter({ hasText: '2号：拒绝' }).waitFor()
    await two.locator(at('editor')).press('Escape') // and nothing is done to it
    await two.locator(at('editor')).waitFor({ state: 'detached' })
    await one.click(at('undo'))
    await row(two, 'pending', '有没有停车场').waitFor()
    equal([...one.trouble, ...two.trouble], [], 'errors')
})

untimed('words that are refused, or left for another question, open again', async stage => {
    const server = await serve(stage)
    const asker = await watching(stage, server.url)
    const [one, two] = [await staff(stage, server.links.console), await staff(stage, invite(server, 'moderator', '王磊'))]
    await ask(asker, '甲问')
    await row(two, 'pending', '甲问').waitFor()
    await ask(asker, '乙问')
    await press_on(two, 'pending', '甲问', 'r')
    await two.locator(at('editor')).fill('写到一半')
    await press_on(two, 'pending', '乙问', 'r')
    equal(await two.inputValue(at('editor')), '', 'the words of another question')
    await two.locator(at('editor')).press('Escape')
    equal(await row(two, 'pending', '甲问').locator(at('editor')).inputValue(), '写到一半', 'the words that were left')

    await two.context().setOffline(true) // what the other does is not seen, and the step waits
    await press_on(one, 'pending', '甲问', 'x')
    await row(one, 'pending', '甲问').waitFor({ state: 'detached' })
    await two.locator(at('editor')).press('Control+Enter')
    await two.context().setOffline(false)
    await two.locator(at('message')).filter({ hasText: '1号刚被别人动过，你的操作没有生效' }).waitFor()
    await two.locator(at('changed')).filter({ hasText: '李静刚刚动过1号：拒绝' }).waitFor()
    equal(await two.inputValue(at('editor')), '写到一半', 'the words that were refused')
})

untimed('a question that goes out over a dead line is seen all the time, soon said to wait, and asked once', async stage => {
    const server = await serve(stage)
    const moderator = await staff(stage, server.links.console)
    const asker = await person(stage, { expected: [/503/], size: 'phone' })
    let dead = false // the first line says nothing any more, and nobody is told
    await asker.routeWebSocket(/\/feed/, page => {
        const mine = !dead && page.connectToServer()
        if (!mine) return void page.close({ code: 1011 })
        page.onMessage(text => dead || mine.send(text))
        mine.onMessage(text => dead || page.send(text))
    })
    await asker.goto(`${server.url}/e/${slug}/live`)
    await asker.locator(`${at('connection')}[data-state="open"]`).waitFor({ state: 'attached' })
    dead = true
    await ask(asker, '有人听到吗？')
    await asker.locator(at('leaving')).filter({ hasText: '正在送出' }).filter({ hasText: '有人听到吗' }).waitFor({ timeout: 2000 })
    await asker.getByText('提问已存好').waitFor({ timeout: 8000 })
    await asker.locator(at('leaving')).filter({ hasText: '还没发出' }).waitFor()
    await no_faults(asker, 'a viewer whose question waits')
    dead = false
    await asker.locator(at('leaving')).waitFor({ state: 'detached' })
    await row(moderator, 'pending', '有人听到吗').waitFor()
    await ask(asker, '再问一个')
    await row(moderator, 'pending', '再问一个').waitFor()
    equal(await row(moderator, 'pending', '有人听到吗').count(), 1, 'the question was asked')
})

untimed('the console says at once that the device has no network', async stage => {
    const server = await serve(stage)
    const moderator = await staff(stage, server.links.console, { expected: [/ERR_INTERNET_DISCONNECTED/] })
    await moderator.getByText('已连接').waitFor()
    await moderator.context().setOffline(true)
    await moderator.getByText('网络断了').waitFor({ timeout: 4000 })
    equal(await moderator.getByText('已连接').count(), 0, 'the foot of the console says that it is connected')
    await moderator.context().setOffline(false)
    await moderator.getByText('已连接').waitFor()
})

untimed('who asked what was merged sees what becomes of the other question', async stage => {
    const server = await serve(stage)
    const [first, second] = [await watching(stage, server.url, { size: 'phone' }), await watching(stage, server.url)]
    const moderator = await staff(stage, server.links.console)
    await ask(first, '老字号怎样做质量追溯？')
    await row(moderator, 'pending', '质量追溯').waitFor()
    await ask(second, '追溯的成本由谁来承担？')
    await row(moderator, 'pending', '成本').waitFor()
    await press_on(moderator, 'pending', '成本', 'm')
    await press_on(moderator, 'pending', '质量追溯', 'm')
    await moderator.keyboard.press('Enter')
    await row(moderator, 'pending', '成本').waitFor({ state: 'detached' })
    const merged = row(second, 'own-question', '成本')
    await second.click(at('mine'))
    await merged.getByText('已并入相近的问题').waitFor()
    equal(await merged.locator(at('into')).count(), 0, 'the other is shown though it waits')
    await press_on(moderator, 'pending', '质量追溯', 's')
    await second.getByText('讲者正在回答你的提问').waitFor()
    await merged.locator(at('into')).filter({ hasText: '老字号怎样做质量追溯' }).waitFor()
    await no_faults(second, 'an own question that was merged')
    equal([...moderator.trouble, ...first.trouble, ...second.trouble], [], 'errors')
})

untimed('the organizer takes all questions home as a table, and that is kept', async stage => {
    const server = await serve(stage)
    const asker = await watching(stage, server.url)
    await ask(asker, '=1+1，门店的人还做什么？')
    await asker.getByText('提问已送到').waitFor()
    const organizer = await staff(stage, server.links.organizer)
    const taking = organizer.waitForEvent('download')
    await organizer.click(at('export-questions'))
    const file = await (await taking).createReadStream()
    let text = ''
    for await (const piece of file.setEncoding('utf8')) text += piece
    must(text.includes(`'=1+1，门店`), `the table: ${text}`)
    await organizer.goto(`${server.url}/e/${slug}/organizer#staff`)
    await organizer.reload() // the page was open at another tab
    await organizer.locator(at('audit')).getByText('全部提问').waitFor()
})
