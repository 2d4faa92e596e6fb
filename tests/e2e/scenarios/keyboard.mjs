// A moderator with fifty questions and a keyboard: everything the console does, without a mouse.
import { equal, must, until, untimed } from '../check.mjs'
import { at, scrolls_sideways } from '../browser.mjs'
import { staff } from '../asking.mjs'
import { Feed } from '../feed.mjs'
import { session } from '../hall.mjs'
import { call, invite, serve, slug } from '../server.mjs'
import { AxeBuilder } from '../../../web/node_modules/@axe-core/playwright/dist/index.mjs'

const people = 10
const each = 5
const topics = ['门店的人还做什么', '鲜食的损耗怎么算', '中小企业的机会在哪里', '数据由谁来管', '讲义在哪里下载']
const mark = n => `问${n}。` // no other question's words hold it
const words = (person, i) => `${topics[i]}？${mark(i * people + person + 1)}`

async function asker(stage, server, person) {
    const from = person % 2 ? 'online' : 'hall'
    const { cookie } = await call(server, 'POST', `/api/events/${slug}/viewers`, { name: `观众${person + 1}`, from })
    const feed = await Feed.open(server, cookie)
    return stage.keep(feed, () => feed.close())
}

/** The console's page as somebody uses it who has no mouse; every key waits until the page is not busy with the one before. */
class Keys {
    constructor(page) {
        this.page = page
    }

    press(key) {
        return this.page.keyboard.press(key)
    }

    /** Presses, and waits until the last step that can be undone reads `did`. */
    async step(key, did) {
        await this.press(key)
        await this.page.locator(at('undo')).filter({ hasText: did }).waitFor()
        await this.idle()
    }

    idle() {
        return until(async () => await this.page.locator('.busy').count() === 0, 'no command is on its way')
    }

    said(text) {
        return this.page.locator(at('message')).filter({ hasText: text }).waitFor()
    }

    selected() {
        return this.page.locator('.column.active [aria-current="true"], .column.active .sel').first()
    }

    /** Finds a question of the active column by its words. The search stays until find_all. */
    async find(n) {
        await this.press('/')
        await this.page.keyboard.type(mark(n))
        await this.press('Enter')
        await until(async () => (await this.selected().innerText()).includes(mark(n)), `no. ${n} is selected`)
    }

    async find_all() {
        await this.press('/')
        await this.press('Escape')
    }

    /** To a column by name, with Tab and Shift+Tab. */
    async to(name) {
        const names = ['pending', 'published', 'answered']
        const tab = () => this.page.locator('[role="tablist"] [role="tab"]').evaluateAll(all => all.findIndex(one => one.ariaSelected === 'true'))
        for (let now = await tab(); now !== names.indexOf(name); now = await tab()) await this.press(now < names.indexOf(name) ? 'ArrowRight' : 'ArrowLeft')
    }
}

/** What stands in the three columns, by number, as the page has it. */
async function columns(keys) {
    const of = async name => (await keys.page.locator(at(name)).evaluateAll(all => all.map(one => one.querySelector('.id, .m .num, .lab .num')?.textContent))).map(Number).sort((a, b) => a - b)
    const staged = await keys.page.locator(at('on-stage')).count() ? Number(await keys.page.locator('[data-test="on-stage"] .m .num').first().innerText()) : 0
    return { pending: await of('pending'), published: await of('published'), answered: await of('answered'), staged }
}

function on_server(questions) {
    const of = status => questions.filter(q => q.status === status).map(q => q.number).sort((a, b) => a - b)
    return { pending: of('pending'), published: of('published'), answered: of('answered'), staged: of('staged')[0] ?? 0 }
}

