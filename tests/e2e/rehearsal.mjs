// A minute of a full hall: moderators at their pages and viewers on the feed do what comes to their minds, all at once.
import { equal, must, range, until } from './check.mjs'
import { at, person } from './browser.mjs'
import { staff } from './asking.mjs'
import { catch_up, chance, gather, must_agree, must_be_durable, must_have_heard_all } from './fleet.mjs'
import { Follower } from './follower.mjs'
import { session } from './hall.mjs'
import { invite, rows, serve } from './server.mjs'
import { relay } from './wire.mjs'

const subjects = ['质量追溯的成本', '老字号的数字化', '冷链的损耗', '门店的人手', '会员的隐私', '标准的更新', '供应商的检验', '一线的培训']
const doubts = ['由谁来承担？', '第一步做什么？', '怎样衡量？', '有没有做成的例子？', '小企业怎么办？']
const conflict_words = /^(\d+)号刚被别人动过/

/** Keeps count of the conflicts that a console is told of and of those that its page shows. */
async function watch_conflicts(page) {
    page.told = []
    page.on('websocket', socket => socket.on('framereceived', ({ payload }) => {
        const message = String(payload).startsWith('{"re"') && JSON.parse(payload)
        if (message?.error?.code === 'version_conflict') page.told.push(message.error.question.number)
    }))
    await page.addInitScript(name => {
        window.shown = []
        let last
        new MutationObserver(() => {
            const words = document.querySelector(name)?.textContent
            if (words && words !== last) window.shown.push(words)
            last = words
        }).observe(document, { subtree: true, childList: true, characterData: true })
    }, at('message'))
}

/** What the console's columns show, in words: with `aside` what was set aside instead of what waits and what is done. */
async function board_of(page, aside) {
    await page.locator(at(aside ? 'filter-apart' : 'filter-all')).click({ timeout: 500 }).catch(() => {}) // nothing is apart
    await page.locator('section.column').nth(2).locator('.f button').nth(aside ? -1 : 0).click({ timeout: 500 }).catch(() => {})
    return page.evaluate(() => [...document.querySelectorAll('[data-row]')].map(row => {
        const words = name => row.querySelector(name)?.textContent ?? ''
        return [row.dataset.test ?? 'next', row.dataset.row, words('.t, .title'), words('.v'), words('.name'), words('.state')].join(' ')
    }).sort())
}

/** What a moderator at the page does next: usually on to the next question, sometimes back. */
async function do_something(page, { below, one_of, of }) {
    const press = key => page.keyboard.press(key)
    const write = async (key, words) => {
        await press(key)
        if (!await page.locator(at('editor')).count()) return
        await page.keyboard.insertText(words)
        await press(of(5) ? 'Escape' : 'Control+Enter')
    }
    const merge = async () => {
        for (const key of ['m', 'j', 'm', 'Enter']) await press(key)
    }
    const choices = [() => press('a'), () => press('a'), () => press('a'), () => press('x'), () => press('s'), () => press('d'), () => press('u'), () => press('n'), () => press('z'), () => press('p'),
        () => press('j'), () => press('k'), () => press('Home'), () => press('ArrowRight'), () => press('ArrowLeft'), () => write('e', '（改过）'),
        () => write('r', '会后书面回答。'), () => write('w', '与今天的内容无关'), merge, () => press('h')]
    for (let moves = below(3); moves > 0; --moves) await press('j')
    await one_of(choices)()
}

/** What a viewer does next. What is refused because of the moment is no fault. */
async function take_part(viewer, { one_of, of }) {
    const open = [...viewer.state.questions.values()].filter(one => one.status === 'published')
    const own = [...viewer.state.mine.values()].filter(one => one.status === 'pending' || one.status === 'published')
    if (of(40)) {
        viewer.lose_network()
        setTimeout(() => viewer.come_back(), 300)
    }
    if (of(25)) await viewer.send('ask', { text: `请问${one_of(subjects)}${one_of(doubts)}`, ...(of(4) && { anonymous: true }) })
    else if (own.length && of(30)) await viewer.send('withdraw', { question: one_of(own).id })
    else if (open.length) {
        const { id } = one_of(open)
        await viewer.vote(id, !viewer.state.votes.has(id))
    }
}

const allowed = new Set(['rate_limited', 'wrong_state', 'unknown_question'])

async function keep_on(act, seconds, pause_ms) {
    let done = 0
    const refused = new Map()
    for (const end = Date.now() + 1000 * seconds; Date.now() < end; done++) {
        try {
            await act()
        } catch (problem) {
            if (!allowed.has(problem.code)) throw problem
            refused.set(problem.code, (refused.get(problem.code) ?? 0) + 1)
        }
        await new Promise(resolve => setTimeout(resolve, pause_ms()))
    }
    return { done, refused }
}

