// A hall as it is in the middle of an afternoon, made over the program's own interfaces: guests, arrivals, questions.
import { call, invite } from './server.mjs'
import { Feed } from './feed.mjs'

const guests = [
    ['林一帆', '13817264471', '上海老字号研究会', '副秘书长'], ['赵晓蕾', '13601558823', '百联集团', '市场部经理'],
    ['古丽娜尔·买买提江', '13524770916', '上海申通地铁集团有限公司运营管理中心质量管理部', '质量工程师'],
    ['顾建国', '13901730058', '上海市质量协会', '理事'], ['欧阳思远', '18017342265', '上海商务发展研究中心', '助理研究员'],
    ['沈佩华', '13651987742', '上海第一食品连锁发展有限公司', '门店总监'], ['陈思敏', '15921463307', '东方商厦有限公司', '客户服务主管'],
    ['吴昊', '18616259914', '上海逸刻新零售网络科技有限公司', '产品经理'], ['徐雅琴', '13764008351', '上海市市场监督管理局', ''],
    ['马志远', '13816642290', '帷幄匠心科技有限公司', '算法工程师'], ['周敏', '13917750468', '华东理工大学', '副教授'],
    ['黄晨', '13482216539', '', ''],
]
const voters = 14
const questions = [
    ['老字号门店做数字化改造，第一步应该先改什么？数据、货架，还是人？', 11, 'hall'],
    ['社区小店没有技术团队，怎样用上人工智能？', 9, 'online'],
    ['请问逸刻的门店怎样保证鲜食的质量，损耗率大概是多少？', 8, 'online'],
    ['大循环双循环对中小企业的机会在哪里？', 6, 'hall'],
    ['智慧城市的数据由谁来管理，市民的隐私怎样保护？', 5, 'online'],
    ['今天的讲义会后可以下载吗？', 4, 'online'],
    ['质量管理体系认证怎样和数字化转型结合起来做，会不会变成两张皮？', 3, 'hall'],
    ['线上观众可以参观创新体验中心吗？', 2, 'online'],
    ['新零售会不会让老员工失去岗位？', 1, 'hall'],
]
const pending = [
    ['人脸识别在商场里的应用合规吗？', 'online'], ['请讲讲疫情之后消费者习惯的变化，哪些会留下来？', 'hall'],
    ['讲得很好，谢谢！加我微信 quality2020 交流', 'online'],
    ['我们是一家做食品包装的小企业，想问问三位老师：上游供应商怎样参与到品牌的质量追溯里去，成本由谁来承担，有没有已经做成的例子可以参考？', 'online'],
    ['百联的会员数据打通用了多长时间？', 'hall'],
]
const names = ['林一帆', '虹口老陈', '小赵', '质量人', '徐汇观众', '阿明', '海上花', '周老师', '品管老张', '云上客', '吴女士', '静安小店', '学生小李', '浦东王']

async function register(server, [name, phone, organization, title], i) {
    const answer = await call(server, 'POST', `/api/events/${server.slug}/registrations`, {
        id: `hall-guest-${i}`, attendance: i < 10 ? 'in_person' : 'online', name, phone,
        ...(organization && { organization }), ...(title && { title }), consent: true,
    })
    return { name, code: answer.ticket.code, registration: answer.registration.id }
}

/** Every third viewer sits in the hall and shows the ticket of a guest who is in. */
async function viewer(server, i, people) {
    const guest = i % 3 ? undefined : people[i / 3]
    const from = guest ? 'hall' : 'online'
    const { cookie } = await call(server, 'POST', `/api/events/${server.slug}/viewers`,
        guest ? { name: guest.name, ticket: guest.code, from } : { name: names[i], from })
    return { cookie, feed: await Feed.open(server, cookie), from }
}

/** Signs in with a link; → the cookie. The link is used up. */
export async function session(server, link) {
    return (await call(server, 'POST', '/api/sign-in', { token: link.split('#')[1] })).cookie
}

/** A delegation of six seats with three names. → {id, path: of its contact's page} */
export async function delegation(server, organizer) {
    const staff = (method, path, body) => call(server, method, `/api/events/${server.slug}/delegations${path}`, body, { Cookie: organizer })
    const { delegation: { id } } = await staff('POST', '', { id: 'hall-delegation', name: '上海申通地铁集团有限公司', quota: 6 })
    const { pathname, hash } = new URL((await staff('GET', `/${id}/link`)).url)
    const people = [{ name: '古丽娜尔·买买提江', phone: '13800138001', title: '质量经理' }, { name: '周敏' }, { name: '单文', phone: '13800138003' }]
    await call(server, 'POST', `/api/delegations/${id}/delegates`, { id: 'hall-people', consent: true, people }, { Authorization: `Bearer ${hash.slice(1)}` })
    return { id, path: pathname + hash }
}

/**
 * Fills the hall: twelve guests (ten of them in person), fourteen viewers, questions in every state, one on stage. Uses
 * an invitation of its own, so that the links of the server still work. With `admitted` so many guests are in.
 * → {guests: [{name, code, registration}], questions: [Question], organizer: its cookie, viewers, close()}
 */
export async function fill(server, { admitted = 6 } = {}) {
    const organizer = await session(server, invite(server, 'organizer'))
    const people = []
    for (const [i, guest] of guests.entries()) people.push(await register(server, guest, i))
    for (const { code } of people.slice(0, admitted))
        await call(server, 'POST', `/api/events/${server.slug}/check-ins`,
            { id: `in-${code}`, ticket: code, desk: people.findIndex(one => one.code === code) % 2 ? '2号台' : '1号台', scanned_at: Date.now() }, { Cookie: organizer })

    const viewers = []
    for (let i = 0; i < voters; i++) viewers.push(await viewer(server, i, people))
    const moderator = await Feed.open(server, organizer, 'organizer')
    const of = { hall: viewers.filter(one => one.from === 'hall'), online: viewers.filter(one => one.from === 'online') }
    let asked = 0
    const ask = async (text, from) => {
        const { feed } = of[from][asked++ % of[from].length]
        return (await feed.send('ask', { text, ...(asked % 6 === 0 && { anonymous: true }) })).question
    }
    const all = []
    for (const [text, votes, from] of questions) {
        const question = await ask(text, from)
        await moderator.send('approve', { question: question.id })
        for (const { feed } of viewers.slice(0, votes)) await feed.send('vote', { question: question.id })
        all.push(question)
    }
    for (const [text, from] of pending) all.push(await ask(text, from))
    await moderator.send('stage', { question: all[3].id })
    await moderator.send('reply', { question: all[1].id, text: '先从会员问答做起，用现成的工具，一个店员学两天就能上手。' })
    await moderator.send('answer', { question: all[1].id })
    await moderator.send('stage', { question: all[0].id })
    moderator.close()
    return { guests: people, questions: all, organizer, viewers, close: () => viewers.forEach(({ feed }) => feed.close()) }
}