untimed('a moderator works through fifty questions with the keyboard alone', async stage => {
    const server = await serve(stage)
    const feeds = await Promise.all(Array.from({ length: people }, (_, person) => asker(stage, server, person)))
    for (let i = 0; i < each; i++) for (const [person, feed] of feeds.entries()) await feed.send('ask', { text: words(person, i) }) // in a known order
    const moderator = await staff(stage, server.links.console)
    await moderator.evaluate(() => {
        window.__pointer = 0
        for (const type of ['pointerdown', 'mousedown', 'click']) window.addEventListener(type, event => { if (event.detail > 0 || type !== 'click') window.__pointer++ }, true)
    })
    const keys = new Keys(moderator)
    const rows = name => moderator.locator(at(name))
    await until(async () => await rows('pending').count() === people * each, 'fifty wait')
    const numbered = n => moderator.locator(`[data-row]`).filter({ has: moderator.getByText(String(n), { exact: true }) })

    // through the list: approve the first ten as they come
    await keys.press('j')
    await keys.press('k')
    for (let n = 1; n <= 10; n++) await keys.step('a', `通过${n}号`)
    await until(async () => await rows('pending').count() === 40, 'ten are published')

    // reject, with a reason and without; undo; undo at once, before the answer can be there
    await keys.step('x', '拒绝11号')
    await keys.press('w')
    await moderator.locator(at('editor')).waitFor()
    await moderator.keyboard.type('与今天的内容无关')
    await keys.step('Control+Enter', '拒绝12号')
    await keys.press('a')
    await keys.press('z') // takes back the approval that is still on its way
    await keys.said('已撤回：通过13号')
    await moderator.locator(at('undo')).filter({ hasText: '拒绝12号' }).waitFor()
    await keys.step('z', '拒绝11号')
    await keys.said('已撤回：拒绝12号')
    equal(on_server((await read(stage, server)).questions).pending.includes(12), true, 'no. 12 waits again')

    // edit, and a talk by its digit and by arrows
    await keys.find(13)
    await keys.press('e')
    await moderator.locator(at('editor')).waitFor()
    await moderator.keyboard.press('Control+A')
    await moderator.keyboard.type(`中小企业怎样参与品牌的质量追溯？${mark(13)}`)
    await keys.step('Control+Enter', '修改13号')
    await keys.press('l')
    await moderator.locator(at('talk-editor')).waitFor()
    await no_faults(moderator, 'the console with the choice of a talk')
    await keys.step('2', '13号归到讲座')
    await moderator.locator('.o', { hasText: '问的是' }).filter({ hasText: '逸刻' }).waitFor()
    await keys.press('l')
    await keys.press('ArrowDown')
    await keys.step('Enter', '13号归到讲座')
    await moderator.locator('.o', { hasText: '问的是' }).filter({ hasText: '人工智能' }).waitFor()
    await keys.press('z')
    await moderator.locator('.o', { hasText: '问的是' }).filter({ hasText: '逸刻' }).waitFor()
    await keys.find_all()

    // merge duplicates: three with the same words but for the number
    await keys.find(21)
    await keys.press(' ')
    await keys.find(22)
    await keys.press(' ')
    await keys.find(23)
    await keys.press(' ')
    await keys.find_all()
    await moderator.getByText('合并3条').waitFor()
    await keys.press('m')
    await keys.press('m') // the second's text stays
    await keys.step('Enter', '并入22号')
    await until(async () => await rows('pending').count() === 37, 'two are merged away')
    await keys.press('z')
    await until(async () => await rows('pending').count() === 39, 'and are back')

    // a reply in writing
    await keys.find(24)
    await keys.press('r')
    await moderator.locator(at('editor')).waitFor()
    await moderator.keyboard.type('会后在网站上可以下载。')
    await keys.step('Control+Enter', '答复24号')
    await keys.find_all()

    // mute, find apart by the filter, unmute
    await keys.find(25)
    await keys.step('b', '静音25号提问人')
    await keys.find_all()
    await keys.press('f')
    await keys.press('f')
    await keys.press('f')
    await moderator.locator(`${at('filter-apart')}[aria-pressed="true"]`).waitFor()
    must(await rows('pending').count() > 0, 'nothing is set aside')
    await keys.step('b', '解除')
    await keys.press('f')
    await until(async () => await rows('pending').count() === 38, 'all wait again')
    await keys.press('f')
    await until(async () => (await rows('pending').count()) < 38, 'only the hall')
    for (let i = 0; i < 2; i++) await keys.press('f')

    // the published: pin, next, stage, answered and the next, down
    await keys.to('published')
    await keys.find(5)
    await keys.step('p', '置顶5号')
    await numbered(5).locator('.state').filter({ hasText: '置顶' }).waitFor()
    await keys.step('p', '取消置顶5号')
    await keys.find(7)
    await keys.step('n', '7号设为下一个')
    await keys.find_all()
    await keys.find(3)
    await keys.step('s', '3号上台')
    await keys.find_all()
    await keys.step('d', '3号答完') // no. 7 goes up, for it was chosen
    await moderator.locator(at('on-stage')).filter({ hasText: mark(7) }).waitFor()
    equal((await columns(keys)).staged, 7, 'the one on stage')
    await keys.press('z')
    await keys.said('已撤回：3号答完')
    equal((await columns(keys)).staged, 3, 'the one on stage again')
    await moderator.locator(at('published')).filter({ hasText: '已指定' }).filter({ has: moderator.getByText('7', { exact: true }) }).waitFor() // chosen again
    await keys.step('d', '3号答完')
    await keys.step('u', '撤下7号')
    await keys.to('answered')
    await keys.press('h')
    await moderator.locator(at('history-list')).getByText('答完').first().waitFor()
    await keys.press('h')
    await no_faults(moderator, 'the console with much done')

    // the rest: approve all that wait
    await keys.to('pending')
    await keys.press('Home')
    for (let left = await rows('pending').count(); left > 5; left--) {
        await keys.press('a')
        await until(async () => await rows('pending').count() < left, 'one less waits')
    }
    await keys.press('?')
    await moderator.getByRole('dialog').getByText('归到哪一讲').waitFor()
    await keys.press('Escape')
    await keys.idle()

    const there = await read(stage, server)
    equal(await columns(keys), on_server(there.questions), 'the page beside the server')
    equal(there.questions.find(q => q.number === 13).talk, there.event.agenda.filter(one => one.kind === 'talk')[1].id, 'the talk of no. 13')
    equal(there.muted, [], 'nobody is muted')
    equal(await moderator.evaluate(() => window.__pointer), 0, 'touches of the mouse')
    await moderator.mouse.click(5, 5)
    must(await moderator.evaluate(() => window.__pointer) > 0, 'a touch of the mouse is not noticed')
    equal(moderator.trouble, [], 'errors')
}, 240_000)

/** The state as another moderator is given it. */
async function read(stage, server) {
    const feed = await Feed.open(server, await session(server, invite(server, 'moderator')), 'moderator')
    feed.close()
    return feed.hello.snapshot
}

async function no_faults(page, where) {
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
    equal(violations.map(one => `${one.id} ${one.nodes[0].target}`), [], `axe on ${where}`)
    must(!await scrolls_sideways(page), `${where} scrolls sideways`)
}