/** Fails unless the pages show what a page that is opened now does, and have shown every conflict they were told of. */
async function must_show_the_same(stage, server, pages) {
    const fresh = await staff(stage, invite(server, 'moderator', '后来的'))
    await fresh.locator('[data-row]').first().waitFor()
    for (const aside of [false, true]) {
        const wanted = await board_of(fresh, aside)
        must(wanted.length > 0, 'there is nothing to compare')
        for (const [i, page] of pages.entries()) {
            await page.keyboard.press('Escape')
            let got
            await until(async () => JSON.stringify(got = await board_of(page, aside)) === JSON.stringify(wanted), 'the same board', 6000).catch(() => {
                equal(got.filter(one => !wanted.includes(one)), wanted.filter(one => !got.includes(one)), `what console ${i + 1} shows beside what it should`)
                equal(got, wanted, `what console ${i + 1} shows`)
            })
        }
    }
    for (const [i, page] of pages.entries()) {
        const shown = (await page.evaluate(() => window.shown)).flatMap(words => conflict_words.exec(words)?.[1] ?? []).map(Number)
        equal(shown, page.told, `the conflicts that console ${i + 1} showed`)
        equal(page.trouble, [], `errors of console ${i + 1}`)
    }
}

/** Some ask, and are muted for the rest of the time. → they */
async function mute_some(moderator, viewers) {
    for (const viewer of viewers) {
        const { question } = await viewer.send('ask', { text: `请问${subjects[1]}${doubts[1]}` })
        await until(() => moderator.state.questions.has(question.id), 'the moderator has the question')
        await moderator.send('mute', { viewer: moderator.state.questions.get(question.id).viewer })
    }
    return new Set(viewers)
}

/** The first console, a moment behind, takes the same question as the second: one of them must lose. */
async function collide([behind, ahead]) {
    for (const page of [behind, ahead]) {
        await page.locator(at('pending')).nth(19).waitFor()
        await page.keyboard.press('Home')
    }
    await Promise.all([ahead.keyboard.press('x'), behind.keyboard.press('a')])
}

/** → what happened, counted */
export async function rehearse(stage, { viewers, consoles = 3, seconds, seed = 5 }) {
    const server = await serve(stage)
    const followers = await gather(stage, server, { viewers, moderators: 2 })
    const [witness, ...others] = followers.viewers
    const [quiet, other_quiet] = followers.moderators
    const organizer = await Follower.join(stage, server, { cookie: await session(server, server.links.organizer), as: 'organizer' })
    const slow = await relay(stage, server, { delay_ms: 120 }) // one of them acts on what was true a moment ago
    const pages = []
    for (const i of range(consoles)) {
        const url = invite(server, 'moderator', `主持人${'甲乙丙丁'[i]}`)
        const page = await person(stage)
        await watch_conflicts(page)
        await page.goto(i === 0 ? url.replace(server.url, slow.url) : url)
        await page.locator(at('pending').concat(', .empty')).first().waitFor()
        pages.push(page)
    }
    for (const viewer of others.slice(0, 20)) await viewer.send('ask', { text: `请问${subjects[0]}${doubts[0]}` })
    const unheard = await mute_some(quiet, others.slice(20, 24))
    await collide(pages)

    const acting = others.map((viewer, i) => {
        const luck = chance(seed * 1000 + i)
        return keep_on(() => take_part(viewer, luck), seconds, () => 500 + luck.below(2000))
    })
    const moderating = pages.map((page, i) => {
        const luck = chance(seed * 7 + i)
        return keep_on(() => do_something(page, luck), seconds, () => luck.below(150))
    })
    const [by_viewers, by_moderators] = await Promise.all([Promise.all(acting), Promise.all(moderating)])

    others.forEach(one => one.come_back())
    await until(() => followers.all.every(one => one.open && !one.pending), 'everybody is there and answered', 20_000)
    for (const page of pages) await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
    await catch_up({ ...followers, all: [...followers.all, organizer] })
    const last = organizer.seq
    const heard = new Set(organizer.notices.map(([seq]) => seq))
    const kept = rows(server, `SELECT seq FROM feed WHERE event = '${server.slug}' AND topics <> 0 AND seq > ${organizer.began}`).map(({ seq }) => seq)
    equal(kept.filter(seq => !heard.has(seq)), [], 'the organizer did not hear')
    equal(kept.length, organizer.notices.length, 'notices that the organizer heard')
    must_have_heard_all(followers.viewers, witness)
    must_have_heard_all([quiet], other_quiet)
    for (const { state: { mine } } of unheard)
        for (const one of followers.viewers) must(unheard.has(one) || [...mine.keys()].every(id => !one.state.questions.has(id)), 'the question of who is muted is shown')
    await must_agree(stage, server, [...followers.all, organizer], unheard)
    must_be_durable(server, witness)
    await must_show_the_same(stage, server, pages)
    const sum = (list, of) => list.reduce((n, one) => n + of(one), 0)
    return {
        viewers, consoles, seconds, notices: last, commands: sum(by_viewers, one => one.done), keys: sum(by_moderators, one => one.done),
        resumes: sum(others, one => one.resumes), conflicts: sum(pages, page => page.told.length), questions: quiet.state.questions.size,
    }
}
