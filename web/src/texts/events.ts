// Texts of the list of lectures.
import { define_texts } from './texts';
export const events = define_texts({
  title: { zh: '讲座', en: 'Lectures' },
  none: { zh: '还没有讲座', en: 'No lectures yet' },
  none_next: { zh: '主办方建好第一场讲座后，会出现在这里。', en: 'The first lecture will be shown here once the organizer has made it.' },
  about_to_start: { zh: '马上开始', en: 'About to start' },
  not_begun: { zh: '还没有开始', en: 'It has not begun yet' },
  watch: { zh: '看直播', en: 'Watch live' },
});
