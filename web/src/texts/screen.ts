// Texts of the hall's big screen.
import { define_texts } from './texts';
export const screen = define_texts({
  title: { zh: '大屏', en: 'Big screen' },
  watching: { zh: '人在线上', en: '{n|person|people} online' },
  likes: { zh: '个赞', en: '{n|like|likes}' },
  most_wanted: { zh: '大家最想听', en: 'What most people want to hear' },
  answering: { zh: '正在回答', en: 'Being answered' },
  votes: { zh: '票', en: '{n|vote|votes}' },
  join: { zh: '扫码提问、投票', en: 'Scan to ask and vote' },
  or_open: { zh: '或打开', en: 'or open' },
  on_now: { zh: '正在进行', en: 'On now' },
  coming: { zh: '接下来', en: 'Coming up' },
  starts: { zh: '{day}{time}开始', en: 'Starts at {time}, {day}' },
  ended: { zh: '讲座已结束，谢谢各位', en: 'The lecture has ended. Thank you' },
  lost: { zh: '网络断了，正在重连；屏上是断开前的内容', en: 'Connection lost, reconnecting. What you see is from before' },
});
