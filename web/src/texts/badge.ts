// Texts of the badges that a desk prints.
import { define_texts } from './texts';
export const badge = define_texts({
  badge_title: { zh: '打印胸卡', en: 'Print a badge' },
  badge_of: { zh: '{name}的胸卡', en: 'The badge of {name}' },
  paper: { zh: '纸张', en: 'Paper' },
  card: { zh: '名片', en: 'Card' },
  cr80: { zh: 'CR80卡', en: 'CR80' },
  label: { zh: '标签', en: 'Label' },
  a6: { zh: 'A6', en: 'A6' },
  millimetres: { zh: '{width} × {height}毫米', en: '{width} × {height} mm' },
  at_each: { zh: '每次签到都打印', en: 'Print at each check-in' },
  at_each_why: { zh: '浏览器每次都会先问。要直接打印，请给Chrome或Edge加上参数--kiosk-printing再启动，并把胸卡打印机设为默认打印机。', en: 'The browser asks each time. To print straight away, start Chrome or Edge with --kiosk-printing and make the badge printer the default one.' },
  kept_here: { zh: '纸张和这个选择记在这台设备上。', en: 'Paper and this choice are kept on this device.' },
  print: { zh: '打印', en: 'Print' },
  print_trial: { zh: '打印样张', en: 'Print a sample' },
  sample_name: { zh: '欧阳若水', en: 'Alexandra Huang' },
  sample_unit: { zh: '上海市质量协会质量技术中心', en: 'Shanghai Association for Quality' },
  sample_post: { zh: '高级工程师', en: 'Senior engineer' },
});
