// What people are told before they give their data, and what they agree to. The server keeps the version of these words with
// each registration (consent_version in server/app/hall.hpp): whoever changes them gives them a new one (tests/consent.test.ts).
import { define_texts } from './texts';
export const consent = define_texts({
  purpose: { zh: '{who}收集这些信息，只用于本次活动的报名、入场和通知。', en: '{who} collects these details for this event only: registration, admission and messages.' },
  kept_days: { zh: '活动结束{days}天后自动删除姓名和手机号。', en: 'Names and phone numbers are erased {days} {days|day|days} after the event.' },
  kept_open: { zh: '没有设定自动删除的日期，可以随时自己删除。', en: 'No day is set on which they are erased; you can erase yours at any time.' },
  kept_open_guest: { zh: '没有设定自动删除的日期，可以随时请主办方删除。', en: 'No day is set on which they are erased; the organizer erases them on request.' },
  more: { zh: '详细说明', en: 'Details' },
  handler: { zh: '处理者', en: 'Handled by' },
  what: { zh: '收集的信息', en: 'What is collected' },
  what_own: { zh: '姓名和手机号；单位、职务和邮箱可以不填。', en: 'Name and mobile number; unit, position and e-mail are optional.' },
  what_others: { zh: '姓名；手机号和职务可以不填。', en: 'Name; mobile number and position are optional.' },
  what_guest: { zh: '姓名；单位、职务和手机号可以不填。', en: 'Name; unit, position and mobile number are optional.' },
  use: { zh: '用途', en: 'What for' },
  use_words: { zh: '安排座位，核对入场，发送入场码、变更和提醒。发送时要经过短信或邮件服务商，此外不提供给别人。', en: 'Seats, admission, and sending tickets, changes and reminders, which pass through an SMS or mail provider. Nobody else gets them.' },
  keeping: { zh: '保存', en: 'How it is kept' },
  keeping_words: { zh: '手机号和邮箱加密保存，签到人员只看到手机号后四位。', en: 'Phone number and e-mail are kept encrypted; the desk sees the last four digits of the phone number.' },
  rights: { zh: '权利', en: 'Rights' },
  rights_own: { zh: '在入场码页面随时查看、更正、下载、删除自己的信息，也可以联系{who}。', en: 'See, correct, download and erase your data on the ticket page at any time, or ask {who}.' },
  rights_others: { zh: '每个人都可以在自己的入场码页面查看、更正、下载、删除，也可以联系{who}。', en: 'Each of them can see, correct, download and erase it on the own ticket page, or ask {who}.' },
  rights_guest: { zh: '来宾可以随时联系{who}，查看、更正、删除自己的信息。', en: 'Guests can ask {who} at any time to see, correct and erase their data.' },
  agree_own: { zh: '我看过以上说明，同意{who}为本次活动使用这些信息', en: 'I have read this and agree that {who} uses these details for this event' },
  agree_others: { zh: '以上人员看过说明并同意：{who}为本次活动使用他们的姓名、手机号和职务', en: 'These people have read this and agree that {who} uses their names, phone numbers and positions for this event' },
  agree_other: { zh: '本人看过说明并同意：{who}为本次活动使用其姓名、手机号和职务', en: 'The person has read this and agrees that {who} uses name, phone number and position for this event' },
  agree_guest: { zh: '来宾看过或听过以上说明，同意{who}为本次活动使用这些信息', en: 'The guest has read or heard this and agrees that {who} uses these details for this event' },
});
